"""How strongly variables go together: rank correlation, Cramer's V, correlation ratio."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from smartcart.exploration.association import CHANCE, LEAST, correct_ratio, correct_v
from smartcart.exploration.levels import Coded, code_flag
from smartcart.exploration.sums import PairSums, add_up_pairs
from smartcart.exploration.variables import Variables

__all__ = [
    "MEASURES",
    "Matrix",
    "Pair",
    "measure_pairs",
]

_Floats = NDArray[np.float64]

#: The measures of association, by the types of the two variables.
MEASURES = ("rank correlation", "correlation ratio", "Cramer's V")
_SPEARMAN, _ETA, _CRAMER = MEASURES


@dataclass(frozen=True)
class Pair:
    """Two variables and how strongly they go together.

    `strength` is -1 to 1 for a rank correlation, 0 to 1 otherwise; `customers` have both. `p` is
    the chance of such a strength between unrelated variables. `is_arithmetic` where a column
    stands behind both, so that they could not be unrelated. `is_clear` where `p` is below
    0.001 over all pairs together (Bonferroni).
    """

    one: str
    other: str
    measure: str
    strength: float
    customers: int
    p: float
    is_arithmetic: bool
    is_clear: bool = False


@dataclass(frozen=True)
class Matrix:
    """The strengths of all pairs of one measure; None where it is not defined."""

    measure: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]


def measure_pairs(
    variables: Variables, texts: Mapping[str, Coded]
) -> tuple[tuple[Pair, ...], tuple[Matrix, ...]]:
    """Measure all pairs of variables.

    Quantities by the rank correlation (Spearman 1904), texts by Cramer's V, corrected for its
    bias (Bergsma 2013), a text and a quantity by the correlation ratio of the ranks, corrected
    likewise (Kelley 1935). Flags count as texts of two levels. Each quantity is ranked once among
    the customers whose value is known; a pair is measured over the customers who have both.

    Returns
    -------
    pairs : tuple of Pair
        The strongest first, equal ones by name; pairs that are not defined (fewer than three
        customers, or all alike) are left out.
    matrices : tuple of Matrix
        One for each of `MEASURES`.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.exploration.variables import collect_variables
    >>> customers = smartcart.check_customers(smartcart.make_customers(300, seed=0))
    >>> found = collect_variables(customers)
    >>> pairs, matrices = measure_pairs(found, {})
    >>> {each.measure for each in pairs} == set(MEASURES)
    True
    """
    coded = {**texts, **{name: code_flag(values) for name, values in variables.flags.items()}}
    names, told = tuple(variables.quantities), tuple(coded)
    sums = add_up_pairs(variables.places, coded)
    measured = (
        (_SPEARMAN, names, names, _rank_correlations(sums)),
        (_ETA, told, names, _ratios(sums, list(coded.values()))),
        (_CRAMER, told, told, _cramers(sums, list(coded.values()))),
    )
    pairs = [pair for each in measured for pair in _pairs(*each, variables)]
    pairs = [replace(pair, is_clear=pair.p * len(pairs) < CHANCE) for pair in pairs]
    pairs.sort(key=lambda pair: (-round(abs(pair.strength), 12), pair.one, pair.other))
    matrices = tuple(
        Matrix(measure, rows, columns, _rows(figures[0]))
        for measure, rows, columns, figures in measured
    )
    return tuple(pairs), matrices


def _rank_correlations(sums: PairSums) -> tuple[_Floats, _Floats, _Floats]:
    n = np.maximum(sums.n, 1.0)
    covariance = sums.products - sums.ranks * sums.ranks.T / n
    spread = np.maximum(sums.squares - sums.ranks**2 / n, 0.0)
    # Ranks lie between -0.5 and 0.5; what is left of a constant is rounding.
    defined = (sums.n >= LEAST) & (spread > 1e-9) & (spread.T > 1e-9)
    whole = np.sqrt(np.where(defined, spread * spread.T, 1.0))
    rho = np.where(defined, np.clip(covariance / whole, -1.0, 1.0), np.nan)
    return rho, sums.n, 2 * ndtr(-np.abs(rho) * np.sqrt(np.maximum(sums.n - 1, 0.0)))


def _ratios(sums: PairSums, coded: list[Coded]) -> tuple[_Floats, _Floats, _Floats]:
    shape = (len(coded), sums.level_n.shape[1])
    eta, n, p = (np.full(shape, np.nan) for _ in range(3))
    for i, own in enumerate(_places(coded)):
        counts, ranks = sums.level_n[own], sums.level_ranks[own]
        n[i] = counts.sum(axis=0)
        for j in range(shape[1]):
            some = counts[:, j] > 0
            if not some.any():
                continue
            middle = ranks[:, j].sum() ** 2 / n[i, j]
            between = float((ranks[some, j] ** 2 / counts[some, j]).sum() - middle)
            whole = float(sums.text_squares[i, j] - middle)
            whole = whole if whole > 1e-9 else 0.0
            eta[i, j], p[i, j] = correct_ratio(between, whole, int(n[i, j]), int(some.sum()))
    return eta, n, p


def _cramers(sums: PairSums, coded: list[Coded]) -> tuple[_Floats, _Floats, _Floats]:
    size = len(coded)
    v, n, p = (np.full((size, size), np.nan) for _ in range(3))
    places = _places(coded)
    for i in range(size):
        for j in range(size):
            counts = sums.together[places[i], places[j]]
            n[i, j] = counts.sum()
            v[i, j], p[i, j] = correct_v(counts)
    return v, n, p


def _places(coded: list[Coded]) -> list[slice]:
    ends = np.cumsum([0, *(len(each.levels) for each in coded)])
    return [slice(int(a), int(b)) for a, b in pairwise(ends)]


def _pairs(
    measure: str,
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    figures: tuple[_Floats, _Floats, _Floats],
    variables: Variables,
) -> Iterator[Pair]:
    strength, n, p = figures
    for i, one in enumerate(rows):
        for j, other in enumerate(columns):
            if (rows is columns and j <= i) or np.isnan(strength[i, j]):
                continue
            figure, chance = float(strength[i, j]), float(p[i, j])
            arithmetic = variables.is_arithmetic(one, other)
            yield Pair(one, other, measure, figure, int(n[i, j]), chance, arithmetic)


def _rows(values: _Floats) -> tuple[tuple[float | None, ...], ...]:
    return tuple(tuple(None if np.isnan(x) else float(x) for x in row) for row in values)
