"""Seeds of K-Means, and Lloyd's descent from many starts on one table of weighted points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from smartcart.kernels.layout import BLOCK, LANES
from smartcart.kernels.library import find_library
from smartcart.kernels.nearest import nearest_by_numpy
from smartcart.threads import in_threads

__all__ = ["Descents", "WeightedPoints", "count_uniforms", "descend", "draw_seeds"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Multiplications of one round that make up a piece of work for one thread.
_WORK = 1_000_000


@dataclass(frozen=True)
class WeightedPoints:
    """Points with weights, laid out once for however many descents.

    Attributes
    ----------
    points : array of shape (n, d), n >= 1
    weights : array of shape (n,), above 0
    """

    points: _Floats
    weights: _Floats

    @cached_property
    def padded(self) -> _Floats:
        """Weights, with zeros up to whole blocks."""
        whole = -(-len(self.weights) // BLOCK) * BLOCK
        return np.concatenate([self.weights, np.zeros(whole - len(self.weights))])

    @cached_property
    def blocks(self) -> _Floats:
        """Coordinates, shape (n_blocks, d, block): a block of customers by columns."""
        n, d = self.points.shape
        padded = np.zeros((len(self.padded), d))
        padded[:n] = self.points
        return np.ascontiguousarray(padded.reshape(-1, BLOCK, d).transpose(0, 2, 1))

    @cached_property
    def rows(self) -> _Floats:
        """Weight times coordinates, the weight, and zeros: what a customer adds to its cluster."""
        n, d = self.points.shape
        rows = np.zeros((n, -(-(d + 1) // 4) * 4))
        rows[:, :d] = self.points * self.weights[:, np.newaxis]
        rows[:, d] = self.weights
        return rows


@dataclass(frozen=True)
class Descents:
    """Where several starts came to rest.

    Attributes
    ----------
    centroids : array of shape (starts, k, d)
    sizes : array of shape (starts, k)
        Weight of the points in each cluster; an empty one stays where it was.
    inertias : array of shape (starts,)
    """

    centroids: _Floats
    sizes: _Floats
    inertias: _Floats

    def best(self, n: int) -> _Ints:
        """Return the positions of the `n` starts of least inertia, the first ones in a tie."""
        return np.asarray(np.argsort(self.inertias, kind="stable")[:n])


def descend(table: WeightedPoints, starts: _Floats, most: int, tolerance: float) -> Descents:
    """Iterate K-Means (Lloyd 1982) from each start.

    Parameters
    ----------
    table : WeightedPoints
    starts : array of shape (n_starts, k, d)
    most : int
        Iterations at most.
    tolerance : float
        A start rests when the squared moves of its centroids add up to no more.

    Examples
    --------
    >>> table = WeightedPoints(np.array([[0.0], [2.0], [9.0]]), np.array([3.0, 1.0, 1.0]))
    >>> rested = descend(table, np.array([[[0.0], [5.0]]]), 10, 0.0)
    >>> rested.centroids.tolist(), rested.sizes.tolist(), rested.inertias.tolist()
    ([[[0.5], [9.0]]], [[4.0, 1.0]], [3.0])
    """
    few = 1 + _WORK // (starts[0].size * len(table.points))
    parts = [starts[first : first + few] for first in range(0, len(starts), few)]
    found = in_threads(lambda part: _descend_some(table, part, most, tolerance), parts)
    return found[0] if len(found) == 1 else _joined(found)


def _joined(found: Sequence[Descents]) -> Descents:
    return Descents(
        np.concatenate([each.centroids for each in found]),
        np.concatenate([each.sizes for each in found]),
        np.concatenate([each.inertias for each in found]),
    )


def _descend_some(table: WeightedPoints, starts: _Floats, most: int, tolerance: float) -> Descents:
    library = find_library()
    if library is None:
        return _descend_by_numpy(table, starts, most, tolerance)
    (n, d), (many, k, _) = table.points.shape, starts.shape
    stride = table.rows.shape[1]
    centroids = np.array(starts, dtype=np.float64, order="C")
    sizes, inertias = np.empty((many, k)), np.empty(many)
    sums, costs = np.empty((k, stride)), np.empty(len(table.padded))
    library.smartcart_descend(
        table.blocks,
        table.rows,
        n,
        d,
        stride,
        many,
        k,
        most,
        tolerance,
        centroids,
        sizes,
        inertias,
        sums,
        costs,
    )
    return Descents(centroids, sizes, inertias)


def count_uniforms(k: int) -> int:
    """Return how many uniform numbers the seeds of one start need."""
    return 1 + (k - 1) * _trials(k)


def draw_seeds(table: WeightedPoints, k: int, uniform: _Floats) -> _Ints:
    """Choose k positions far apart: greedy k-means++ (Arthur & Vassilvitskii 2007), weighted.

    Each next seed is drawn in proportion to weight times squared distance to the nearest seed,
    several times, and the one that lowers the sum of these most is kept.

    Parameters
    ----------
    table : WeightedPoints
    k : int
        Not more than there are points.
    uniform : array of shape (n_starts, `count_uniforms(k)`)
        Numbers from 0 to 1.

    Returns
    -------
    int array of shape (n_starts, k)

    Examples
    --------
    >>> table = WeightedPoints(np.array([[0.0], [2.0], [9.0]]), np.array([3.0, 1.0, 1.0]))
    >>> draw_seeds(table, 2, np.array([[0.1, 0.5, 0.9]])).tolist()
    [[0, 2]]
    """
    library = find_library()
    if library is None:
        return np.array([_seed_by_numpy(table, k, numbers) for numbers in uniform])
    n, d = table.points.shape
    many, trials = len(uniform), _trials(k)
    chosen = np.empty((many, k), np.int64)
    room = np.empty((trials + 2, len(table.padded)))
    library.smartcart_seed(
        table.blocks,
        table.padded,
        n,
        d,
        many,
        k,
        trials,
        np.ascontiguousarray(uniform),
        chosen,
        room,
    )
    return chosen


def _trials(k: int) -> int:
    return 2 + int(np.log(k))


def _descend_by_numpy(
    table: WeightedPoints, starts: _Floats, most: int, tolerance: float
) -> Descents:
    runs = [_one_by_numpy(table, start, most, tolerance) for start in starts]
    return Descents(*(np.array(each) for each in zip(*runs, strict=True)))


def _one_by_numpy(
    table: WeightedPoints, centroids: _Floats, most: int, tolerance: float
) -> tuple[_Floats, _Floats, float]:
    k, d = centroids.shape
    labels, costs = nearest_by_numpy(table.points, centroids)
    for _ in range(most):
        sums = _sums(table, labels, k)
        sizes = sums[:, d:]
        moved = np.where(sizes > 0, sums[:, :d] / np.maximum(sizes, 1e-300), centroids)
        shift = float(np.cumsum((moved - centroids) ** 2)[-1])
        centroids = moved
        labels, costs = nearest_by_numpy(table.points, centroids)
        if shift <= tolerance:
            break
    inertia = float(np.cumsum(table.weights * costs)[-1])
    return centroids, _sums(table, labels, k)[:, d], inertia


def _sums(table: WeightedPoints, labels: _Ints, k: int) -> _Floats:
    d = table.points.shape[1]
    columns = table.rows[:, : d + 1].T
    return np.array([np.bincount(labels, weights=column, minlength=k) for column in columns]).T


def _seed_by_numpy(table: WeightedPoints, k: int, uniform: _Floats) -> _Ints:
    chosen = np.empty(k, dtype=np.int64)
    mass, left = table.weights, np.full(len(table.weights), np.inf)
    numbers = [uniform[:1], *uniform[1:].reshape(k - 1, -1)] if k > 1 else [uniform[:1]]
    for i, shares in enumerate(numbers):
        running = np.cumsum(mass)
        candidates = np.searchsorted(running, shares * running[-1])
        candidates = np.minimum(candidates, len(running) - 1)
        tried = [np.minimum(left, _distances(table.points, at)) for at in candidates]
        best = int(np.argmin([_by_lanes(table, each) for each in tried]))
        chosen[i], left = candidates[best], tried[best]
        mass = table.weights * left
    return chosen


def _distances(points: _Floats, at: int) -> _Floats:
    return nearest_by_numpy(points, points[at : at + 1])[1]


def _by_lanes(table: WeightedPoints, left: _Floats) -> float:
    """Add up in the order of the compiled kernel: four sums side by side, then these."""
    terms = np.zeros(len(table.padded))
    terms[: len(left)] = table.weights * left
    return float(np.cumsum(np.cumsum(terms.reshape(-1, LANES), axis=0)[-1])[-1])
