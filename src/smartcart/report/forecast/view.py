"""ForecastFacts -> the texts that the page shows, in the order in which it shows them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from smartcart.report.campaign.calibration import FIFTHS
from smartcart.report.campaign.words import money
from smartcart.report.forecast.facts import (
    ActFacts,
    DayFacts,
    ForecastFacts,
    GroupFacts,
    ScoreFacts,
)
from smartcart.report.forecast.hard import tell_hard_things
from smartcart.report.forecast.method import view_columns, view_method
from smartcart.report.forecast.voice import NAMES, tell_lead, tell_may, tell_may_not
from smartcart.report.forecast.words import estimate, lead_words
from smartcart.report.words import count_words, interval_words, percent, upper_first

__all__ = ["view_forecast"]

_GROUPS = {
    (True, True): ("Valuable and overdue", "ask why, by hand"),
    (True, False): ("Valuable, within their rhythm", "nothing to win back"),
    (False, True): ("Overdue, less valuable", "at most a cheap reminder"),
    (False, False): ("All others", "as usual"),
}


def view_forecast(facts: ForecastFacts) -> dict[str, Any]:
    """Return the variables of the template, apart from the figures and the style."""
    return {
        "header": _header(facts),
        "horizon": f"{facts.horizon:,}",
        "file": facts.file,
        "voice": facts.voice.name,
        "voices": NAMES,
        "lead": tell_lead(facts),
        "reason": facts.voice.reason,
        "may": tell_may(facts),
        "may_not": tell_may_not(facts),
        "hard": tell_hard_things(facts),
        "contents": _contents(facts),
        "tried": _tried(facts),
        "scores": _scores(facts.scores),
        "judged": None if facts.judged is None else _judged(facts, facts.judged),
        "act": None if facts.act is None else _act(facts),
        "columns": view_columns(facts),
        "method": view_method(),
    }


def _header(facts: ForecastFacts) -> list[tuple[str, str]]:
    return [
        ("Order lines", facts.source),
        ("Record", f"{facts.first} to {facts.last}"),
        ("Forecast", f"{facts.horizon:,} days from {facts.as_of} on"),
        ("Customers", f"{facts.n_customers:,}"),
    ]


def _contents(facts: ForecastFacts) -> list[tuple[str, str]]:
    """Return the sections that are there: anchor and words."""
    sections = [
        ("past", "Tried on the past", bool(facts.scores)),
        ("level", "How true the level is", bool(facts.voice.speaker)),
        ("ranking", "Ranking", bool(facts.scores)),
        ("after", "What happened afterwards", facts.judged is not None),
        ("columns", "The columns", True),
        ("act", "What to do", facts.act is not None),
        ("method", "How it was done", True),
        ("words", "Words", True),
    ]
    return [(anchor, words) for anchor, words, there in sections if there]


def _tried(facts: ForecastFacts) -> str:
    if not facts.days:
        return ""
    first, last = facts.days[0], facts.days[-1]
    when = (
        f"from {first.day} on"
        if first is last
        else f"from {len(facts.days)} days between {first.day} and {last.day}"
    )
    fewest, most = sorted((first.customers, last.customers))
    who = f"{most:,}" if fewest == most else f"{fewest:,} to {most:,}"
    return (
        f"Every forecast was made {when}, each time for the {who} customers known by then, and "
        f"held against the {facts.horizon:,} days that followed."
    )


def _scores(scores: Sequence[ScoreFacts]) -> list[dict[str, Any]]:
    """Return a row per forecast; where none speaks, none is behind it."""
    speaks = any(each.is_speaker for each in scores)
    return [_score(each, [lead_words(each.lead)] if speaks else []) for each in scores]


def _score(each: ScoreFacts, lead: list[str]) -> dict[str, Any]:
    return {
        "name": each.name,
        "is_speaker": each.is_speaker,
        "cells": [
            estimate(each.auc),
            *lead,
            estimate(each.rank),
            f"{100 * each.level_gap:.0f}",
            f"{100 * each.fifth_gap:.0f}",
            f"× {each.value_ratio:.2f}",
        ],
    }


def _judged(facts: ForecastFacts, judged: DayFacts) -> dict[str, Any]:
    expected = (
        "" if judged.expected is None else f", where {percent(judged.expected)} were expected"
    )
    return {
        "sentence": f"Of {count_words(judged.customers, 'customer')} "
        f"{interval_words(judged.observed)} ordered within {facts.horizon:,} days from "
        f"{judged.day} on{expected}. Nothing was learnt from these days.",
        "scores": _scores(facts.judged_scores),
        "fifths": _fifths(judged),
    }


def _fifths(judged: DayFacts) -> list[Sequence[str]]:
    return [
        (
            FIFTHS[each.fifth],
            f"{each.customers:,}",
            percent(each.expected),
            interval_words(each.observed),
            f"{100 * (each.observed.rate - each.expected):+.0f}",
        )
        for each in judged.fifths[::-1]
    ]


def _act(facts: ForecastFacts) -> dict[str, Any]:
    assert facts.act is not None  # noqa: S101 - asked by the caller
    first = facts.act.groups[0]
    return {
        "sentence": _first(first, facts.act.fifth),
        "where": _where(facts.act, facts.file),
        "adds_up": facts.voice.money,
        "groups": [_group(each, facts) for each in facts.act.groups],
    }


def _first(group: GroupFacts, fifth: int) -> str:
    fifths = (
        f"Of the {count_words(fifth, 'customer')} who are expected to bring most (the top fifth "
        "by relative_value)"
    )
    if not group.customers:
        return f"{fifths}, none is among the most overdue fifth: nobody valuable has gone quiet."
    is_one = group.customers == 1
    return (
        f"{fifths}, {group.customers:,} {'is' if is_one else 'are'} also among the most overdue "
        f"fifth. {'It has' if is_one else 'They have'} spent {money(group.spend)} so far, "
        f"{percent(group.share_spend)} of all, and {'was' if is_one else 'were'} last seen "
        f"{group.silent_days:,.0f} days ago{'' if is_one else ' (median)'}."
    )


def _where(act: ActFacts, file: str) -> str:
    value, overdue = (math.floor(100 * x) / 100 for x in (act.value_from, act.overdue_from))
    return (
        f"Valuable are the top fifth of {file} by relative_value, from about {value:.2f} on; "
        f"overdue the top fifth by overdue, from about {overdue:.2f} on. The value expected of a "
        "customer already takes the silence into account."
    )


def _group(group: GroupFacts, facts: ForecastFacts) -> dict[str, Any]:
    name, words = _GROUPS[group.is_valuable, group.is_overdue]
    return {
        "name": name,
        "words": upper_first(words),
        "cells": [
            f"{group.customers:,}",
            percent(group.customers / facts.n_customers),
            money(group.spend),
            percent(group.share_spend),
            *([percent(group.share_value)] if facts.voice.money else []),
            f"{group.silent_days:,.0f}" if group.customers else "–",
        ],
    }
