"""Rows of a figure in groups, each group under a heading of its own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smartcart.report.exploration.fit import fit_text, text_width
from smartcart.report.style import ACCENT, INK, LINE, MUTED, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Row", "RowGroup", "beside_share", "draw_bars", "new_rows", "place_rows"]

#: Inches of the figure, of a row, of the longest label and heading, and of the room around.
_WIDTH, _ROW, _LABEL, _HEADING, _PAD = 8.0, 0.25, 2.5, 4.8, 0.12
#: Rows that a heading and the gap before it take.
_HEADING_ROWS = 1.5


@dataclass(frozen=True)
class Row:
    """A label, a share, what is written beside it, and its interval where there is one."""

    label: str
    share: float
    text: str
    low: float = math.nan
    high: float = math.nan
    color: str = ACCENT

    @property
    def end(self) -> float:
        """Where what is drawn ends, and the text begins."""
        return max(self.share, 0.0 if math.isnan(self.high) else self.high, 0.0)


@dataclass(frozen=True)
class RowGroup:
    """Rows under one heading."""

    heading: str
    rows: tuple[Row, ...]


def new_rows(groups: Sequence[RowGroup], below: float = 0.0) -> tuple[Figure, Axes]:
    """Return a figure with room for the rows, and for `below` inches of an axis.

    All sizes are known, the widths of the labels included: laying out takes half of the time.
    """
    n_rows = sum(len(group.rows) + _HEADING_ROWS for group in groups)
    height = 2 * _PAD + below + _ROW * n_rows
    figure = new_figure(_WIDTH, height)
    figure.set_layout_engine("none")
    labels = [fit_text(row.label, _LABEL) for group in groups for row in group.rows]
    left = 2 * _PAD + max(map(text_width, labels))
    bottom = below + _PAD
    box = (left / _WIDTH, bottom / height, 1 - (left + _PAD) / _WIDTH, _ROW * n_rows / height)
    return figure, figure.add_axes(box)


def beside_share(panel: Axes, rows: Iterable[Row]) -> float:
    """Return the part of the width that the widest text beside a row takes."""
    width = panel.get_position().width * _WIDTH
    return (max(text_width(row.text) for row in rows) + 2 * _PAD) / width


def place_rows(panel: Axes, groups: Sequence[RowGroup]) -> list[list[float]]:
    """Write headings and labels, and return where the rows of each group lie."""
    places: list[list[float]] = []
    start = 0.0
    for group in groups:
        heading = fit_text(group.heading, _HEADING, bold=True)
        where = panel.get_yaxis_transform()
        panel.text(0.0, start, heading, transform=where, weight="bold", color=INK, va="center")
        places.append([start + 1 + i for i in range(len(group.rows))])
        start += len(group.rows) + _HEADING_ROWS
    labels = [fit_text(row.label, _LABEL) for group in groups for row in group.rows]
    panel.set_yticks([each for own in places for each in own], labels, color=INK)
    panel.set_ylim(start - 0.75, -0.75)
    panel.tick_params(length=0)
    panel.spines[["left", "bottom"]].set_visible(False)
    return places


def _write_beside(panel: Axes, row: Row, place: float) -> None:
    """Write the figure of a row at its end."""
    panel.annotate(
        row.text,
        (row.end, place),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        color=MUTED,
    )


def draw_bars(groups: Sequence[RowGroup]) -> Figure:
    """Draw a bar for each row, with its interval where there is one."""
    figure, panel = new_rows(groups)
    for own, group in zip(place_rows(panel, groups), groups, strict=True):
        panel.vlines(0, own[0] - 0.5, own[-1] + 0.5, color=LINE, linewidth=1.2)
        shares, colors = [row.share for row in group.rows], [row.color for row in group.rows]
        panel.barh(own, shares, height=0.66, color=colors)
        for place, row in zip(own, group.rows, strict=True):
            _write_beside(panel, row, place)
        lows, highs = [row.low for row in group.rows], [row.high for row in group.rows]
        if not all(map(math.isnan, lows)):
            panel.hlines(own, lows, highs, color=INK, linewidth=1.2)
    rows = [row for group in groups for row in group.rows]
    low, high = min(0.0, *(row.share for row in rows)), max(row.end for row in rows)
    width = (high - low or 1.0) / (1 - beside_share(panel, rows))
    panel.set_xlim(low, low + width)
    panel.tick_params(labelbottom=False)
    return figure
