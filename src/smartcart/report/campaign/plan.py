"""How many to contact in each segment, and what they are expected to bring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smartcart.report.campaign.facts import SegmentFacts
from smartcart.report.campaign.words import interval, money
from smartcart.report.style import INK, figure_text, new_figure, segment_color, set_title, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_plan"]

#: Room for the words at the end of a bar, as a part of the longest one.
_CONTACT_ROOM, _PROFIT_ROOM = 0.55, 0.95


@styled
def draw_plan(segments: Sequence[SegmentFacts]) -> Figure:
    """Draw contacts beside expected profit, by segment.

    Parameters
    ----------
    segments : sequence of SegmentFacts
        In their order, the first on top; lines are 95 % intervals.
    """
    figure = new_figure(9.2, 1.0 + 0.58 * len(segments))
    contacts, profit = figure.subplots(1, 2, sharey=True, width_ratios=(1, 1.25))
    _draw_bars(contacts, [each.contacts for each in segments])
    _draw_bars(profit, [each.profit for each in segments])
    for place, each in enumerate(segments):
        _write(contacts, place, each.contacts, f"{each.contacts:,} of {each.customers:,}")
        if each.contacts:
            profit.plot([each.low, each.high], [place] * 2, color=INK, linewidth=1.4)
        words = f"{money(each.profit)}  ({interval(each.low, each.high)})"
        end = max(each.profit, each.high, 0.0)
        _write(profit, place, end, words if each.contacts else "nobody")
    _scale(contacts, [each.contacts for each in segments], _CONTACT_ROOM)
    _scale(profit, [v for s in segments for v in (s.profit, s.low, s.high)], _PROFIT_ROOM)
    set_title(contacts, "Customers to contact")
    set_title(profit, "Expected profit (95 % interval)")
    _label_segments(contacts, segments)
    return figure


def _draw_bars(panel: Axes, lengths: Sequence[float]) -> None:
    rows = range(len(lengths))
    panel.barh(rows, lengths, height=0.62, color=[segment_color(i) for i in rows])
    panel.axvline(0, color=INK, linewidth=0.8)
    for side in ("left", "bottom"):
        panel.spines[side].set_visible(False)
    panel.tick_params(length=0, labelbottom=False)


def _write(panel: Axes, row: int, end: float, words: str) -> None:
    panel.annotate(words, (end, row), xytext=(6, 0), textcoords="offset points", va="center")


def _label_segments(panel: Axes, segments: Sequence[SegmentFacts]) -> None:
    labels = [figure_text(f"{segment.id}  {segment.name}", 34, 3) for segment in segments]
    panel.set_yticks(range(len(segments)), labels, color=INK)
    panel.set_ylim(len(segments) - 0.5, -0.5)


def _scale(panel: Axes, lengths: Sequence[float], room: float) -> None:
    low, high = min(0.0, *lengths), max(0.0, *lengths)
    panel.set_xlim(low, high + room * (high - low) if high > low else 1.0)
