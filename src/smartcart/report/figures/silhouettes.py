"""How near the customers of each segment are to it, one line per customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from smartcart.report.shape_facts import SilhouetteFacts
from smartcart.report.style import INK, MUTED, new_figure, segment_color, set_title, styled
from smartcart.segmentation import Segment

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_silhouettes"]

#: Room between two segments, as a part of all customers.
_GAP = 0.015
#: Points along the edge of a segment: more cannot be told apart.
_POINTS = 120


@styled
def draw_silhouettes(facts: SilhouetteFacts, segments: Sequence[Segment]) -> Figure:
    """Draw silhouettes beside confidence, the customers of each segment from high to low.

    Parameters
    ----------
    facts : SilhouetteFacts
    segments : sequence of Segment
        In their order, the first on top. The mean of each is a thick tick.
    """
    figure = new_figure(8.6, max(3.4, 1.4 + 0.34 * len(segments)))
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1.5, 1))
    middles = _draw_all(left, facts.widths)
    _draw_all(right, facts.confidence)
    low = min([float(each.min()) for each in facts.widths if len(each)], default=0.0)
    left.set_xlim(min(-0.1, 1.05 * low), 1.0)
    right.set_xlim(0.0, 1.0)
    left.set_xlabel("Below 0: nearer to another segment")
    right.set_xlabel("0: half-way to the next segment, 1: at the centre")
    set_title(left, "Silhouette")
    set_title(right, "Confidence")
    left.set_yticks(middles, [each.id for each in segments], color=INK, fontweight="bold")
    left.set_ylim(1.0 + _GAP * (len(segments) - 1) + 0.01, -0.01)
    for panel in (left, right):
        panel.grid(axis="x")
        panel.tick_params(axis="y", length=0)
        panel.spines["left"].set_visible(False)
        panel.axvline(0, color=MUTED, linewidth=1.2)
    return figure


def _draw_all(panel: Axes, parts: Sequence[NDArray[np.float64]]) -> list[float]:
    """Draw the parts from the top down; return the middle of each."""
    total, top, middles = max(sum(map(len, parts)), 1), 0.0, []
    for i, values in enumerate(parts):
        height = len(values) / total
        middles.append(top + height / 2)
        if len(values):
            _draw_part(panel, values, top, height, segment_color(i))
        top += height + _GAP
    return middles


def _draw_part(
    panel: Axes, values: NDArray[np.float64], top: float, height: float, color: str
) -> None:
    shown = values[np.unique(np.linspace(0, len(values) - 1, _POINTS).astype(int))]
    rows = top + height * np.linspace(0, 1, len(shown)) if len(shown) > 1 else [top, top + height]
    edge = shown if len(shown) > 1 else np.repeat(shown, 2)
    panel.fill_betweenx(rows, 0, edge, color=color, alpha=0.75, linewidth=0)
    mean = float(values.mean())
    panel.plot([mean, mean], [top, top + height], color=INK, linewidth=2.0)
    panel.annotate(
        f"{mean:.2f}",
        (mean, top + height / 2),
        xytext=(5, 0),
        textcoords="offset points",
        va="center",
        fontsize=8.5,
    )
