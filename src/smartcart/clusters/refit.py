"""Many K-Means fits of one small table: one seeding serves every number of clusters.

The first k seeds of a k-means++ run of ten are a k-means++ run of k, so that a start costs its
seeding once, whatever the numbers of clusters. The rest is Lloyd's iteration in matrix
products: at a few thousand customers as fast as compiled code, without its cost per call.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from smartcart.clusters.points import PointSet
from smartcart.clusters.solve import Partition

__all__ = ["refit_kmeans", "spread_seeds"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

_MOST_ITERATIONS = 300
#: Of the mean variance: centroids that move less in all have arrived.
_TOLERANCE = 1e-4


def refit_kmeans(
    data: PointSet, ks: Sequence[int], generator: np.random.Generator, n_starts: int
) -> dict[int, Partition]:
    """Return a K-Means solution for each k, the best of `n_starts` fresh starts.

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
    weights = data.counts.astype(np.float64)
    mean = weights @ data.points / weights.sum()
    points = data.points - mean  # short vectors keep the digits of the products below
    table = _Table(points, weights)
    best: dict[int, tuple[float, _Floats, _Floats]] = {}
    for _ in range(n_starts):
        seeds = spread_seeds(points, weights, min(max(ks), len(points)), generator)
        for k in ks:
            found = _descend(table, seeds[:k])
            if k not in best or found[0] < best[k][0]:
                best[k] = found
    return {k: _partition(centroids + mean, sizes) for k, (_, centroids, sizes) in best.items()}


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
    """Points laid out for the products of Lloyd's iteration."""

    def __init__(self, points: _Floats, weights: _Floats) -> None:
        ones = np.ones((len(points), 1))
        self.extended = np.hstack([points, ones])
        self.weighted = self.extended * weights[:, np.newaxis]
        self.weighted_squares = float(weights @ (points * points).sum(axis=1))
        self.weights = weights
        self.rows = np.arange(len(points))
        self.tolerance = _TOLERANCE * float(points.var(axis=0).mean())


def _descend(table: _Table, centroids: _Floats) -> tuple[float, _Floats, _Floats]:
    """Iterate to rest; return inertia, centroids and sizes. An empty cluster stays put."""
    before = None
    for _ in range(_MOST_ITERATIONS):
        labels, _ = _nearest(table, centroids)
        sums = _members(labels, len(centroids)) @ table.weighted
        sizes = sums[:, -1:]
        moved = np.where(sizes > 0, sums[:, :-1] / np.maximum(sizes, 1e-300), centroids)
        shift = float(((moved - centroids) ** 2).sum())
        centroids = moved
        if shift <= table.tolerance or (before is not None and np.array_equal(labels, before)):
            break
        before = labels
    labels, costs = _nearest(table, centroids)
    held = np.bincount(labels, weights=table.weights, minlength=len(centroids))
    inertia = table.weighted_squares + float(table.weights @ costs)
    return inertia, centroids, held.astype(np.float64)


def _nearest(table: _Table, centroids: _Floats) -> tuple[_Ints, _Floats]:
    """Return the nearest centroid of each point, and its squared distance less |x|^2."""
    lengths = (centroids * centroids).sum(axis=1)
    costs = table.extended @ np.vstack([-2.0 * centroids.T, lengths])
    labels = costs.argmin(axis=1)
    return labels, costs[table.rows, labels]


def _members(labels: _Ints, k: int) -> _Floats:
    members = np.zeros((k, len(labels)))
    members[labels, np.arange(len(labels))] = 1.0
    return members


def _partition(centroids: _Floats, sizes: _Floats) -> Partition:
    """Leave empty clusters out and put the others in lexicographic order."""
    there = np.flatnonzero(sizes > 0)
    order = there[np.lexsort(centroids[there].T[::-1])]
    return Partition("kmeans", centroids[order], sizes[order].astype(np.int64))
