"""Points -> partitions, for K-Means and Ward, on weighted distinct points.

Both depend only on which points there are and how often, never on the order of the rows:
equal points are merged into one with a weight, and the distinct points are sorted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import cut_tree, linkage
from sklearn.cluster import KMeans

from smartcart.clusters.distance import assignment_costs, squared_distances

__all__ = ["Partition", "PointSet", "Solution", "solve_kmeans", "solve_ward"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

_MOST_ITERATIONS = 1_000


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

        Examples
        --------
        >>> merged = PointSet.of(np.array([[2.0], [1.0], [2.0]]))
        >>> merged.points.tolist(), merged.counts.tolist(), merged.inverse.tolist()
        ([[1.0], [2.0]], [1, 2], [1, 0, 1])
        """
        distinct, inverse, counts = np.unique(
            points + 0.0, axis=0, return_inverse=True, return_counts=True
        )
        return cls(distinct, counts.astype(np.int64), inverse.reshape(-1).astype(np.int64))

    def resampled(self, generator: np.random.Generator) -> PointSet:
        """Draw as many customers with replacement; points not drawn are left out."""
        n = len(self.inverse)
        drawn = np.bincount(
            self.inverse[generator.integers(0, n, size=n)], minlength=len(self.points)
        )
        there = drawn > 0
        return PointSet(
            self.points[there],
            drawn[there].astype(np.int64),
            np.repeat(np.arange(int(there.sum())), drawn[there]),
        )


@dataclass(frozen=True)
class Partition:
    """Clusters as numbers: where they are and how many customers they hold.

    Centroids stand in lexicographic order, so that equal customers give equal numbers.
    """

    method: str
    centroids: _Floats
    sizes: _Ints

    @property
    def k(self) -> int:
        """Number of clusters."""
        return len(self.centroids)

    def costs(self, points: _Floats) -> _Floats:
        """Return assignment costs, shape (n_points, k)."""
        return assignment_costs(points, self.centroids, self.sizes, self.method)

    def assign(self, points: _Floats) -> _Ints:
        """Return the cheapest cluster of each point; the first one in a tie."""
        return np.asarray(self.costs(points).argmin(axis=1), dtype=np.int64)

    def ordered(self, order: _Ints) -> Partition:
        """Return the same clusters in another order."""
        return Partition(self.method, self.centroids[order], self.sizes[order])


@dataclass(frozen=True)
class Solution:
    """What a method found: the clusters, and in which of them it put each distinct point."""

    partition: Partition
    labels: _Ints


def solve_kmeans(
    data: PointSet, k: int, seed: int, n_starts: int, *, settle: bool = True
) -> Solution:
    """Run K-Means (Lloyd) from `n_starts` greedy k-means++ starts and keep the best inertia.

    With ``settle`` the winner is iterated to its fixed point in our own arithmetic, so that
    assigning the training customers gives back exactly the clusters found.

    Examples
    --------
    >>> data = PointSet.of(np.array([[0.0], [0.1], [5.0], [5.1]]))
    >>> solve_kmeans(data, 2, seed=0, n_starts=3).partition.centroids.round(2).tolist()
    [[0.05], [5.05]]
    """
    k = min(k, len(data.points))
    found = KMeans(
        k, n_init=n_starts, random_state=seed, tol=0.0 if settle else 1e-4, algorithm="lloyd"
    ).fit(data.points, sample_weight=data.counts.astype(np.float64))
    centroids = np.asarray(found.cluster_centers_, dtype=np.float64)
    if settle:
        centroids = _settled(data, centroids)
    labels = squared_distances(data.points, centroids).argmin(axis=1)
    return _solution("kmeans", data, labels, k)


def solve_ward(data: PointSet, ks: Iterable[int]) -> dict[int, Solution]:
    """Build Ward's tree once and cut it at every k (Ward 1963; Murtagh & Legendre 2014).

    Repeated points enter as often as there are customers, as the criterion demands.

    Examples
    --------
    >>> data = PointSet.of(np.array([[0.0], [0.1], [5.0], [5.1]]))
    >>> solve_ward(data, [2])[2].partition.sizes.tolist()
    [2, 2]
    """
    ks = [min(k, len(data.points)) for k in ks]
    if len(data.inverse) == 1:
        return {1: _solution("ward", data, np.zeros(1, dtype=np.int64), 1)}
    rows = np.repeat(np.arange(len(data.points)), data.counts)
    first_row = np.cumsum(data.counts) - data.counts  # equal points are merged first, at height 0
    cuts = cut_tree(linkage(data.points[rows], method="ward"), n_clusters=sorted(set(ks)))
    return {
        k: _solution("ward", data, cuts[first_row, i].astype(np.int64), k)
        for i, k in enumerate(sorted(set(ks)))
    }


def _settled(data: PointSet, centroids: _Floats) -> _Floats:
    labels = squared_distances(data.points, centroids).argmin(axis=1)
    for _ in range(_MOST_ITERATIONS):
        centroids = _means(data.points, data.counts, labels, len(centroids), centroids)
        moved = squared_distances(data.points, centroids).argmin(axis=1)
        if np.array_equal(moved, labels):
            break
        labels = moved
    return centroids


def _means(
    points: _Floats, counts: _Ints, labels: _Ints, k: int, empty: _Floats | None = None
) -> _Floats:
    """Return weighted means; a cluster that lost all its points stays where it was."""
    weights = np.bincount(labels, weights=counts, minlength=k)
    sums = [np.bincount(labels, weights=counts * column, minlength=k) for column in points.T]
    means = np.array(sums).T / np.maximum(weights, 1.0)[:, np.newaxis]
    return means if empty is None else np.where(weights[:, np.newaxis] > 0, means, empty)


def _solution(method: str, data: PointSet, labels: _Ints, k: int) -> Solution:
    """Leave empty clusters out and put the others in lexicographic order."""
    centroids = _means(data.points, data.counts, labels, k)
    sizes = np.bincount(labels, weights=data.counts, minlength=k).astype(np.int64)
    there = np.flatnonzero(sizes > 0)
    order = there[np.lexsort(centroids[there].T[::-1])]
    rank = np.empty(k, dtype=np.int64)
    rank[order] = np.arange(len(order))
    return Solution(Partition(method, centroids[order], sizes[order]), rank[labels])
