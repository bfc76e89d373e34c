"""Where the customers of each segment stand while the number of clusters grows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from smartcart.report.figures.legend import add_segment_legend, legend_height
from smartcart.report.style import INK, MUTED, PAPER, new_figure, segment_color, styled
from smartcart.segmentation import Segment

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path

__all__ = ["draw_flow"]

#: Half the width of a cluster's bar, and the room between two bars, of a height of 1.
_HALF, _GAP = 0.07, 0.022

_Places = dict[tuple[int, int], float]


@styled
def draw_flow(flow: pd.DataFrame, segments: Sequence[Segment], k: int) -> Figure:
    """Draw clusters as bars and the customers that go from one to the next as bands.

    Parameters
    ----------
    flow : DataFrame
        From `collect_flow`: one row per strand, in the colour of its segment.
    segments : sequence of Segment
        In their order.
    k : int
        The number taken; its column is named.
    """
    figure = new_figure(8.6, 3.4 + legend_height(segments))
    panel = figure.subplots()
    total = int(flow.loc[flow["k"] == flow["k"].min(), "n_customers"].sum())
    tops = _tops(flow, total)
    _draw_bands(panel, flow, tops, total)
    _draw_bars(panel, flow, tops, total)
    _label(panel, flow, k)
    add_segment_legend(figure, segments)
    return figure


def _tops(flow: pd.DataFrame, total: int) -> _Places:
    """Return the upper edge of the bar of each cluster, 0 on top."""
    sizes = _sizes(flow)
    tops: _Places = {}
    for k in sorted({number for number, _ in sizes}):
        own = sorted(cluster for number, cluster in sizes if number == k)
        top = (_GAP * (_most(sizes) - len(own))) / 2
        for cluster in own:
            tops[k, cluster] = top
            top += sizes[k, cluster] / total + _GAP
    return tops


def _sizes(flow: pd.DataFrame) -> dict[tuple[int, int], int]:
    into = flow.groupby(["next_k", "next_cluster"])["n_customers"].sum()
    first = flow[flow["k"] == flow["k"].min()].groupby(["k", "cluster"])["n_customers"].sum()
    both = pd.concat([first, into])
    return {(int(k), int(cluster)): int(n) for (k, cluster), n in both.items()}


def _most(sizes: dict[tuple[int, int], int]) -> int:
    return max(cluster for _, cluster in sizes) + 1


def _draw_bands(panel: Axes, flow: pd.DataFrame, tops: _Places, total: int) -> None:
    """Draw the strands of each cluster in the order of where they go, then of their segments."""
    leaving = flow.sort_values(["k", "cluster", "segment", "next_cluster"], kind="stable")
    arriving = flow.sort_values(["next_k", "next_cluster", "segment", "cluster"], kind="stable")
    start = _stack(leaving[["k", "cluster", "n_customers"]], tops, total)
    end = _stack(arriving[["next_k", "next_cluster", "n_customers"]], tops, total)
    for segment, own in leaving.groupby("segment"):
        bands = [
            _band(int(k), start[row], end[row], n / total)
            for row, k, n in zip(own.index, own["k"], own["n_customers"], strict=True)
        ]
        _add(panel, bands, segment_color(int(segment)), alpha=0.45)


def _stack(ends: pd.DataFrame, tops: _Places, total: int) -> dict[int, float]:
    """Return the upper edge of each strand where it leaves or enters its cluster."""
    free, found = dict(tops), {}
    for row, k, cluster, n in ends.itertuples():
        found[int(row)] = free[k, cluster]
        free[k, cluster] += n / total
    return found


def _band(k: int, start: float, end: float, height: float) -> Path:
    """Return a band that leaves and arrives level, as two cubic curves (Bezier)."""
    from matplotlib.path import Path

    left, right, middle = k + _HALF, k + 1 - _HALF, k + 0.5
    corners = [
        *((left, start), (middle, start), (middle, end), (right, end)),
        *((right, end + height), (middle, end + height), (middle, start + height)),
        *((left, start + height), (left, start)),
    ]
    move, line, curve, close = Path.MOVETO, Path.LINETO, Path.CURVE4, Path.CLOSEPOLY
    return Path(corners, [move, curve, curve, curve, line, curve, curve, curve, close])


def _draw_bars(panel: Axes, flow: pd.DataFrame, tops: _Places, total: int) -> None:
    """Draw each cluster as a bar of the segments in it."""
    bars: dict[int, list[Path]] = {}
    for (k, cluster), top in tops.items():
        edge = top
        for segment, n in _parts(flow, k, cluster).items():
            bars.setdefault(segment, []).append(_box(k, edge, n / total))
            edge += n / total
    for segment, boxes in bars.items():
        _add(panel, boxes, segment_color(segment))
    frames = [_box(k, tops[k, c], n / total) for (k, c), n in _sizes(flow).items()]
    _add(panel, frames, "none", edge=PAPER)


def _parts(flow: pd.DataFrame, k: int, cluster: int) -> dict[int, int]:
    """Return how many customers of each segment are in a cluster."""
    out = flow[(flow["k"] == k) & (flow["cluster"] == cluster)]
    into = flow[(flow["next_k"] == k) & (flow["next_cluster"] == cluster)]
    found = (out if len(out) else into).groupby("segment")["n_customers"].sum()
    return {int(segment): int(n) for segment, n in found.items()}


def _box(k: int, top: float, height: float) -> Path:
    from matplotlib.path import Path

    left, right, bottom = k - _HALF, k + _HALF, top + height
    return Path([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)])


def _add(
    panel: Axes, paths: Sequence[Path], color: str, alpha: float = 1.0, edge: str = "none"
) -> None:
    from matplotlib.collections import PathCollection

    panel.add_collection(
        PathCollection(paths, facecolor=color, edgecolor=edge, alpha=alpha, linewidth=0.8)
    )


def _label(panel: Axes, flow: pd.DataFrame, k: int) -> None:
    ks = range(int(flow["k"].min()), int(flow["next_k"].max()) + 1)
    panel.set_xticks(list(ks), [f"{each}\ntaken" if each == k else str(each) for each in ks])
    for tick, each in zip(panel.get_xticklabels(), ks, strict=True):
        tick.set_color(INK if each == k else MUTED)
        tick.set_fontweight("bold" if each == k else "normal")
    panel.set_xlabel("Number of segments")
    panel.set_xlim(ks[0] - 0.3, ks[-1] + 0.3)
    panel.set_ylim(1 + _GAP * (_most(_sizes(flow)) - 1) + 0.01, -0.01)
    panel.set_yticks([])
    panel.tick_params(length=0)
    panel.spines[["left", "bottom"]].set_visible(False)
