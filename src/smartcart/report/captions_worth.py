"""The words of the figures on value, risk and answers."""

from __future__ import annotations

from smartcart.profiles import format_value
from smartcart.report.facts import ReportFacts
from smartcart.report.figure_words import FigureWords
from smartcart.report.words import interval_words, lower_first, percent, row_label
from smartcart.report.worth_facts import AnswerFacts, RiskMapFacts
from smartcart.segmentation import Segment

__all__ = ["caption_worth"]


def caption_worth(facts: ReportFacts) -> dict[str, FigureWords]:
    """Return the words of the figures that are there, by name."""
    words = {}
    if facts.answers is not None:
        words["answers"] = _answers(facts.answers, facts.segments)
    if facts.risk_map is not None:
        words["risk_map"] = _risk_map(facts.risk_map)
    return words


def _answers(facts: AnswerFacts, segments: tuple[Segment, ...]) -> FigureWords:
    rates = "; ".join(
        f"{segment.id} {interval_words(rate)}"
        for segment, rate in zip(segments, facts.rates, strict=True)
    )
    first = facts.gains.iloc[0]
    reached = (
        f"{segments[int(first['segment'])].id} alone holds {percent(first['share_customers'])} of "
        f"the customers and {percent(first['share_answers'])} of the answers"
    )
    return FigureWords(
        "Who answered",
        "Left: the share of each segment that answered; the bars are 95 % intervals. Right: the "
        "share of all answers reached when whole segments are contacted, the one that answers "
        f"most first; {reached}. This is the campaign that was, in the customers it was measured "
        "on: smartcart campaign plans the next one, and tests it on customers it has not seen.",
        f"Rates: {rates}; all customers {percent(facts.everyone.rate)}. Gains: {reached}.",
    )


def _risk_map(facts: RiskMapFacts) -> FigureWords:
    parts = "; ".join(
        f"{name} at {row['risk']:.0f}, median {format_value(facts.measure, float(row['value']))}"
        for name, row in facts.points.iterrows()
    )
    return FigureWords(
        "Value against risk",
        f"Up: {lower_first(row_label(facts.measure))}, the median of the segment. Right: its "
        "median risk index, the parts ranked among all customers (0 the least risk, 100 the "
        "most); it is no probability. The area of a circle is the segment's share of customers, "
        "the dashed lines are all customers.",
        f"Circles by risk index: {parts}. All customers: 50 and "
        f"{format_value(facts.measure, facts.value)}.",
    )
