"""What a reader of a forecast would rather not hear, said first."""

from __future__ import annotations

from itertools import pairwise

from smartcart.forecast import TRUE_WITHIN
from smartcart.report.forecast.facts import ForecastFacts
from smartcart.report.forecast.words import inner_name, points_off
from smartcart.report.words import count_words, joined, percent

__all__ = ["tell_hard_things"]

_TWO_YEARS = 730
#: Sums of money that are nearer than this are not worth a warning.
_CLOSE = 0.1


def tell_hard_things(facts: ForecastFacts) -> list[str]:
    """Return the sentences that limit what may be done with the forecast."""
    if not facts.scores:
        return []
    told = [_happened(facts), _money(facts), _rivals(facts), _days(facts), _record(facts)]
    if facts.voice.speaker:
        told += [
            "It says who orders, not whom a contact moves: many at the top would order without "
            "one. Hold some back, and measure.",
            "Only customers who have bought are in it; orders of new ones come on top.",
        ]
    return [each for each in told if each]


def _happened(facts: ForecastFacts) -> str:
    """Say where the level failed afterwards."""
    judged = facts.followed
    if judged is None or judged.expected is None:
        return ""
    if abs(judged.expected - judged.observed.rate) > TRUE_WITHIN:
        return (
            f"Afterwards {percent(judged.observed.rate)} ordered where "
            f"{percent(judged.expected)} were expected: "
            f"{points_off(judged.expected, judged.observed.rate)} off."
        )
    worst = max(judged.fifths, key=lambda each: abs(each.expected - each.observed.rate))
    if abs(worst.expected - worst.observed.rate) > TRUE_WITHIN:
        return (
            f"Afterwards the share was right in all, but in one fifth of customers it was "
            f"{points_off(worst.expected, worst.observed.rate)} off."
        )
    return ""


def _money(facts: ForecastFacts) -> str:
    """Say how far sums of money were off, where they may be read at all."""
    ratios = [
        each.value_ratio
        for scores in (facts.scores, facts.judged_scores)
        for each in scores
        if each.is_speaker
    ]
    if not facts.voice.money or max(abs(ratio - 1) for ratio in ratios) <= _CLOSE:
        return ""
    after = f", and {ratios[1]:.2f} afterwards" if len(ratios) > 1 else ""
    return (
        f"Expected money was {ratios[0]:.2f} of what was spent on days of the past{after}: sums of "
        "expected_value may be off by as much again."
    )


def _rivals(facts: ForecastFacts) -> str:
    """Name the forecasts that the one that speaks is not proven to rank better than."""
    rivals = [(inner_name(each.name), each.lead) for each in facts.scores if each.lead]
    better = [name for name, lead in rivals if lead.high < 0]
    equal = [name for name, lead in rivals if lead.low <= 0 <= lead.high]
    speaker = next((each.name for each in facts.scores if each.is_speaker), "")
    said = []
    if better:
        most = -min(lead.at for _, lead in rivals)
        said.append(
            f"{speaker} speaks, since its level was the truest; by up to {most:.3f} (AUC) "
            f"customers are ranked better by {joined(better)}."
        )
    if equal:
        also = "It is" if better else f"{speaker} speaks, but is"
        said.append(f"{also} not proven to rank better than {joined(equal)}.")
    return " ".join(said)


def _days(facts: ForecastFacts) -> str:
    days = [each.day for each in facts.days]
    if len(days) == 1:
        return "Only one day of the past could be tried."
    apart = min(((late - early).days for early, late in pairwise(days)), default=facts.horizon)
    if apart >= facts.horizon:
        return ""
    return (
        f"The {len(days)} days of the past lie {apart} days apart, and each looks "
        f"{facts.horizon:,} days ahead: they share orders, and agree more than trials of their own "
        "would."
    )


def _record(facts: ForecastFacts) -> str:
    n_days = (facts.as_of - facts.first).days
    if n_days >= _TWO_YEARS or not facts.voice.speaker:
        return ""
    return (
        f"The record holds {count_words(n_days, 'day')}, less than two years: a season cannot be "
        "told from a trend."
    )
