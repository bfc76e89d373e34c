"""Who answered, and how many answers a choice of segments would have reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smartcart.report.style import (
    INK,
    MUTED,
    new_figure,
    segment_color,
    segment_marker,
    set_title,
    styled,
)
from smartcart.report.words import percent
from smartcart.report.worth_facts import AnswerFacts
from smartcart.segmentation import Segment

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_answers"]

#: Percent of the customers between two steps that are both named.
_ROOM = 9.0


@styled
def draw_answers(facts: AnswerFacts, segments: Sequence[Segment]) -> Figure:
    """Draw the rate of answers with its interval beside the gains.

    Parameters
    ----------
    facts : AnswerFacts
        Lines through the marks are 95 % intervals.
    segments : sequence of Segment
        In their order, the first on top.
    """
    figure = new_figure(8.6, max(3.6, 1.2 + 0.32 * len(segments)))
    rates, gains = figure.subplots(1, 2, width_ratios=(1, 1.05))
    _draw_rates(rates, facts, segments)
    _draw_gains(gains, facts, segments)
    return figure


def _draw_rates(panel: Axes, facts: AnswerFacts, segments: Sequence[Segment]) -> None:
    for i, rate in enumerate(facts.rates):
        color = segment_color(i)
        panel.plot([100 * rate.low, 100 * rate.high], [i, i], color=color, linewidth=3.0, alpha=0.5)
        panel.plot(100 * rate.rate, i, segment_marker(i), color=color, markersize=8)
        panel.annotate(
            percent(rate.rate),
            (100 * rate.high, i),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
        )
    panel.axvline(100 * facts.everyone.rate, color=MUTED, linestyle="--", linewidth=1.2)
    panel.plot([], [], "--", color=MUTED, label=f"All customers: {percent(facts.everyone.rate)}")
    panel.set_yticks(range(len(segments)), [each.id for each in segments], color=INK)
    panel.set_ylim(len(segments) - 0.4, -0.6)
    highest = max(rate.high for rate in facts.rates)
    panel.set_xlim(0, max(1.0, 118 * highest))
    panel.set_xlabel("% who answered the last campaign")
    panel.grid(axis="x")
    panel.tick_params(axis="y", length=0)
    panel.spines["left"].set_visible(False)
    panel.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.2), borderaxespad=0.0)
    set_title(panel, "Answers by segment")


def _draw_gains(panel: Axes, facts: AnswerFacts, segments: Sequence[Segment]) -> None:
    gains = 100 * facts.gains[["share_customers", "share_answers", "low", "high"]]
    panel.plot([0, 100], [0, 100], "--", color=MUTED, linewidth=1.2, label="Customers at random")
    across = [0.0, *gains["share_customers"]]
    panel.plot(
        across,
        [0.0, *gains["share_answers"]],
        color=INK,
        linewidth=1.4,
        label="Best segments first",
    )
    named = -_ROOM
    for row, segment in zip(gains.itertuples(), facts.gains["segment"], strict=True):
        place = (row.share_customers, row.share_answers)
        color, marker = segment_color(int(segment)), segment_marker(int(segment))
        panel.plot([place[0]] * 2, [row.low, row.high], color=color, linewidth=3.0, alpha=0.5)
        panel.plot(*place, marker, color=color, markersize=8)
        if place[0] - named >= _ROOM:
            named = place[0]
            words = f"+ {segments[int(segment)].id}"
            panel.annotate(words, place, xytext=(7, -11), textcoords="offset points", fontsize=8.5)
    panel.set_xlim(0, 112)
    panel.set_ylim(0, 105)
    panel.set_xticks([0, 25, 50, 75, 100])
    panel.set_yticks([0, 25, 50, 75, 100])
    panel.set_xlabel("% of customers contacted")
    panel.set_ylabel("% of answers reached")
    panel.grid()
    panel.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.2), borderaxespad=0.0, ncols=2)
    set_title(panel, "Gains")
