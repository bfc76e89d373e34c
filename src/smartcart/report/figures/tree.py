"""How customers join into segments, step by step: the upper part of Ward's tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from smartcart.report.figures.legend import add_segment_legend, legend_height
from smartcart.report.style import (
    MUTED,
    new_figure,
    segment_color,
    segment_marker,
    styled,
)
from smartcart.report.tree_facts import TreeFacts
from smartcart.segmentation import Segment

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_tree"]

#: More branches than this leave no room for the number below each.
_MOST_NUMBERS = 40


@styled
def draw_tree(facts: TreeFacts, segments: Sequence[Segment]) -> Figure:
    """Draw a dendrogram whose branches have the colour of the segment most of them are in.

    Parameters
    ----------
    facts : TreeFacts
    segments : sequence of Segment
        In their order.
    """
    figure = new_figure(8.6, 3.6 + legend_height(segments))
    panel = figure.subplots()
    for across, up, owner in zip(facts.across, facts.up, facts.joins, strict=True):
        color = MUTED if owner < 0 else segment_color(int(owner))
        panel.plot(across, up, color=color, linewidth=1.6, solid_joinstyle="miter")
    panel.axhline(facts.cut, color=MUTED, linestyle="--", linewidth=1.2)
    panel.annotate(
        f"Cut into\n{len(segments)}",
        (1.0, facts.cut),
        xycoords=("axes fraction", "data"),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        color=MUTED,
    )
    _draw_feet(panel, facts)
    panel.set_ylabel("How unlike the joined groups are")
    panel.set_ylim(0, 1.04 * float(facts.up.max()))
    panel.tick_params(axis="y", length=0)
    panel.spines["bottom"].set_visible(False)
    panel.grid(axis="y")
    add_segment_legend(figure, segments)
    return figure


def _draw_feet(panel: Axes, facts: TreeFacts) -> None:
    """Draw each branch's segment at its foot, and below it how many customers it holds."""
    n = len(facts.sizes)
    for owner in np.unique(facts.owners):
        own = np.flatnonzero(facts.owners == owner)
        panel.plot(
            own,
            np.zeros(len(own)),
            segment_marker(int(owner)),
            color=segment_color(int(owner)),
            markersize=6,
            clip_on=False,
            zorder=3,
        )
    panel.set_xlim(-0.8, n - 0.2)
    if n <= _MOST_NUMBERS:
        labels = [f"{size:,}" for size in facts.sizes]
        panel.set_xticks(range(n), labels, rotation=90, fontsize=8)
        panel.set_xlabel("Customers below each branch")
    else:
        panel.set_xticks([])
    panel.tick_params(axis="x", length=0, pad=6)
