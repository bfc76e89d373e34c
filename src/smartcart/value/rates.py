"""Rates of small groups: shrunk towards all customers, learnt on some and applied to others."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar
from scipy.special import betaln

from smartcart.profiles import wilson_rate

__all__ = [
    "cut_points",
    "difference_of_rates",
    "learn_cell_rates",
    "place_in_cells",
    "shrink_rates",
]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Strongest prior that is considered, in customers.
_MOST = 1e6


def shrink_rates(responses: ArrayLike, sizes: ArrayLike) -> _Floats:
    """Return the rates of groups, drawn towards the rate of all as far as their size demands.

    Beta-binomial: rates of groups follow a beta distribution around the rate of all; its
    strength maximises the likelihood of the groups (empirical Bayes, Casella 1985).

    Parameters
    ----------
    responses, sizes : arrays of shape (n_groups,)
        A group of size 0 gets the rate of all.

    Examples
    --------
    >>> shrink_rates([1, 10, 90], [2, 200, 300]).round(2).tolist()
    [0.26, 0.06, 0.3]
    """
    hits, n = np.asarray(responses, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    if not n.sum():
        return np.full(len(n), np.nan)
    rate = hits.sum() / n.sum()
    if rate in (0.0, 1.0):
        return np.full(len(n), rate)

    def loss(log_strength: float) -> float:
        a, b = np.exp(log_strength) * rate, np.exp(log_strength) * (1 - rate)
        return float(-np.sum(betaln(hits + a, n - hits + b) - betaln(a, b)))

    found = minimize_scalar(loss, bounds=(0.0, np.log(_MOST)), method="bounded")
    strength = float(np.exp(found.x))
    return np.asarray((hits + strength * rate) / (n + strength), dtype=np.float64)


def learn_cell_rates(cells: _Ints, answers: _Floats, learn: NDArray[np.bool_]) -> _Floats:
    """Return for each customer the shrunk rate of the cell, learnt from some customers alone.

    Parameters
    ----------
    cells : int array of shape (n_customers,), 0 and up
    answers : array of 0 and 1 of shape (n_customers,)
    learn : bool array of shape (n_customers,)
        Whose answers are used.

    Examples
    --------
    >>> cells, answers = np.array([0, 0, 1, 1]), np.array([1.0, 1.0, 0.0, 1.0])
    >>> learn_cell_rates(cells, answers, np.array([True, True, True, False]))[[2, 3]].round(2)
    array([0.33, 0.33])
    """
    n_cells = int(cells.max()) + 1
    sizes = np.bincount(cells[learn], minlength=n_cells)
    hits = np.bincount(cells[learn], weights=answers[learn], minlength=n_cells)
    return shrink_rates(hits, sizes)[cells]


def difference_of_rates(
    hits: int, n: int, other_hits: int, other_n: int, level: float = 0.95
) -> tuple[float, float, float]:
    """Return the difference of two rates with its interval (Newcombe 1998, method 10).

    Examples
    --------
    >>> [round(each, 4) for each in difference_of_rates(56, 70, 48, 80)]
    [0.2, 0.0524, 0.3339]
    """
    one, other = wilson_rate(hits, n, level), wilson_rate(other_hits, other_n, level)
    difference = one.rate - other.rate
    below = np.hypot(one.rate - one.low, other.high - other.rate)
    above = np.hypot(one.high - one.rate, other.rate - other.low)
    return difference, float(difference - below), float(difference + above)


def cut_points(values: pd.Series, n_parts: int) -> _Floats:
    """Return the borders that cut values into parts of equal size; missing values are left out.

    Examples
    --------
    >>> cut_points(pd.Series([1.0, 2.0, 3.0, 4.0]), 2)
    array([2.5])
    """
    known = values.dropna().to_numpy(dtype=np.float64)
    if not len(known):
        return np.empty(0)
    return np.unique(np.quantile(known, np.arange(1, n_parts) / n_parts))


def place_in_cells(table: pd.DataFrame, learn: NDArray[np.bool_], n_parts: int = 5) -> _Ints:
    """Place customers in cells: parts of each column, their borders learnt from some of them.

    With recency, frequency and spend in fifths these are the cells of RFM (Hughes 1994).
    Missing values are a part of their own.

    Examples
    --------
    >>> table = pd.DataFrame({"recency_days": [1.0, 2.0, 8.0, 9.0]})
    >>> place_in_cells(table, np.ones(4, dtype=bool), n_parts=2).tolist()
    [0, 0, 1, 1]
    """
    cells = np.zeros(len(table), dtype=np.int64)
    for name in table:
        values = table[name].to_numpy(dtype=np.float64)
        parts = np.searchsorted(cut_points(table.loc[learn, name], n_parts), values)
        cells = cells * (n_parts + 1) + np.where(np.isnan(values), n_parts, parts)
    return cells
