"""Customers and segments on the first two components."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from smartcart.report.figures.apart import move_apart
from smartcart.report.figures.legend import add_segment_legend, legend_height
from smartcart.report.map_facts import AxisFacts, MapFacts
from smartcart.report.style import (
    INK,
    LINE,
    MUTED,
    figure_text,
    new_figure,
    segment_color,
    segment_marker,
    settle,
    styled,
)
from smartcart.report.words import percent
from smartcart.segmentation import Segment

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_map"]

#: Room for the id of a segment, in points.
_LABEL_SIZE = (34.0, 22.0)


@styled
def draw_map(facts: MapFacts, segments: Sequence[Segment]) -> Figure:
    """Draw the map.

    Parameters
    ----------
    facts : MapFacts
        Points, their segments and the centroids. With two components both axes have one
        scale, so that distances can be read off in any direction.
    segments : sequence of Segment
        In their order; their ids stand at the centroids.
    """
    figure = new_figure(8.0, 5.2 + legend_height(segments))
    panel = figure.subplots()
    _draw_customers(panel, facts)
    _label_axes(panel, facts.axes)
    add_segment_legend(figure, segments)
    settle(figure)  # only now it is known where the centroids come to lie
    _draw_centroids(panel, facts, segments)
    return figure


def _draw_customers(panel: Axes, facts: MapFacts) -> None:
    """Draw the customers in the order of their ids, so that no segment lies on top."""
    colors = np.array([segment_color(label) for label in facts.labels])
    markers = np.array([segment_marker(label) for label in facts.labels])
    for marker in dict.fromkeys(markers):
        own = markers == marker
        panel.scatter(
            facts.points[own, 0],
            facts.points[own, 1],
            s=11,
            c=colors[own],
            marker=marker,
            alpha=0.5,
            linewidths=0,
            rasterized=True,  # thousands of shapes would make the file heavy and slow
        )


def _draw_centroids(panel: Axes, facts: MapFacts, segments: Sequence[Segment]) -> None:
    """Write each id at its centroid, or beside it with a line to it where ids would collide."""
    points_per_dot = 72 / panel.figure.dpi
    places = panel.transData.transform(facts.centroids) * points_per_dot
    offsets = move_apart(places, *_LABEL_SIZE) - places
    for i, (segment, centroid) in enumerate(zip(segments, facts.centroids, strict=True)):
        panel.annotate(
            segment.id,
            centroid,
            xytext=offsets[i],
            textcoords="offset points",
            ha="center",
            va="center",
            color=INK,
            fontweight="bold",
            bbox=_label_box(segment_color(i)),
            arrowprops={"arrowstyle": "-", "color": MUTED, "linewidth": 1.0},
        )


def _label_box(color: str) -> dict[str, Any]:
    return {
        "boxstyle": "round,pad=0.3",
        "facecolor": "white",
        "edgecolor": color,
        "linewidth": 2.0,
        "alpha": 0.92,
    }


def _label_axes(panel: Axes, axes: Sequence[AxisFacts]) -> None:
    panel.set_xlabel(_axis_label(1, axes[0], "Right", 90))
    panel.tick_params(length=0, labelbottom=False, labelleft=False)
    panel.axvline(0, color=LINE, linewidth=1.2, zorder=0)
    if len(axes) == 2:
        panel.set_ylabel(_axis_label(2, axes[1], "Up", 52))
        panel.set_aspect("equal", adjustable="datalim")
        panel.axhline(0, color=LINE, linewidth=1.2, zorder=0)
    else:
        panel.set_ylabel("Spread to be seen; it has no meaning")


def _axis_label(number: int, axis: AxisFacts, direction: str, width: int) -> str:
    parts = [
        f"{word} {', '.join(labels)}"
        for word, labels in (("more", axis.more), ("less", axis.less))
        if labels
    ]
    words = figure_text(f"{direction}: {'; '.join(parts)}", width, 2)
    return f"Component {number} ({percent(axis.share)} of variance)\n{words}"
