"""A row for each thing compared: a dot with its interval, and the figures beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smartcart.report.style import INK, figure_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Row", "draw_rows"]

#: Letters in a line of a label.
_WIDTH = 40
#: Empty part of the axis on either side of what is drawn.
_ROOM = 0.05


@dataclass(frozen=True)
class Row:
    """One row: what it is, where its dot stands, and what is written at its end."""

    label: str
    at: float
    low: float
    high: float
    words: str
    color: str
    marker: str = "o"


def draw_rows(panel: Axes, rows: Sequence[Row]) -> None:
    """Draw rows from top to bottom over one axis that shows 0.

    A row whose place is not a number has no dot.
    """
    for place, row in enumerate(rows):
        panel.plot([row.low, row.high], [place] * 2, color=row.color, linewidth=3.0, alpha=0.5)
        panel.plot(row.at, place, row.marker, color=row.color, markersize=8)
        panel.annotate(
            row.words,
            (1.0, place),
            xycoords=("axes fraction", "data"),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
        )
    panel.axvline(0, color=INK, linewidth=1.0, zorder=1)
    panel.set_yticks(
        range(len(rows)), [figure_text(row.label, _WIDTH, 3) for row in rows], color=INK
    )
    panel.set_ylim(len(rows) - 0.4, -0.6)
    panel.tick_params(axis="y", length=0)
    panel.spines["left"].set_visible(False)
    panel.grid(axis="x")
    panel.xaxis.set_major_formatter(lambda value, _: f"{value:,.12g}")
    _scale(panel, rows)


def _scale(panel: Axes, rows: Sequence[Row]) -> None:
    shown = [0.0, *(v for row in rows for v in (row.at, row.low, row.high) if v == v)]
    room = _ROOM * (max(shown) - min(shown)) or 1.0
    panel.set_xlim(min(shown) - room, max(shown) + room)
