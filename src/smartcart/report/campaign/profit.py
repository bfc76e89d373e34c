"""What each way of choosing earned in the test."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smartcart.report.campaign.facts import WayFacts
from smartcart.report.campaign.rows import Row, draw_rows, new_rows
from smartcart.report.campaign.words import interval, money
from smartcart.report.style import ACCENT, MUTED, styled
from smartcart.report.words import count_words, upper_first

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_profit"]

#: Larger amounts are too wide for the axis.
_MILLION = 1e6


@styled
def draw_profit(ways: Sequence[WayFacts]) -> Figure:
    """Draw the profit of each way of choosing with its 95 % interval, beside a line at 0.

    Parameters
    ----------
    ways : sequence of WayFacts
        In their order, the first on top; the planner is coloured.
    """
    rows = [_row(way) for way in ways]
    figure, panel = new_rows(rows)
    draw_rows(panel, rows)
    unit = _MILLION if max(max(abs(way.low), abs(way.high)) for way in ways) >= _MILLION else 1.0
    scaled = ", in millions" if unit > 1 else ""
    panel.set_xlabel(f"Profit, after the cost of the contacts{scaled}")
    panel.xaxis.set_major_formatter(lambda value, _: f"{value / unit:,.12g}")
    panel.locator_params(axis="x", nbins=7)
    return figure


def _row(way: WayFacts) -> Row:
    words = f"{money(way.profit)}  ({interval(way.low, way.high)})" if way.contacts else "0"
    return Row(
        f"{upper_first(way.name)}, {count_words(way.contacts, 'contact')}",
        way.profit,
        way.low,
        way.high,
        words,
        ACCENT if way.is_planner else MUTED,
    )
