"""Customers in the space -> the distinct points with the number of customers at each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcart.errors import DataError

__all__ = ["PointSet", "weighted_means"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]


@dataclass(frozen=True)
class PointSet:
    """Distinct points with the number of customers at each.

    Attributes
    ----------
    points : array of shape (n_distinct, n_components), rows in lexicographic order
    counts : int array of shape (n_distinct,)
    inverse : int array of shape (n_customers,)
        Row of `points` at which each customer stands.
    """

    points: _Floats
    counts: _Ints
    inverse: _Ints

    @classmethod
    def of(cls, points: _Floats) -> PointSet:
        """Merge equal points.

        Raises
        ------
        DataError
            If a coordinate is missing or infinite.

        Examples
        --------
        >>> merged = PointSet.of(np.array([[2.0], [1.0], [2.0]]))
        >>> merged.points.tolist(), merged.counts.tolist(), merged.inverse.tolist()
        ([[1.0], [2.0]], [1, 2], [1, 0, 1])
        """
        _refuse_what_is_no_place(points)
        distinct, inverse, counts = np.unique(
            points + 0.0, axis=0, return_inverse=True, return_counts=True
        )
        return cls(distinct, counts.astype(np.int64), inverse.reshape(-1).astype(np.int64))

    def resampled(self, generator: np.random.Generator) -> PointSet:
        """Draw as many customers with replacement; points not drawn are left out."""
        n = len(self.inverse)
        return self._drawn(generator.integers(0, n, size=n))

    def sampled(self, n: int, generator: np.random.Generator) -> PointSet:
        """Draw n customers without replacement; points not drawn are left out."""
        return self._drawn(generator.choice(len(self.inverse), n, replace=False))

    def _drawn(self, customers: _Ints) -> PointSet:
        drawn = np.bincount(self.inverse[customers], minlength=len(self.points))
        there = drawn > 0
        return PointSet(
            self.points[there],
            drawn[there].astype(np.int64),
            np.repeat(np.arange(int(there.sum())), drawn[there]),
        )


def weighted_means(
    points: _Floats, counts: _Ints, labels: _Ints, k: int, empty: _Floats | None = None
) -> _Floats:
    """Return the mean of each cluster, shape (k, n_components).

    A cluster without points gets its row of `empty`, or zeros.

    Examples
    --------
    >>> points, counts = np.array([[0.0], [3.0], [9.0]]), np.array([2, 1, 1])
    >>> weighted_means(points, counts, np.array([0, 0, 1]), 2).tolist()
    [[1.0], [9.0]]
    """
    weights = np.bincount(labels, weights=counts, minlength=k)
    sums = [np.bincount(labels, weights=counts * column, minlength=k) for column in points.T]
    means = np.array(sums).T / np.maximum(weights, 1.0)[:, np.newaxis]
    return means if empty is None else np.where(weights[:, np.newaxis] > 0, means, empty)


def _refuse_what_is_no_place(points: _Floats) -> None:
    wrong = np.argwhere(~np.isfinite(points))
    if len(wrong):
        row, column = wrong[0]
        raise DataError(
            f"A point needs finite coordinates; row {row}, column {column} of the points is "
            f"{points[row, column]} ({len(wrong):,} such cells).",
            "Fill or leave out missing and infinite values before clustering.",
        )
