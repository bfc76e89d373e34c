"""Sums that are the same in any order: numbers on a grid, added as whole numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["add_exactly", "grid_of", "join_sums", "mean_of"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: A number on its grid has at most so many bits: a float holds it without rounding.
_BITS = 52
#: It is added in two halves, so that 64 bits do for the sum of billions of them.
_HALF = 26


def grid_of(bounds: ArrayLike) -> _Floats:
    """Return the step of a grid fine enough for numbers up to each bound, a power of two.

    Examples
    --------
    >>> grid_of([1.0, 5.0]).tolist() == [2.0**-52, 2.0**-49]
    True
    """
    largest = np.maximum(np.asarray(bounds, dtype=np.float64), 1e-200)
    return np.asarray(2.0 ** (np.ceil(np.log2(largest)) - _BITS))


def add_exactly(values: _Floats, grid: _Floats) -> _Ints:
    """Add up columns as whole numbers of grid steps.

    Each number is rounded to its grid once, by itself. Whole numbers have one sum in any order,
    so neither the number of partitions nor a partition computed twice changes a bit of it.

    Parameters
    ----------
    values : array of shape (n, d)
        Each at most the bound of its grid.
    grid : array of shape (d,)
        From `grid_of`.

    Returns
    -------
    int array of shape (2, d)
        Upper and lower halves, to be added to those of other rows; see `join_sums`.

    Examples
    --------
    >>> grid = grid_of([1.0])
    >>> whole = add_exactly(np.array([[0.1], [0.2], [0.3]]), grid)
    >>> parts = add_exactly(np.array([[0.3]]), grid) + add_exactly(np.array([[0.2], [0.1]]), grid)
    >>> join_sums(whole) == join_sums(parts)
    True
    """
    steps = np.rint(values / grid).astype(np.int64)
    upper = steps >> _HALF
    return np.array([upper.sum(axis=0), (steps - (upper << _HALF)).sum(axis=0)])


def join_sums(halves: _Ints) -> list[int]:
    """Return the sums as whole numbers without limit, one per column."""
    return [(int(upper) << _HALF) + int(lower) for upper, lower in halves.T]


def mean_of(sums: list[int], n: int, grid: _Floats) -> _Floats:
    """Return means, each rounded once.

    Examples
    --------
    >>> grid = grid_of([4.0])
    >>> mean_of(join_sums(add_exactly(np.array([[1.0], [4.0]]), grid)), 2, grid).tolist()
    [2.5]
    """
    return np.array([total / n for total in sums]) * grid
