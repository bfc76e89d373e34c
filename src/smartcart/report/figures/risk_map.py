"""Which segments are worth much, and in which of them customers look like leaving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from smartcart.profiles import format_value
from smartcart.report.figures.apart import move_apart
from smartcart.report.figures.legend import add_segment_legend, legend_height
from smartcart.report.style import MUTED, figure_text, new_figure, segment_color, settle, styled
from smartcart.report.words import lower_first, row_label
from smartcart.report.worth_facts import RiskMapFacts
from smartcart.segmentation import Segment

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_risk_map"]

#: Area of the circle of all customers, in square points.
_AREA = 5_200.0
#: The median risk index of all customers, by its making.
_MIDDLE = 50.0
#: Room for the id of a segment, in points.
_LABEL_SIZE = (30.0, 16.0)
_CORNERS = {
    (0, 1): "Worth much, little at risk: keep",
    (1, 1): "Worth much, at risk: win back first",
    (0, 0): "Worth less, little at risk: develop",
    (1, 0): "Worth less, at risk: cheap contact",
}


@styled
def draw_risk_map(facts: RiskMapFacts, segments: Sequence[Segment]) -> Figure:
    """Draw the segments by risk and value; the area of a circle is its share of customers.

    Parameters
    ----------
    facts : RiskMapFacts
    segments : sequence of Segment
        In their order.
    """
    figure = new_figure(8.6, 4.4 + legend_height(segments))
    panel = figure.subplots()
    _scale(panel, facts)
    points = facts.points.loc[[each.id for each in segments]]
    for i, (risk, value, share) in enumerate(points.itertuples(index=False)):
        panel.scatter(risk, value, s=_AREA * share, color=segment_color(i), alpha=0.55, zorder=2)
    _draw_everyone(panel, facts)
    panel.set_xlabel("Risk index among all customers, median of the segment")
    panel.set_ylabel(figure_text(f"Median {lower_first(row_label(facts.measure))}", 44))
    add_segment_legend(figure, segments)
    settle(figure)  # only now it is known where the circles come to lie
    _name_circles(panel, points[["risk", "value"]].to_numpy(), [each.id for each in segments])
    return figure


def _name_circles(panel: Axes, points: NDArray[np.float64], ids: Sequence[str]) -> None:
    """Write each id in its circle, or beside it with a line to it where ids would collide."""
    places = panel.transData.transform(points) * (72 / panel.figure.dpi)
    offsets = move_apart(places, *_LABEL_SIZE) - places
    for name, point, offset in zip(ids, points, offsets, strict=True):
        panel.annotate(
            name,
            point,
            xytext=offset,
            textcoords="offset points",
            ha="center",
            va="center",
            fontweight="bold",
            arrowprops={"arrowstyle": "-", "color": MUTED, "linewidth": 0.8},
        )


def _scale(panel: Axes, facts: RiskMapFacts) -> None:
    across = np.append(facts.points["risk"].to_numpy(), _MIDDLE)
    up = np.append(facts.points["value"].to_numpy(), facts.value)
    for values, set_limits in ((across, panel.set_xlim), (up, panel.set_ylim)):
        room = 0.24 * float(np.ptp(values)) or 1.0
        set_limits(values.min() - room, values.max() + room)
    panel.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}" if value >= 0 else "")
    panel.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}" if value >= 0 else "")
    panel.tick_params(length=0)


def _draw_everyone(panel: Axes, facts: RiskMapFacts) -> None:
    panel.axvline(_MIDDLE, color=MUTED, linestyle="--", linewidth=1.2, zorder=1)
    panel.axhline(facts.value, color=MUTED, linestyle="--", linewidth=1.2, zorder=1)
    panel.plot([], [], "--", color=MUTED, label=_everyone_words(facts))
    panel.legend(loc="upper left", bbox_to_anchor=(-0.01, -0.14), borderaxespad=0.0)
    for (right, top), words in _CORNERS.items():
        panel.annotate(
            words,
            (right, top),
            xycoords="axes fraction",
            xytext=(-6 if right else 6, -6 if top else 6),
            textcoords="offset points",
            ha="right" if right else "left",
            va="top" if top else "bottom",
            color=MUTED,
            fontsize=8.5,
        )


def _everyone_words(facts: RiskMapFacts) -> str:
    value = format_value(facts.measure, facts.value)
    return f"All customers: risk index 50, median {value}"
