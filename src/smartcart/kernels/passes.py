"""Passes over very many points: Lloyd's iteration in single precision, and sums by labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcart.kernels.layout import SHARE, SIDES, SPELL, WIDE
from smartcart.kernels.library import find_library
from smartcart.threads import in_threads, usable_threads

__all__ = ["SinglePoints", "Swept", "add_members", "sweep"]

_Floats = NDArray[np.float64]
_Singles = NDArray[np.float32]
_Ints = NDArray[np.int64]


@dataclass(frozen=True)
class SinglePoints:
    """Points in single precision, taken from their mean, laid out by columns.

    Attributes
    ----------
    blocks : float32 array of shape (n_blocks, d, block)
    weights : float32 array of shape (n_blocks * block,)
        Zeros beyond the last point.
    mean : array of shape (d,)
    squares : float
        Weighted sum of the points' squared lengths.
    n : int
    """

    blocks: _Singles
    weights: _Singles
    mean: _Floats
    squares: float
    n: int

    @classmethod
    def of(cls, points: _Floats, weights: _Floats) -> SinglePoints:
        """Lay points out.

        Examples
        --------
        >>> SinglePoints.of(np.array([[0.0], [2.0]]), np.ones(2)).squares
        2.0
        """
        n, d = points.shape
        mean = np.asarray(_sum(points, weights, d) / weights.sum())
        blocks = np.zeros((-(-n // WIDE), d, WIDE), np.float32)
        squares = 0.0
        step = 8_192
        for start in range(0, n, step):
            rows = slice(start, start + step)
            near = points[rows] - mean
            squares += float(weights[rows] @ (near * near).sum(axis=1))
            whole_rows = np.zeros((-(-len(near) // WIDE) * WIDE, d), np.float32)
            whole_rows[: len(near)] = near
            first = start // WIDE
            laid = whole_rows.reshape(-1, WIDE, d).transpose(0, 2, 1)
            blocks[first : first + len(laid)] = laid
        padded = np.zeros(len(blocks) * WIDE, np.float32)
        padded[:n] = weights
        return cls(blocks, padded, mean, squares, n)


@dataclass(frozen=True)
class Swept:
    """What one pass gives.

    Attributes
    ----------
    centroids : array of shape (k, d)
        Means of the members; an empty cluster stays where it was.
    sizes : array of shape (k,)
    inertia : float
        Of the centroids before they moved.
    """

    centroids: _Floats
    sizes: _Floats
    inertia: float


def sweep(table: SinglePoints, centroids: _Floats) -> Swept:
    """Give each point to its nearest centroid and move the centroids to the means.

    Distances in single precision, through products: right to about 1e-7 of the squared distances to
    the mean of all, so that an inertia below 1e-4 of `SinglePoints.squares` says little. Sums of
    128 customers to a number in single precision, then in double precision.

    Examples
    --------
    >>> table = SinglePoints.of(np.array([[0.0], [2.0], [9.0]]), np.array([3.0, 1.0, 1.0]))
    >>> swept = sweep(table, np.array([[0.0], [9.0]]))
    >>> swept.centroids.round(6).tolist(), swept.sizes.tolist(), round(swept.inertia, 5)
    ([[0.5], [9.0]], [4.0, 1.0], 4.0)
    """
    k, d = centroids.shape
    near = centroids - table.mean
    rounded = k + k % 2  # centroids are taken in pairs; one is at infinity
    terms = np.zeros((rounded, d + 1), np.float32)
    terms[:k] = np.column_stack([-2.0 * near, (near * near).sum(axis=1)])
    terms[k:, d] = np.inf
    stride = -(-(d + 2) // 8) * 8  # coordinates, weight, costs
    sums = np.zeros((-(-table.n // SHARE), rounded, stride))
    library = find_library()

    def take(start: int, end: int) -> None:
        if library is None:
            _sweep_by_numpy(table, terms, start, end, sums)
            return
        room = np.empty((SIDES, rounded, stride), np.float32)
        library.smartcart_sweep(
            table.blocks, table.weights, start, end, d, terms, rounded, stride, room, sums
        )

    _by_shares(take, table.n)
    total = np.cumsum(sums, axis=0)[-1, :k]
    sizes = total[:, d]
    means = total[:, :d] / np.maximum(sizes, 1e-300)[:, np.newaxis] + table.mean
    moved = np.where(sizes[:, np.newaxis] > 0, means, centroids)
    return Swept(moved, sizes, table.squares + float(total[:, d + 1].sum()))


def add_members(points: _Floats, weights: _Floats, labels: _Ints, k: int) -> _Floats:
    """Return the weighted sum of each cluster's points, then its weight, shape (k, d + 1).

    Sums are added in the order of the rows, and those of 65,536 rows then join the others, so
    that neither threads nor the compiled kernel change a bit.

    Examples
    --------
    >>> points, labels = np.array([[0.0], [3.0], [9.0]]), np.array([0, 0, 1])
    >>> add_members(points, np.array([2.0, 1.0, 1.0]), labels, 2).tolist()
    [[3.0, 3.0], [9.0, 1.0]]
    """
    n, d = points.shape
    sums = np.zeros((-(-n // SHARE), k, d + 1))
    library = find_library()
    points = np.ascontiguousarray(points)

    def take(start: int, end: int) -> None:
        if library is None:
            _add_by_numpy(points, weights, labels, start, end, sums)
            return
        library.smartcart_add(points, weights, labels, start, end, d, k, sums)

    _by_shares(take, n)
    return np.asarray(np.cumsum(sums, axis=0)[-1])


def _by_shares(take: Callable[[int, int], None], n: int) -> None:
    """Deal all shares out to the threads, each several in a row."""
    shares = -(-n // SHARE)
    step = max(1, -(-shares // (4 * usable_threads()))) * SHARE
    in_threads(lambda start: take(start, min(start + step, n)), range(0, n, step))


def _sum(points: _Floats, weights: _Floats, d: int) -> _Floats:
    return add_members(points, weights, np.zeros(len(points), np.int64), 1)[0, :d]


def _sweep_by_numpy(
    table: SinglePoints, terms: _Singles, start: int, end: int, sums: _Floats
) -> None:
    k, d = len(terms), terms.shape[1] - 1
    for first in range(start, end, SPELL):
        blocks = table.blocks[first // WIDE : (first + SPELL) // WIDE]
        weights = table.weights[first : first + SPELL]
        columns = blocks.transpose(1, 0, 2).reshape(d, -1)
        costs = np.repeat(terms[:, d:], columns.shape[1], axis=1)
        for column, term in zip(columns, terms.T[:d], strict=True):
            costs += column * term[:, np.newaxis]
        least = costs.min(axis=0)
        own = ((costs == least).argmax(axis=0) == np.arange(k)[:, np.newaxis]) * weights
        members = [own * column for column in (*columns, np.ones_like(least), least)]
        laid = np.stack(members, axis=1).reshape(k, d + 2, -1, SIDES)
        sides = np.cumsum(laid, axis=2)[:, :, -1].astype(np.float64)
        # The sum so far comes first: the sides join it one after the other.
        before = sums[first // SHARE, :, : d + 2]
        joined = np.concatenate([before[..., np.newaxis], sides], axis=2)
        before[:] = np.cumsum(joined, axis=2)[..., -1]


def _add_by_numpy(
    points: _Floats, weights: _Floats, labels: _Ints, start: int, end: int, sums: _Floats
) -> None:
    k = sums.shape[1]
    for first in range(start, end, SHARE):
        rows = slice(first, min(first + SHARE, end))
        for j, column in enumerate((*points[rows].T, np.ones(rows.stop - first))):
            added = weights[rows] * column
            sums[first // SHARE, :, j] = np.bincount(labels[rows], weights=added, minlength=k)
