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
        leader = min(short, key=lambda run: run.inertia)
        found[k] = _descend(table, leader.centroids).partition(table.mean)
    return found


def fit_kmeans(data: PointSet, k: int, generator: np.random.Generator, n_starts: int) -> Partition:
    """Return the best of `n_starts` K-Means solutions, each brought to rest.

    Examples
    --------
    >>> data = PointSet.of(np.array([[0.0], [0.1], [5.0], [5.1]]))
    >>> fit_kmeans(data, 2, np.random.default_rng(0), 3).centroids.round(2).tolist()
    [[0.05], [5.05]]
    """
    table = _Table(data, tolerance=0.0)
    k = min(k, len(table.points))
    runs = (
        _descend(table, spread_seeds(table.points, table.weights, k, generator))
        for _ in range(n_starts)
    )
    return min(runs, key=lambda run: run.inertia).partition(table.mean)


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
        self.rows = np.arange(len(self.points))
        self.extended = np.hstack([self.points, np.ones((len(self.points), 1))])
        self.weighted = self.extended * self.weights[:, np.newaxis]
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


def _descend(table: _Table, centroids: _Floats, most: int = _MOST_ITERATIONS) -> _Run:
    """Iterate until no point moves, or hardly any centroid. An empty cluster stays put."""
    k, d = centroids.shape
    members = np.zeros((k, len(table.rows)))
    labels, costs = _nearest(table, centroids)
    for _ in range(most):
        before = labels
        members[labels, table.rows] = 1.0
        sums = members @ table.weighted
        members[labels, table.rows] = 0.0
        sizes = sums[:, d:]
        moved = np.where(sizes > 0, sums[:, :d] / np.maximum(sizes, 1e-300), centroids)
        shift = float(((moved - centroids) ** 2).sum())
        centroids = moved
        labels, costs = _nearest(table, centroids)
        if shift < table.tolerance or np.array_equal(labels, before):
            break
    held = np.bincount(labels, weights=table.weights, minlength=k)
    return _Run(table.squares + float(table.weights @ costs), centroids, held.astype(np.float64))


def _nearest(table: _Table, centroids: _Floats) -> tuple[_Ints, _Floats]:
    """Return the nearest centroid of each point, and its squared distance less |x|^2."""
    k, d = centroids.shape
    terms = np.empty((d + 1, k))
    np.multiply(centroids.T, -2.0, out=terms[:d])
    np.einsum("ij,ij->i", centroids, centroids, out=terms[d])
    costs = table.extended @ terms
    labels = costs.argmin(axis=1)
    return labels, costs[table.rows, labels]
