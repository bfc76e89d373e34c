"""How far two ways of dividing the same customers agree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["adjusted_rand", "best_jaccards", "crossing"]

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
    table = crossing(one, other)
    together = _pairs(table).sum()
    of_one, of_other = _pairs(table.sum(axis=1)).sum(), _pairs(table.sum(axis=0)).sum()
    expected = of_one * of_other / _pairs(np.float64(len(one)))
    most = (of_one + of_other) / 2
    return 1.0 if most == expected else float((together - expected) / (most - expected))


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


def _pairs(counts: _Floats | np.float64) -> _Floats:
    return np.asarray(counts * (counts - 1) / 2)
