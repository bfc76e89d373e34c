"""What was forecast beside what happened, by fifth of the forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from smartcart.profiles import Rate
from smartcart.report.campaign.rows import Row, draw_rows, new_rows
from smartcart.report.style import ACCENT, INK, PAPER, styled
from smartcart.report.words import interval_words, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FIFTHS", "draw_calibration"]

#: Fifths of the customers, as people name them.
FIFTHS = {
    1: "Least likely fifth",
    2: "Second fifth",
    3: "Middle fifth",
    4: "Fourth fifth",
    5: "Likeliest fifth",
}


@styled
def draw_calibration(fifths: pd.DataFrame) -> Figure:
    """Draw the share that answered with its interval, and the share that was forecast.

    Parameters
    ----------
    fifths : DataFrame
        As `compare_fifths` returns it; the likeliest are drawn on top.
    """
    table = fifths[::-1]
    rows = [
        Row(
            FIFTHS[int(row.Index)],
            100 * row.rate,
            100 * row.low,
            100 * row.high,
            f"{interval_words(Rate(row.rate, row.low, row.high))}, forecast "
            f"{percent(row.forecast)}",
            ACCENT,
        )
        for row in table.itertuples()
    ]
    figure, panel = new_rows(rows, below=1.0)
    panel.plot([], [], "o", color=ACCENT, markersize=8, label="Answered (95 % interval)")
    panel.plot(
        100 * table["forecast"],
        range(len(table)),
        "D",
        color=INK,
        markerfacecolor=PAPER,
        markersize=7,
        zorder=4,
        label="Forecast",
    )
    draw_rows(panel, rows)
    panel.set_xlim(min(panel.get_xlim()[0], 0.0), max(panel.get_xlim()[1], 1.0))
    panel.set_xlabel("% of customers")
    below = -0.62 / (panel.get_position().height * figure.get_figheight())
    panel.legend(loc="upper left", bbox_to_anchor=(-0.02, below), borderaxespad=0.0, ncols=2)
    return figure
