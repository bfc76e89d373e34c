"""How often customers responded, by each variable: a description, not a cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from smartcart.exploration.association import CHANCE
from smartcart.exploration.levels import Coded, code_flag
from smartcart.exploration.variables import Variables
from smartcart.features import Places
from smartcart.profiles import format_value, wilson_rate

__all__ = ["RESPONSE_NOTE", "Part", "Response", "measure_responses"]

_Floats = NDArray[np.float64]
_Codes = NDArray[np.signedinteger]

RESPONSE_NOTE = (
    "Rates by one variable at a time describe who responded; they do not say that the variable "
    "is the cause."
)
#: Quantities are cut into so many parts of about equal size.
_PARTS = 5
#: With fewer answers to expect, chi-squared and a rate say little (Cochran 1954).
_LEAST_EXPECTED = 5.0
_UNKNOWN = "not known"


@dataclass(frozen=True)
class Part:
    """Customers of one part or level, and the share that responded with its interval.

    The interval is that of Wilson (1927), 95 %. `counts` where the part counts in the spread: at
    least five responses, and five others, were to be expected, and the value is known.
    """

    part: str
    customers: int
    responses: int
    rate: float
    low: float
    high: float
    counts: bool


@dataclass(frozen=True)
class Response:
    """The rate of an outcome by one variable.

    `spread` is the highest less the lowest rate among the parts that count; `p` the chance of
    such differences where the variable does not matter (chi-squared). Both are None with fewer
    than two such parts. `is_clear` where `p` is below 0.001 over all variables and outcomes
    together (Bonferroni).
    """

    outcome: str
    variable: str
    rate: float
    spread: float | None
    p: float | None
    is_clear: bool
    parts: tuple[Part, ...]


def measure_responses(variables: Variables, texts: Mapping[str, Coded]) -> tuple[Response, ...]:
    """Measure the rate of each outcome by each variable that is no outcome.

    Quantities by fifths, where equal values never part, so that there may be fewer; texts by
    level, rare ones together. Customers whose value is not known are a part of their own.

    Returns
    -------
    tuple of Response
        By outcome, the largest spread first. An outcome that all or none have is left out.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.exploration.variables import collect_variables
    >>> customers = smartcart.check_customers(smartcart.make_customers(2240, seed=0))
    >>> found = measure_responses(collect_variables(customers), {})
    >>> recency = next(r for r in found if r.variable == "recency_days" and "resp" in r.outcome)
    >>> len(recency.parts), recency.parts[0].rate > 2 * recency.parts[-1].rate
    (5, True)
    """
    cells = dict(_cells(variables, texts)) if variables.outcomes else {}
    found = []
    for outcome in variables.outcomes:
        answers = variables.flags[outcome]
        known = ~np.isnan(answers)
        if not known.any() or np.ptp(answers[known]) == 0:
            continue
        shown = answers[known]
        told = [
            _measure(outcome, name, names, codes if known.all() else codes[known], shown)
            for name, (names, codes) in cells.items()
        ]
        found += sorted(told, key=lambda each: (-round(each.spread or 0.0, 12), each.variable))
    return tuple(replace(each, is_clear=_is_clear(each, len(found))) for each in found)


def _cells(
    variables: Variables, texts: Mapping[str, Coded]
) -> Iterator[tuple[str, tuple[list[str], _Codes]]]:
    """Yield for each variable the names of its parts, and the part of each customer."""
    for name, places in variables.places.items():
        yield name, _cut(name, places)
    flags = {n: code_flag(v) for n, v in variables.flags.items() if n not in variables.outcomes}
    for name, coded in {**texts, **flags}.items():
        names = ["no", "yes"] if name in flags else list(coded.levels)
        if names:
            yield name, (names, coded.codes)


def _cut(name: str, places: Places) -> tuple[list[str], _Codes]:
    """Cut a quantity into parts of about equal size."""
    rising = places.values
    if not len(rising):
        return [], np.full(len(places.codes), -1)
    cuts = np.unique(places.quantiles(np.arange(1, _PARTS) / _PARTS))
    ends = np.searchsorted(rising, cuts, side="right")
    borders = np.unique([0, *ends, len(rising)])
    parts = np.repeat(np.arange(len(borders) - 1, dtype=np.int8), np.diff(borders))
    names = [_range(name, rising[a], rising[b - 1]) for a, b in pairwise(borders)]
    return names, np.append(parts, np.int8(-1))[places.codes]


def _range(name: str, low: float, high: float) -> str:
    first, last = format_value(name, float(low)), format_value(name, float(high))
    return first if first == last else f"{first} to {last}"


def _measure(
    outcome: str, name: str, names: list[str], codes: _Codes, answers: _Floats
) -> Response:
    places = np.where(codes < 0, len(names), codes)
    sizes = np.bincount(places, minlength=len(names) + 1).astype(np.float64)
    hits: _Floats = np.bincount(places, answers, len(names) + 1).astype(np.float64)
    rate = float(answers.mean())
    counts = sizes * min(rate, 1 - rate) >= _LEAST_EXPECTED
    counts[-1] = False
    parts = tuple(
        _part(part, int(n), int(hit), bool(counted))
        for part, n, hit, counted in zip([*names, _UNKNOWN], sizes, hits, counts, strict=True)
        if n
    )
    spread, p = _spread(hits[counts], sizes[counts])
    return Response(outcome, name, rate, spread, p, False, parts)


def _part(name: str, n: int, hits: int, counts: bool) -> Part:
    rate = wilson_rate(hits, n)
    return Part(name, n, hits, rate.rate, rate.low, rate.high, counts)


def _is_clear(each: Response, n_tests: int) -> bool:
    return each.p is not None and each.p * n_tests < CHANCE


def _spread(hits: _Floats, sizes: _Floats) -> tuple[float | None, float | None]:
    rate = hits.sum() / sizes.sum() if len(sizes) else 0.0
    if len(sizes) < 2:
        return None, None
    rates = hits / sizes
    if rate in (0.0, 1.0):
        return 0.0, 1.0
    statistic = float((sizes * (rates - rate) ** 2).sum() / (rate * (1 - rate)))
    return float(np.ptp(rates)), float(chdtrc(len(sizes) - 1, statistic))
