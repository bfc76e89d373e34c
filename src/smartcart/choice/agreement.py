"""How far two ways of dividing the same customers agree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["adjusted_rand", "adjusted_rands", "best_jaccards", "crossing"]

_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]


def crossing(one: _Ints, other: _Ints) -> _Floats:
    """Count the customers in every pair of groups, shape (groups of one, groups of other).

    Examples
    --------
    >>> crossing(np.array([0, 0, 1]), np.array([1, 1, 0])).tolist()
    [[0.0, 2.0], [1.0, 0.0]]
    """
    rows, columns = int(one.max()) + 1, int(other.max()) + 1
    counts = np.bincount(one * columns + other, minlength=rows * columns)
    return counts.reshape(rows, columns).astype(np.float64)


def adjusted_rand(one: _Ints, other: _Ints) -> float:
    """Return the adjusted Rand index (Hubert & Arabie 1985): 1 equal, 0 as by chance.

    Examples
    --------
    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    return float(_indices(crossing(one, other)))


def adjusted_rands(labellings: _Ints) -> _Floats:
    """Return the adjusted Rand index of every pair of labellings, pairs in order.

    Parameters
    ----------
    labellings : int array of shape (n_labellings, n)

    Examples
    --------
    >>> adjusted_rands(np.array([[0, 0, 1], [1, 1, 0], [0, 0, 1]])).tolist()
    [1.0, 1.0, 1.0]
    """
    many, k = len(labellings), int(labellings.max()) + 1
    # Whole numbers below 2^24 are exact in single precision, in whatever order they are added.
    kind = np.float32 if labellings.shape[1] < 1 << 24 else np.float64
    members = (labellings[:, np.newaxis, :] == np.arange(k)[:, np.newaxis]).astype(kind)
    members = members.reshape(many * k, -1)
    tables = (members @ members.T).reshape(many, k, many, k)
    one, other = np.triu_indices(many, 1)
    return _indices(tables[one, :, other, :].astype(np.float64))


def best_jaccards(base: _Ints, other: _Ints) -> _Floats:
    """Return, for each group of `base`, its largest Jaccard with a group of `other`.

    Jaccard is the share of customers in both groups among those in either (Hennig 2007).

    Examples
    --------
    >>> best_jaccards(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1])).round(3).tolist()
    [0.667, 0.5]
    """
    table = crossing(base, other)
    either = table.sum(axis=1, keepdims=True) + table.sum(axis=0) - table
    return np.asarray((table / np.maximum(either, 1.0)).max(axis=1))


def _indices(tables: _Floats) -> _Floats:
    """Return the adjusted Rand index of each table of counts, shape (..., k, l)."""
    together = _pairs(tables).sum(axis=(-2, -1))
    of_one, of_other = (_pairs(tables.sum(axis=axis)).sum(axis=-1) for axis in (-1, -2))
    expected = of_one * of_other / _pairs(tables.sum(axis=(-2, -1)))
    most = (of_one + of_other) / 2
    room = np.where(most == expected, 1.0, most - expected)
    return np.asarray(np.where(most == expected, 1.0, (together - expected) / room))


def _pairs(counts: _Floats | np.float64) -> _Floats:
    return np.asarray(counts * (counts - 1) / 2)
