"""What each figure of a campaign shows, for those who read and for those who cannot see it."""

from __future__ import annotations

from smartcart.profiles import Rate
from smartcart.report.campaign.calibration import FIFTHS
from smartcart.report.campaign.facts import CampaignFacts, GainFacts, WayFacts
from smartcart.report.campaign.words import interval, money, points
from smartcart.report.figure_words import FigureWords
from smartcart.report.words import count_words, interval_words, joined, lower_first, percent
from smartcart.value import Uplift

__all__ = ["caption_campaign"]

#: Where the lead over the best rival is told, where nobody is chosen.
_TOLD_AT = 0.2


def caption_campaign(facts: CampaignFacts) -> dict[str, FigureWords]:
    """Return the words of the figures that are there, by name."""
    words = {
        "plan": _plan(facts),
        "profit": _profit(facts),
        "gains": _gains(facts.gains),
        "calibration": _calibration(facts),
    }
    if facts.uplift is not None:
        words["uplift"] = _uplift(facts.uplift)
    return words


def _plan(facts: CampaignFacts) -> FigureWords:
    parts = "; ".join(
        f"{each.id} {each.contacts:,} of {count_words(each.customers, 'customer')}"
        + (f", profit {money(each.profit)} ({interval(each.low, each.high)})" * bool(each.contacts))
        for each in facts.segments
    )
    return FigureWords(
        "Whom to contact, and what to expect",
        f"{_paying(facts)} Customers are chosen one by one, by their own probability of an "
        "answer; the segment says who they are. Thin lines are 95 % intervals: they hold the "
        "chance of single answers and the doubt about the probabilities.",
        f"Bars by segment, contacts and expected profit: {parts}.",
    )


def _paying(facts: CampaignFacts) -> str:
    paying, n = [each.id for each in facts.segments if each.contacts], len(facts.segments)
    where = "every segment" if len(paying) == n else joined(paying)
    return f"In {where} some customers are expected to pay for the contact."


def _profit(facts: CampaignFacts) -> FigureWords:
    parts = "; ".join(
        f"{way.name} {money(way.profit)} ({interval(way.low, way.high)})" for way in facts.ways
    )
    return FigureWords(
        "What each way of choosing earned",
        f"All were judged on the same {facts.n_judged:,} customers of the earlier campaign, each "
        "by models that had not seen the customer. The line at 0 is where contacts cost as much "
        "as the answers brought; lines through the dots are 95 % intervals. "
        f"{_lead(facts.ways)}",
        f"Dots with intervals, the most profitable first: {parts}.",
    )


def _lead(ways: tuple[WayFacts, ...]) -> str:
    """Say whether the planner's lead over the best other way is chance."""
    other = next(way for way in ways if not way.is_planner)
    least, most = other.behind_low, other.behind_high
    if least == most == 0:
        return f"The planner earned as much as {other.name}."
    verdict = "may be chance" if least <= 0 <= most else "is no chance"
    more = "more" if other.behind >= 0 else "less"
    return (
        f"The planner earned {money(abs(other.behind))} {more} than {other.name} "
        f"({interval(least, most)}), which {verdict}."
    )


def _gains(facts: GainFacts) -> FigureWords:
    chosen = (
        f"The dot is whom it chose: {percent(facts.chosen)} of the customers, from whom "
        f"{percent(facts.reached)} of the answers came. "
        if facts.chosen
        else "It chose nobody. "
    )
    curves = "; ".join(
        f"{name} {percent(float(curve.loc[_TOLD_AT]))}" for name, curve in facts.curves.items()
    )
    return FigureWords(
        "How many answers are reached",
        "Customers are ranked by how likely each model holds an answer, within the folds of the "
        f"test. {chosen}{_ahead(facts)}",
        f"Curves of answers reached. With a fifth of the customers: {curves}; at random 20%. "
        f"{chosen}",
    )


def _ahead(facts: GainFacts) -> str:
    if not len(facts.ahead):
        return ""
    row = facts.ahead.iloc[int(abs(facts.ahead.index.to_numpy() - _TOLD_AT).argmin())]
    verdict = "may be chance" if row["low"] <= 0 <= row["high"] else "is no chance"
    more = "more" if row["ahead"] >= 0 else "fewer"
    apart = f"{100 * abs(row['ahead']):.1f}"
    return (
        f"With a fifth of the customers the planner reaches {apart} points of the answers {more} "
        f"than {facts.rival}, the best of the others ({points(row['low'])} to "
        f"{points(row['high'])}), which {verdict}."
    )


def _calibration(facts: CampaignFacts) -> FigureWords:
    held, parts = 0, []
    for row in facts.fifths[::-1].itertuples():
        held += row.low <= row.forecast <= row.high
        rate = interval_words(Rate(row.rate, row.low, row.high))
        name = lower_first(FIFTHS[int(row.Index)])
        parts.append(f"{name} forecast {percent(row.forecast)}, answered {rate}")
    return FigureWords(
        "Whether the forecasts held",
        f"The {facts.n_judged:,} customers judged, in fifths by the forecast. The forecast lies "
        f"within the 95 % interval of what happened (Wilson 1927) in {held} of "
        f"{len(facts.fifths)}.",
        f"Dots by fifth of the customers: {'; '.join(parts)}.",
    )


def _uplift(uplift: Uplift) -> FigureWords:
    rows = [*uplift.segments.iterrows(), ("all customers", uplift.everybody)]
    parts = "; ".join(
        f"{name} {points(float(row['uplift']))} ({points(float(row['low']))} to "
        f"{points(float(row['high']))})"
        for name, row in rows
    )
    return FigureWords(
        "What contacting changed",
        "The share that answered among those contacted, less the share among those left alone, in "
        "points; lines are 95 % intervals (Newcombe 1998). Where a line crosses 0, contacting may "
        "have changed nothing.",
        f"Dots with intervals: {parts}.",
    )
