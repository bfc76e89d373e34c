"""Many K-Means fits of one small table: one seeding serves every number of clusters.

The first k seeds of a k-means++ run of ten are a k-means++ run of k, so that a start costs its
seeding once, whatever the numbers of clusters. The rest is Lloyd's iteration in matrix
products: at a few thousand customers as fast as compiled code, without its cost per call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcart.clusters.partition import Partition
from smartcart.clusters.points import PointSet

__all__ = ["fit_kmeans", "refit_kmeans", "spread_seeds"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

_MOST_ITERATIONS = 300
#: Rounds after which the starts of one fit are compared.
_SHORT_RUN = 6


def refit_kmeans(
    data: PointSet, ks: Sequence[int], generator: np.random.Generator, n_starts: int
) -> dict[int, Partition]:
    """Return a K-Means solution for each k, one of many whose figures are put together.

    A few rounds show which of the fresh starts leads; only that one is brought to rest (short
    runs; Biernacki, Celeux & Govaert 2003).

    Parameters
    ----------
    data : PointSet
    ks : sequence of int
        Numbers of clusters; fewer are found where there are fewer distinct points.
    generator : Generator
    n_starts : int

    Examples
    --------
    >>> data = PointSet.of(np.array([[0.0], [0.1], [5.0], [5.1]]))
    >>> found = refit_kmeans(data, [1, 2], np.random.default_rng(0), 2)
    >>> found[2].centroids.round(2).tolist(), found[2].sizes.tolist()
    ([[0.05], [5.05]], [2, 2])
    """
    table = _Table(data)
    most = min(max(ks), len(table.points))
    starts = [spread_seeds(table.points, table.weights, most, generator) for _ in range(n_starts)]
    found = {}
    for k in ks:
        short = [_descend(table, seeds[:k], _SHORT_RUN) for seeds in starts]
        leader = min(short, key=_inertia_of)
        found[k] = _descend(table, leader.centroids).partition(table.mean)
    return found


def fit_kmeans(data: PointSet, k: int, generator: np.random.Generator, n_starts: int) -> Partition:
    """Return the best K-Means solution of `n_starts` starts.

    A few rounds show which sixth of the starts leads; each of these is brought to rest.

    Examples
    --------
    >>> data = PointSet.of(np.array([[0.0], [0.1], [5.0], [5.1]]))
    >>> fit_kmeans(data, 2, np.random.default_rng(0), 3).centroids.round(2).tolist()
    [[0.05], [5.05]]
    """
    table = _Table(data, tolerance=0.0)
    k = min(k, len(table.points))
    seeds = (spread_seeds(table.points, table.weights, k, generator) for _ in range(n_starts))
    short = sorted((_descend(table, each, _SHORT_RUN) for each in seeds), key=_inertia_of)
    leaders = short[: -(-n_starts // 6)]
    rested = (_descend(table, leader.centroids) for leader in leaders)
    return min(rested, key=_inertia_of).partition(table.mean)


def spread_seeds(
    points: _Floats, weights: _Floats, k: int, generator: np.random.Generator
) -> _Floats:
    """Choose k points far apart: greedy k-means++ (Arthur & Vassilvitskii 2007), weighted.

    Each next seed is drawn in proportion to weight times squared distance to the nearest
    seed, several times, and the one that lowers the sum of these most is kept.

    Parameters
    ----------
    points : array of shape (n, d)
    weights : array of shape (n,)
    k : int, at most n

    Examples
    --------
    >>> points = np.array([[0.0], [0.1], [9.0]])
    >>> seeds = spread_seeds(points, np.ones(3), 2, np.random.default_rng(0))
    >>> float(abs(seeds[0, 0] - seeds[1, 0])) > 8
    True
    """
    n, trials = len(points), 2 + int(np.log(k))
    squares = (points * points).sum(axis=1)
    chosen = np.empty(k, dtype=np.int64)
    chosen[0] = _draw(weights, generator.random(1))[0]
    first = points[chosen[0]]
    nearest = np.maximum(squares - 2 * (points @ first) + first @ first, 0.0)
    for i in range(1, k):
        candidates = _draw(weights * nearest, generator.random(trials))
        distances = squares - 2 * (points[candidates] @ points.T) + squares[candidates, np.newaxis]
        np.clip(distances, 0.0, nearest, out=distances)
        best = int((distances @ weights).argmin())
        chosen[i], nearest = candidates[best], distances[best]
    return np.asarray(points[np.minimum(chosen, n - 1)])


def _draw(weights: _Floats, uniform: _Floats) -> _Ints:
    """Return positions drawn in proportion to the weights."""
    sums = np.cumsum(weights)
    return np.asarray(np.minimum(np.searchsorted(sums, uniform * sums[-1]), len(weights) - 1))


class _Table:
    """Points laid out for the products of Lloyd's iteration.

    Vectors are taken from the mean: short ones keep the digits of the products.
    """

    def __init__(self, data: PointSet, tolerance: float = 1e-4) -> None:
        self.weights = data.counts.astype(np.float64)
        self.mean = self.weights @ data.points / self.weights.sum()
        self.points = data.points - self.mean
        extended = np.hstack([self.points, np.ones((len(self.points), 1))])
        self.columns = np.ascontiguousarray(extended.T)
        self.weighted = extended * self.weights[:, np.newaxis]
        self.squares = float(self.weights @ (self.points * self.points).sum(axis=1))
        #: Centroids that move less in all, as a share of the mean variance, have arrived.
        self.tolerance = tolerance * float(self.points.var(axis=0).mean())


@dataclass(frozen=True)
class _Run:
    """Where one start has come to."""

    inertia: float
    centroids: _Floats
    sizes: _Floats

    def partition(self, mean: _Floats) -> Partition:
        """Leave empty clusters out and put the others in lexicographic order."""
        centroids = self.centroids + mean
        there = np.flatnonzero(self.sizes > 0)
        order = there[np.lexsort(centroids[there].T[::-1])]
        return Partition("kmeans", centroids[order], self.sizes[order].astype(np.int64))


def _inertia_of(run: _Run) -> float:
    return run.inertia


def _descend(table: _Table, centroids: _Floats, most: int = _MOST_ITERATIONS) -> _Run:
    """Iterate until hardly any centroid moves. An empty cluster stays put.

    With a tolerance of 0, until none does: equal members have the very same mean.
    """
    d = centroids.shape[1]
    members, costs = _nearest(table, centroids)
    for _ in range(most):
        sums = members @ table.weighted
        sizes = sums[:, d:]
        moved = np.where(sizes > 0, sums[:, :d] / np.maximum(sizes, 1e-300), centroids)
        shift = float(((moved - centroids) ** 2).sum())
        centroids = moved
        members, costs = _nearest(table, centroids)
        if shift <= table.tolerance:
            break
    inertia = table.squares + float(table.weights @ costs)
    return _Run(inertia, centroids, members @ table.weights)


def _nearest(table: _Table, centroids: _Floats) -> tuple[_Floats, _Floats]:
    """Return the 0/1 members of each cluster, shape (k, n), and each point's cost.

    The cost is the squared distance to the nearest centroid, less the point's own length.
    """
    k, d = centroids.shape
    terms = np.empty((k, d + 1))
    np.multiply(centroids, -2.0, out=terms[:, :d])
    np.einsum("ij,ij->i", centroids, centroids, out=terms[:, d])
    costs = terms @ table.columns
    least = costs.min(axis=0)
    nearest = costs == least
    if np.count_nonzero(nearest) != len(least):  # a tie: the first centroid takes the point
        nearest = costs.argmin(axis=0) == np.arange(k)[:, np.newaxis]
    return nearest.astype(np.float64), least
