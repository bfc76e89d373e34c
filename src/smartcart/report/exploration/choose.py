"""Which variables a figure shows where there are more than fit: those that tell most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from smartcart.exploration import (
    Category,
    Described,
    Exploration,
    Flag,
    Group,
    Mix,
    Quantity,
    Response,
    choose_responses,
)

__all__ = [
    "SECTION",
    "Chosen",
    "Shown",
    "choose_categories",
    "choose_flags",
    "choose_gaps",
    "choose_groups",
    "choose_mix",
    "choose_quantities",
    "choose_related",
    "choose_response",
    "list_outcomes",
    "list_shown",
    "name_outcome",
]

#: The figures that matter most to somebody who reads about segments.
SECTION = ("quantities", "concentration", "mix", "together", "response")

_T = TypeVar("_T")
_D = TypeVar("_D", bound=Described)

#: So many of each fit in a figure.
_QUANTITIES, _CATEGORIES, _FLAGS, _GAPS, _RELATED, _RESPONSES = 12, 5, 10, 14, 14, 6
_MIXES, _PERIODS, _COUNTRIES = 4, 24, 15
#: So many outcomes have a figure of their own.
_OUTCOMES = 3
#: With fewer variables there is but one pair, which a table tells better.
_FEWEST_RELATED = 3


@dataclass(frozen=True)
class Chosen(Generic[_T]):
    """What is shown, and how many are left out."""

    rows: tuple[_T, ...]
    left_out: int


@dataclass(frozen=True)
class Shown:
    """A figure that has something to show; `outcome` is the one it is about, if any."""

    name: str
    kind: str
    outcome: str = ""


def list_shown(found: Exploration) -> tuple[Shown, ...]:
    """Return the figures that have something to show, in the order of reading.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.exploration import explore_customers
    >>> customers = smartcart.check_customers(smartcart.make_customers(300, seed=0))
    >>> [each.name for each in list_shown(explore_customers(customers))][:4]
    ['quantities', 'levels', 'gaps', 'concentration']
    """
    is_shown = {
        "quantities": bool(choose_quantities(found).rows),
        "levels": bool(choose_categories(found).rows or choose_flags(found).rows),
        "gaps": bool(choose_gaps(found).rows),
        "concentration": found.value_curve is not None,
        "mix": bool(found.mix),
        "together": len(choose_related(found).rows) >= _FEWEST_RELATED,
    }
    outcomes = list_outcomes(found)
    names = [f"response_{i + 1}" if i else "response" for i in range(len(outcomes))]
    groupings = {"joining": found.joining, "country": found.country}
    return (
        *(Shown(kind, kind) for kind, has_some in is_shown.items() if has_some),
        *(Shown(name, "response", each) for name, each in zip(names, outcomes, strict=True)),
        *(Shown(kind, kind) for kind, each in groupings.items() if each and each.groups),
    )


def choose_quantities(found: Exploration) -> Chosen[Quantity]:
    """Choose quantities of which a histogram is known; ratios and shares are told by the mix."""
    rows = [
        row
        for row in found.quantities
        if row.histogram and (row.column or row.name in found.families.values())
    ]
    return _most_telling(found, rows, _QUANTITIES)


def choose_categories(found: Exploration) -> Chosen[Category]:
    """Choose texts whose levels are listed."""
    rows = [row for row in found.categories if row.levels]
    return _most_telling(found, rows, _CATEGORIES)


def choose_flags(found: Exploration) -> Chosen[Flag]:
    """Choose columns of yes and no."""
    return _most_telling(found, [row for row in found.flags if row.rate is not None], _FLAGS)


def choose_gaps(found: Exploration) -> Chosen[Described]:
    """Choose columns with a missing or a far-out value, those that miss most first."""
    everything = (*found.quantities, *found.categories, *found.flags, *found.days)
    own = {row.column: row for row in reversed(everything) if row.column}
    rows = [row for row in own.values() if row.missing or getattr(row, "far_out", 0)]
    rows.sort(key=lambda row: (-row.missing, -getattr(row, "far_out", 0), row.name))
    return Chosen(tuple(rows[:_GAPS]), max(0, len(rows) - _GAPS))


def choose_mix(found: Exploration) -> Chosen[Mix]:
    """Choose totals that are made of parts."""
    return Chosen(found.mix[:_MIXES], max(0, len(found.mix) - _MIXES))


def choose_groups(found: Exploration, kind: str) -> Chosen[Group]:
    """Choose the last periods of joining, or the largest countries."""
    if kind == "joining":
        groups = found.joining.groups if found.joining else ()
        return Chosen(groups[-_PERIODS:], max(0, len(groups) - _PERIODS))
    groups = found.country.groups if found.country else ()
    return Chosen(groups[:_COUNTRIES], max(0, len(groups) - _COUNTRIES))


def choose_related(found: Exploration) -> Chosen[str]:
    """Choose the value, then totals, then parts; what goes with nothing only where all do."""
    names = list(dict.fromkeys(name for pair in found.pairs for name in (pair.one, pair.other)))
    first = {found.concentration.measure} if found.concentration else set()
    strength = _strengths(found, frozenset())
    related = [name for name in names if name in strength or name in first]
    names = related if len(related) >= _FEWEST_RELATED else names
    names.sort(
        key=lambda name: (
            name not in first,
            found.families[name] != name,
            -round(strength.get(name, 0.0), 12),
            name,
        )
    )
    return Chosen(tuple(names[:_RELATED]), max(0, len(names) - _RELATED))


def choose_response(found: Exploration, outcome: str) -> Chosen[Response]:
    """Choose the variables that clearly tell apart who has an outcome, the widest first."""
    clear = [each for each in found.responses if each.outcome == outcome and each.is_clear]
    rows = choose_responses(clear, found.families)
    return Chosen(tuple(rows[:_RESPONSES]), max(0, len(rows) - _RESPONSES))


def list_outcomes(found: Exploration) -> tuple[str, ...]:
    """Return the outcomes that some variable clearly tells apart, most variables first."""
    n_clear = {
        each: len(choose_response(found, each).rows)
        for each in dict.fromkeys(response.outcome for response in found.responses)
    }
    clear = [outcome for outcome, n in n_clear.items() if n]
    return tuple(sorted(clear, key=lambda each: -n_clear[each])[:_OUTCOMES])


def name_outcome(found: Exploration) -> str:
    """Return the outcome that most is known of; empty where there is none."""
    known = dict.fromkeys(each.outcome for each in found.responses)
    return next(iter((*list_outcomes(found), *known)), "")


def _most_telling(found: Exploration, rows: Iterable[_D], most: int) -> Chosen[_D]:
    """Keep totals before their parts, and what goes with value or outcomes; in the old order."""
    listed = list(rows)
    first = _first_of_all(found)
    strength = _strengths(found, first)
    ranked = sorted(
        listed,
        key=lambda row: (
            row.name not in first,
            found.families[row.name] != row.name,
            -round(strength.get(row.name, 0.0), 12),
        ),
    )
    kept = {row.name for row in ranked[:most]}
    return Chosen(tuple(row for row in listed if row.name in kept), len(listed) - len(kept))


def _first_of_all(found: Exploration) -> frozenset[str]:
    value = {found.concentration.measure} if found.concentration else set()
    return frozenset(value | {each.outcome for each in found.responses})


def _strengths(found: Exploration, with_any_of: frozenset[str]) -> dict[str, float]:
    """Return for each variable its strongest clear pair that is no arithmetic."""
    strongest: dict[str, float] = {}
    for pair in found.pairs:
        both = {pair.one, pair.other}
        if pair.is_clear and not pair.is_arithmetic and (not with_any_of or both & with_any_of):
            for name in both:
                strongest.setdefault(name, abs(pair.strength))
    return strongest
