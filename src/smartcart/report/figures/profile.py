"""Where the middle customer of each segment stands among all customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from smartcart.report.figures.legend import add_segment_legend, legend_height
from smartcart.report.style import (
    INK,
    LINE,
    MUTED,
    PAPER,
    figure_text,
    new_figure,
    segment_color,
    segment_marker,
    styled,
)
from smartcart.report.words import row_label
from smartcart.segmentation import Segment

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_profile"]

#: Part of a row that the dots of the segments share, and the most one dot takes of it.
_ROW, _DOT = 0.76, 0.2
_DOT_HEIGHT = 0.09  # inches, with many segments


@styled
def draw_profile(
    positions: pd.DataFrame,
    measures: Sequence[str],
    segments: Sequence[Segment],
    markers: pd.DataFrame,
) -> Figure:
    """Draw for each measure where the median of each segment stands, from 0 to 1.

    Parameters
    ----------
    positions : DataFrame
        One row per segment id, one column per measure; a missing position is not drawn.
    measures : sequence of str
        The columns to draw, the first on top.
    segments : sequence of Segment
        The rows, in their order.
    markers : DataFrame of int
        Like `positions`: a dot is full where it is not 0, and hollow elsewhere.
    """
    row = max(0.4, _DOT_HEIGHT * len(segments))
    figure = new_figure(8.0, 0.9 + legend_height(segments) + row * len(measures))
    panel = figure.subplots()
    _prepare(panel, measures)
    step = min(_DOT, _ROW / len(segments))
    size = 6.5 if len(segments) <= 6 else 5.0
    for i, segment in enumerate(segments):
        offset = (i - (len(segments) - 1) / 2) * step
        rows = [row + offset for row in range(len(measures))]
        stands_out = [_stands_out(markers, segment.id, measure) for measure in measures]
        _draw_segment(panel, positions.loc[segment.id, list(measures)], rows, i, size, stands_out)
    add_segment_legend(figure, segments)
    return figure


def _prepare(panel: Axes, measures: Sequence[str]) -> None:
    labels = [figure_text(row_label(measure), 36) for measure in measures]
    panel.set_yticks(range(len(measures)), labels, color=INK)
    panel.set_ylim(len(measures) - 0.4, -0.6)
    panel.set_xlim(-0.02, 1.02)
    panel.set_xticks(
        [0, 0.25, 0.5, 0.75, 1], ["lowest", "25%", "all customers", "75%", "highest"], color=MUTED
    )
    panel.set_xlabel("Where the segment's median stands among all customers")
    panel.grid(axis="x")
    for row in range(0, len(measures), 2):
        panel.axhspan(row - 0.5, row + 0.5, color=LINE, alpha=0.35, linewidth=0, zorder=0)
    panel.axvline(0.5, color=INK, linewidth=1.4)
    panel.tick_params(length=0)
    panel.spines[["left", "bottom"]].set_visible(False)


def _stands_out(markers: pd.DataFrame, segment: str, measure: str) -> bool:
    return measure in markers and bool(markers.loc[segment, measure])


def _draw_segment(
    panel: Axes,
    places: pd.Series,
    rows: Sequence[float],
    i: int,
    size: float,
    stands_out: Sequence[bool],
) -> None:
    color, heights, full = segment_color(i), np.array(rows), np.array(stands_out, dtype=bool)
    panel.hlines(heights, 0.5, places, color=color, linewidth=1.3, alpha=0.55)
    for own, face in ((full, color), (~full, PAPER)):
        panel.plot(
            places.to_numpy()[own],
            heights[own],
            segment_marker(i),
            color=color,
            markersize=size,
            markerfacecolor=face,
            markeredgewidth=1.4,
        )
