"""What contacting changed, by segment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from smartcart.report.campaign.rows import Row, draw_rows, new_rows
from smartcart.report.campaign.words import points
from smartcart.report.style import INK, segment_color, segment_marker, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_uplift"]


@styled
def draw_uplift(segments: pd.DataFrame, everybody: pd.Series, names: Sequence[str]) -> Figure:
    """Draw the difference that contacting made with its 95 % interval, beside a line at 0.

    Parameters
    ----------
    segments : DataFrame
        Index ``segment_id``: uplift, low, high; not a number where nobody was left alone.
    everybody : Series
        The same of all customers; it is drawn last.
    names : sequence of str
        Of the segments, in their order.
    """
    rows = [
        _row(f"{each}  {name}", segments.loc[each], segment_color(i), segment_marker(i))
        for i, (each, name) in enumerate(zip(segments.index, names, strict=True))
    ]
    rows.append(_row("All customers", everybody, INK, "o"))
    figure, panel = new_rows(rows)
    draw_rows(panel, rows)
    panel.set_xlabel("Points of answers more among those contacted than among those left alone")
    return figure


def _row(label: str, row: pd.Series, color: str, marker: str) -> Row:
    at, low, high = (float(row[name]) for name in ("uplift", "low", "high"))
    words = f"{points(at)}  ({points(low)} to {points(high)})" if at == at else "not known"
    return Row(label, 100 * at, 100 * low, 100 * high, words, color, marker)
