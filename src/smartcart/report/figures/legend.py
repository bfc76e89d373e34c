"""Which colour and marker is which segment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smartcart.report.style import figure_text, segment_color, segment_marker
from smartcart.segmentation import Segment

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["add_segment_legend", "legend_height"]

#: Letters that fit side by side in the width of a figure, and of them for a marker.
_WIDTH, _MARKER = 112, 6
_ROW_HEIGHT = 0.19  # inches


def add_segment_legend(figure: Figure, segments: Sequence[Segment]) -> None:
    """Put a legend of the segments above the figure, in as many columns as fit."""
    from matplotlib.lines import Line2D

    labels = _labels(segments)
    handles = [
        Line2D([], [], linestyle="", marker=segment_marker(i), color=segment_color(i), label=label)
        for i, label in enumerate(labels)
    ]
    figure.legend(
        handles=handles, loc="outside upper left", ncols=_columns(labels), markerscale=1.3
    )


def legend_height(segments: Sequence[Segment]) -> float:
    """Return the height in inches that the legend takes from the figure."""
    labels = _labels(segments)
    return 0.2 + _ROW_HEIGHT * -(-len(labels) // _columns(labels))


def _labels(segments: Sequence[Segment]) -> list[str]:
    # What tells two namesakes apart stands at the end of their names, so little is cut.
    return [figure_text(f"{each.id}  {each.name}", _WIDTH - _MARKER, 1) for each in segments]


def _columns(labels: Sequence[str]) -> int:
    return min(len(labels), max(1, _WIDTH // (max(map(len, labels)) + _MARKER)))
