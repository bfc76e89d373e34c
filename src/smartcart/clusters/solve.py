"""Points -> partitions, for K-Means and Ward, on weighted distinct points.

Both depend only on which points there are and how often, never on the order of the rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from smartcart.clusters.distance import assignment_costs, squared_distances
from smartcart.clusters.micro import MICRO_CLUSTERS, WARD_SIZE, summarise_points
from smartcart.clusters.points import PointSet, weighted_means
from smartcart.clusters.ward import fit_tree

__all__ = ["Partition", "PointSet", "Solution", "solve_kmeans", "solve_ward"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

_MOST_ITERATIONS = 1_000


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
    """What a method found: the clusters, and in which of them it put each distinct point.

    ``micro_clusters`` counts those on which Ward's tree was built; 0 when it saw every point.
    """

    partition: Partition
    labels: _Ints
    micro_clusters: int = 0


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


def solve_ward(data: PointSet, ks: Iterable[int], seed: int = 0) -> dict[int, Solution]:
    """Build Ward's tree once and cut it at every k (Ward 1963; Murtagh & Legendre 2014).

    Each point weighs as much as its customers. Beyond `WARD_SIZE` distinct points the tree
    is built on micro-clusters, and a point belongs to the branch of its micro-cluster.

    Examples
    --------
    >>> data = PointSet.of(np.array([[0.0], [0.1], [5.0], [5.1]]))
    >>> solve_ward(data, [2])[2].partition.sizes.tolist()
    [2, 2]
    """
    n = len(data.points)
    leaves = summarise_points(data, MICRO_CLUSTERS, seed) if n > WARD_SIZE else data
    leaf = np.empty(n, dtype=np.int64)
    leaf[data.inverse] = leaves.inverse
    tree = fit_tree(leaves)
    micro_clusters = 0 if leaves is data else tree.n_leaves
    return {
        k: replace(_solution("ward", data, tree.cut(k)[leaf], k), micro_clusters=micro_clusters)
        for k in sorted({min(k, tree.n_leaves) for k in ks})
    }


def _settled(data: PointSet, centroids: _Floats) -> _Floats:
    labels = squared_distances(data.points, centroids).argmin(axis=1)
    for _ in range(_MOST_ITERATIONS):
        centroids = weighted_means(data.points, data.counts, labels, len(centroids), centroids)
        moved = squared_distances(data.points, centroids).argmin(axis=1)
        if np.array_equal(moved, labels):
            break
        labels = moved
    return centroids


def _solution(method: str, data: PointSet, labels: _Ints, k: int) -> Solution:
    """Leave empty clusters out and put the others in lexicographic order."""
    centroids = weighted_means(data.points, data.counts, labels, k)
    sizes = np.bincount(labels, weights=data.counts, minlength=k).astype(np.int64)
    there = np.flatnonzero(sizes > 0)
    order = there[np.lexsort(centroids[there].T[::-1])]
    rank = np.empty(k, dtype=np.int64)
    rank[order] = np.arange(len(order))
    return Solution(Partition(method, centroids[order], sizes[order]), rank[labels])
