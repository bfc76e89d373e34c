"""Customers in the space -> the distinct points with the number of customers at each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from smartcart.errors import DataError
from smartcart.kernels import SinglePoints, WeightedPoints, add_members

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
        order = _lexicographic_order(points)
        in_order = np.take(points, order, axis=0)
        in_order += 0.0  # no negative zero
        is_new = _differs_from_the_row_before(in_order)
        inverse = np.empty(len(points), dtype=np.int64)
        inverse[order] = np.cumsum(is_new) - 1
        starts = np.flatnonzero(is_new)
        counts = np.diff(np.append(starts, len(points))).astype(np.int64)
        return cls(in_order if is_new.all() else in_order[starts], counts, inverse)

    @cached_property
    def weighted(self) -> WeightedPoints:
        """The points, laid out for descents from many starts."""
        return WeightedPoints(self.points, self.counts.astype(np.float64))

    @cached_property
    def singles(self) -> SinglePoints:
        """The points in single precision, laid out for passes over very many of them."""
        return SinglePoints.of(self.points, self.counts.astype(np.float64))

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
    sums = add_members(points, counts.astype(np.float64), labels, k)
    weights = sums[:, -1]
    means = sums[:, :-1] / np.maximum(weights, 1.0)[:, np.newaxis]
    return means if empty is None else np.where(weights[:, np.newaxis] > 0, means, empty)


def _lexicographic_order(points: _Floats) -> _Ints:
    """Return the order of the rows by their first column, then by the others where it is equal.

    Hardly any two customers have the same first coordinate: so one column is sorted in full.
    """
    order = np.argsort(points[:, 0], kind="stable")
    first = points[order, 0]
    equal = first[1:] == first[:-1]
    tied = np.flatnonzero(np.append(equal, False) | np.insert(equal, 0, False))
    if len(tied):
        rows = order[tied]
        order[tied] = rows[np.lexsort(points[rows].T[::-1])]
    return np.asarray(order)


def _differs_from_the_row_before(points: _Floats) -> NDArray[np.bool_]:
    """Say so of sorted rows; the first one does."""
    differs = np.ones(len(points), dtype=np.bool_)
    differs[1:] = points[1:, 0] != points[:-1, 0]
    alike = np.flatnonzero(~differs)
    differs[alike] = (points[alike] != points[alike - 1]).any(axis=1)
    return differs


def _refuse_what_is_no_place(points: _Floats) -> None:
    finite = np.isfinite(points)
    if not finite.all():
        wrong = np.argwhere(~finite)
        row, column = wrong[0]
        raise DataError(
            f"A point needs finite coordinates; row {row}, column {column} of the points is "
            f"{points[row, column]} ({len(wrong):,} such cells).",
            "Fill or leave out missing and infinite values before clustering.",
        )
