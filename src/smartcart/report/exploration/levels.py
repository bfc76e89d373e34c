"""How many customers have each level of a text, and each yes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smartcart.exploration import Category, Flag
from smartcart.report.exploration.rows import Row, RowGroup, draw_bars
from smartcart.report.style import MUTED, styled
from smartcart.report.words import count_words, percent, upper_first

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_levels", "split_levels"]

#: So many levels of a text are drawn; the others are one bar.
_LEVELS = 7


@styled
def draw_levels(categories: Sequence[Category], flags: Sequence[Flag]) -> Figure:
    """Draw the share of customers of each level, and of each yes with its 95 % interval.

    Parameters
    ----------
    categories : sequence of Category
        Those whose levels are listed. After the first seven levels, all others are one bar.
    flags : sequence of Flag
        Those with a rate.
    """
    groups = [RowGroup(upper_first(row.label), _levels(row)) for row in categories]
    if flags:
        groups.append(RowGroup("Yes or no: share of yes", tuple(_flag(row) for row in flags)))
    return draw_bars(groups)


def split_levels(row: Category) -> int:
    """Return how many levels are drawn; one too many is drawn rather than called another."""
    return len(row.levels) if len(row.levels) <= _LEVELS + 1 else _LEVELS


def _levels(row: Category) -> tuple[Row, ...]:
    shown = split_levels(row)
    bars = [
        Row(each.level, each.share, f"{percent(each.share)} ({each.customers:,})")
        for each in row.levels[:shown]
    ]
    others = row.levels[shown:]
    if others:
        share, n = sum(each.share for each in others), sum(each.customers for each in others)
        label = count_words(len(others), "more level")
        bars.append(Row(label, share, f"{percent(share)} ({n:,})", color=MUTED))
    return tuple(bars)


def _flag(row: Flag) -> Row:
    text = f"{percent(row.rate)} ({row.ones:,})"
    return Row(upper_first(row.label), row.rate or 0.0, text, row.low or 0.0, row.high or 0.0)
