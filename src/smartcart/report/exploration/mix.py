"""What totals are made of: channels, categories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smartcart.exploration import Mix, Portion
from smartcart.report.exploration.numbers import short_number
from smartcart.report.exploration.rows import Row, RowGroup, draw_bars
from smartcart.report.style import ACCENT, MUTED, SECOND, styled
from smartcart.report.words import count_words, percent, upper_first

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_mix"]

#: So many parts of a total are drawn; the others are one bar.
_PARTS = 9


@styled
def draw_mix(mixes: Sequence[Mix]) -> Figure:
    """Draw the share of each part of each total, and beside them what is no part.

    Parameters
    ----------
    mixes : sequence of Mix
        The first on top.
    """
    return draw_bars([RowGroup(f"{upper_first(mix.label)}, made of", _rows(mix)) for mix in mixes])


def _rows(mix: Mix) -> tuple[Row, ...]:
    shown = len(mix.parts) if len(mix.parts) <= _PARTS + 1 else _PARTS
    rows = [_row(part, ACCENT) for part in mix.parts[:shown]]
    others = mix.parts[shown:]
    if others:
        share, total = sum(each.share for each in others), sum(each.total for each in others)
        label = count_words(len(others), "more part")
        rows.append(Row(label, share, _text("", share, total), color=MUTED))
    return (*rows, *(_row(each, SECOND) for each in mix.beside[:3]))


def _row(part: Portion, color: str) -> Row:
    text = _text(part.name, part.share, part.total)
    return Row(upper_first(part.label), part.share, text, color=color)


def _text(name: str, share: float, total: float) -> str:
    return f"{percent(share)} ({short_number('' if name.startswith('share_') else name, total)})"
