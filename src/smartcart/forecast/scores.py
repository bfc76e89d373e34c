"""How well a forecast ranks and how true its level is, with customers drawn anew."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["auc", "draw_weights", "measure_fifths", "rank_correlation"]

_Floats = NDArray[np.float64]
_FIFTHS = 5


def auc(score: _Floats, ordered: NDArray[np.int64], weights: _Floats) -> _Floats:
    """Return the area under the ROC curve: how often who ordered stands above who did not.

    Equal scores count half (Mann & Whitney 1947).

    Parameters
    ----------
    score : array of shape (n_customers,)
    ordered : int array of shape (n_customers,)
        0 or 1.
    weights : array of shape (n_draws, n_customers)
        How often each customer counts.

    Returns
    -------
    array of shape (n_draws,)
        NaN where nobody ordered, or everybody did.

    Examples
    --------
    >>> auc(np.array([0.1, 0.2, 0.2]), np.array([0, 0, 1]), np.ones((1, 3))).tolist()
    [0.75]
    """
    ranks = _mid_ranks(score, weights)
    positive = weights[:, ordered == 1].sum(axis=1)
    negative = weights.sum(axis=1) - positive
    # A mid-rank counts those below and half of its equals, both of those who ordered and not.
    above = (ranks * weights)[:, ordered == 1].sum(axis=1) - positive**2 / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(above / (positive * negative))


def rank_correlation(one: _Floats, other: _Floats, weights: _Floats) -> _Floats:
    """Return Spearman's rank correlation, with mid-ranks for equals; shape (n_draws,).

    Parameters
    ----------
    one, other : arrays of shape (n_customers,)
    weights : array of shape (n_draws, n_customers)
        How often each customer counts.

    Examples
    --------
    >>> one, other = np.array([1.0, 2.0, 3.0]), np.array([10.0, 30.0, 20.0])
    >>> rank_correlation(one, other, np.ones((1, 3))).round(6).tolist()
    [0.5]
    """
    total = weights.sum(axis=1, keepdims=True)
    a, b = (_mid_ranks(each, weights) - total / 2 for each in (one, other))
    both, of_a, of_b = ((weights * x * y).sum(axis=1) for x, y in ((a, b), (a, a), (b, b)))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(both / np.sqrt(of_a * of_b))


def draw_weights(n: int, draws: int, seed: int) -> _Floats:
    """Draw n customers with replacement, so many times: shape (1 + draws, n), all once first."""
    generator = np.random.default_rng(seed)
    drawn = [np.bincount(generator.integers(0, n, n), minlength=n) for _ in range(draws)]
    return np.array([np.ones(n), *drawn], dtype=np.float64)


def measure_fifths(probability: pd.Series, ordered: pd.Series) -> pd.DataFrame:
    """Return, for each fifth of customers by probability, what was expected and what happened.

    Returns
    -------
    DataFrame of shape (5, 3)
        Index ``fifth`` from 1, the least likely; ``expected`` and ``observed``, the means of the
        probability and of those who ordered, and ``n_customers``. A fifth may be empty: its
        means are missing then.

    Examples
    --------
    >>> p = pd.Series([0.1, 0.2, 0.3, 0.4, 0.9])
    >>> measure_fifths(p, pd.Series([0, 0, 1, 0, 1])).loc[5].tolist()
    [0.9, 1.0, 1.0]
    """
    order = np.argsort(probability.to_numpy(), kind="stable")
    fifth = np.empty(len(order), dtype=np.int64)
    fifth[order] = np.arange(len(order)) * _FIFTHS // max(len(order), 1) + 1
    table = pd.DataFrame({"expected": probability.to_numpy(), "observed": ordered.to_numpy()})
    groups = table.groupby(fifth)
    means = groups.mean().assign(n_customers=groups.size())
    return means.reindex(range(1, _FIFTHS + 1)).rename_axis("fifth").fillna({"n_customers": 0})


def _mid_ranks(values: _Floats, weights: _Floats) -> _Floats:
    """Return, for every draw, the weight below each value and half the weight of its equals."""
    _, place = np.unique(values, return_inverse=True)
    order = np.argsort(place, kind="stable")
    ends = np.flatnonzero(np.r_[np.diff(place[order]) != 0, True])
    until = np.cumsum(weights[:, order], axis=1)[:, ends]
    below = np.concatenate([np.zeros((len(weights), 1)), until[:, :-1]], axis=1)
    return np.asarray(((below + until) / 2)[:, place])
