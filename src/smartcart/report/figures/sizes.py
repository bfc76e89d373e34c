"""How many customers, and how much of the spend, each segment holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smartcart.report.style import INK, figure_text, new_figure, segment_color, set_title, styled
from smartcart.report.words import percent
from smartcart.segmentation import Segment

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_sizes"]

#: Room for the value at the end of a bar, as a part of the longest one.
_LABEL_ROOM = 0.28


@styled
def draw_sizes(segments: Sequence[Segment], value: str) -> Figure:
    """Draw the share of customers beside the share of spend, on one scale.

    Parameters
    ----------
    segments : sequence of Segment
        In their order, the first on top.
    value : str
        Words for what a customer is worth. Where no segment knows its share of it, only the
        customers are drawn.
    """
    spend = [segment.share_spend for segment in segments]
    figure = new_figure(8.0, 1.0 + 0.58 * len(segments))
    panels = {"Share of customers": [segment.share_customers for segment in segments]}
    if any(share is not None for share in spend):
        panels[f"Share of {figure_text(value, 40, 1)}"] = [share or 0.0 for share in spend]
    axes = figure.subplots(1, len(panels), sharex=True, sharey=True, squeeze=False)[0]
    for panel, (title, shares) in zip(axes, panels.items(), strict=True):
        _draw_bars(panel, shares)
        set_title(panel, title)
    _label_segments(axes[0], segments)
    _scale(axes[0], [share for shares in panels.values() for share in shares])
    return figure


def _draw_bars(panel: Axes, shares: Sequence[float]) -> None:
    rows = range(len(shares))
    panel.barh(rows, shares, height=0.62, color=[segment_color(i) for i in rows])
    panel.axvline(0, color=INK, linewidth=0.8)
    for row, share in enumerate(shares):
        panel.annotate(
            percent(share),
            (max(share, 0.0), row),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
        )
    for side in ("left", "bottom"):
        panel.spines[side].set_visible(False)
    panel.tick_params(length=0, labelbottom=False)


def _label_segments(panel: Axes, segments: Sequence[Segment]) -> None:
    labels = [figure_text(f"{segment.id}  {segment.name}", 34, 3) for segment in segments]
    panel.set_yticks(range(len(segments)), labels, color=INK)
    panel.set_ylim(len(segments) - 0.5, -0.5)


def _scale(panel: Axes, shares: Sequence[float]) -> None:
    low, high = min(0.0, *shares), max(shares)
    panel.set_xlim(low, high + _LABEL_ROOM * (high - low))
