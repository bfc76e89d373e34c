"""Rules on variables together: which go together, which do not, and which tell responses apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from smartcart.exploration.facts import RELATED, RESPONDS, UNRELATED, Facts, Notice, name_some
from smartcart.exploration.levels import shorten
from smartcart.exploration.pairs import MEASURES, Pair
from smartcart.exploration.response import Part, Response
from smartcart.profiles import measure_label

__all__ = ["choose_pairs", "choose_responses", "notice_links"]

#: So many sentences on pairs, and on responses for each outcome; the tables hold all.
_MOST_PAIRS, _MOST_RESPONSES = 5, 4
#: Two-sided 99 % of the normal distribution.
_SURE = 2.576


def notice_links(facts: Facts) -> Iterator[Notice]:
    """Yield what is unusual in pairs of variables and in responses."""
    yield from _related(facts)
    yield from _unrelated(facts)
    yield from _responses(facts)


def choose_pairs(
    pairs: Sequence[Pair], families: Mapping[str, str], without: Sequence[str] = ()
) -> list[Pair]:
    """Return the pairs that say something new, the strongest first.

    Left out: pairs that are related by arithmetic, pairs within one total, and all but the
    strongest pair of two totals (of income with each part of spend, only one is kept).

    Parameters
    ----------
    without : sequence of str
        Variables to leave out.

    Examples
    --------
    >>> one = Pair("income", "spend_wines", "rank correlation", 0.8, 9, 0.0, False)
    >>> two = Pair("income", "spend_meat", "rank correlation", 0.7, 9, 0.0, False)
    >>> both = {"spend_wines": "spend_total", "spend_meat": "spend_total", "income": "income"}
    >>> [pair.other for pair in choose_pairs([one, two], both)]
    ['spend_wines']
    """
    chosen: dict[frozenset[str], Pair] = {}
    for pair in pairs:
        own = frozenset({families[pair.one], families[pair.other]})
        skipped = pair.is_arithmetic or pair.one in without or pair.other in without
        if len(own) == 2 and not skipped:
            chosen.setdefault(own, pair)
    return list(chosen.values())


def choose_responses(responses: Sequence[Response], families: Mapping[str, str]) -> list[Response]:
    """Return the responses with the largest spread of each total, and of each other variable."""
    chosen: dict[tuple[str, str], Response] = {}
    for each in responses:
        if each.spread is not None:
            chosen.setdefault((each.outcome, families[each.variable]), each)
    return list(chosen.values())


def _related(facts: Facts) -> Iterator[Notice]:
    variables = facts.variables
    chosen = choose_pairs(facts.pairs, variables.families, variables.outcomes)
    strong = [pair for pair in chosen if abs(pair.strength) >= RELATED and pair.is_clear]
    for pair in strong[:_MOST_PAIRS]:
        one, other = _capital(measure_label(pair.one)), measure_label(pair.other)
        how = "move against each other" if pair.strength < 0 else "go together"
        sentence = f"{one} and {other} {how}: {pair.measure} {pair.strength:.2f}."
        strength = (abs(pair.strength) - RELATED) / (1 - RELATED)
        yield Notice("related", strength, sentence)


def _unrelated(facts: Facts) -> Iterator[Notice]:
    """Say what the value does not go with, where something else goes with it."""
    value, names = facts.variables.value, facts.variables
    with_value = [
        pair
        for pair in facts.pairs
        if pair.measure == MEASURES[0]
        and value in (pair.one, pair.other)
        and not pair.is_arithmetic
        and names.families[pair.one] != names.families[pair.other]
    ]
    if not any(abs(pair.strength) >= RELATED for pair in with_value):
        return
    told = [
        (abs(pair.strength) + _SURE / np.sqrt(pair.customers), other, round(pair.strength, 2) + 0.0)
        for pair in with_value
        for other in {pair.one, pair.other} - {value}
        if facts.is_own(other)
    ]
    told = sorted(each for each in told if each[0] <= UNRELATED)
    if told:
        named = name_some([f"{measure_label(other)} ({rho:.2f})" for _, other, rho in told])
        sentence = (
            f"{_capital(measure_label(value))} neither rises nor falls with {named}: rank "
            "correlations about 0."
        )
        yield Notice("unrelated", float(1 - told[0][0] / UNRELATED), sentence)


def _responses(facts: Facts) -> Iterator[Notice]:
    chosen = choose_responses(facts.responses, facts.variables.families)
    told: dict[str, int] = {}
    for each in chosen:
        spread = each.spread or 0.0
        is_wide = each.is_clear and spread >= RESPONDS * each.rate
        if not is_wide or told.get(each.outcome, 0) == _MOST_RESPONSES:
            continue
        told[each.outcome] = told.get(each.outcome, 0) + 1
        yield Notice("response", 1 - RESPONDS * each.rate / spread, _say_response(each))


def _say_response(each: Response) -> str:
    counted = [part for part in each.parts if part.counts]
    low, high = min(counted, key=_rate), max(counted, key=_rate)
    what, by = _capital(measure_label(each.outcome)), measure_label(each.variable)
    return (
        f"{what}: {high.rate:.0%} where {by} is {shorten(high.part)}, {low.rate:.0%} where it is "
        f"{shorten(low.part)} ({each.rate:.0%} of all); a description, not a cause."
    )


def _rate(part: Part) -> float:
    return part.rate


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
