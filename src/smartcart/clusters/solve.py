"""Points -> partitions, for K-Means and Ward, on weighted distinct points.

Both depend only on which points there are and how often, never on the order of the rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from smartcart.clusters.distance import squared_distances
from smartcart.clusters.kmeans import fit_kmeans
from smartcart.clusters.micro import MICRO_CLUSTERS, WARD_SIZE, summarise_points
from smartcart.clusters.partition import Partition, Solution
from smartcart.clusters.points import PointSet, weighted_means
from smartcart.clusters.ward import fit_tree

__all__ = ["solve_kmeans", "solve_ward"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

_MOST_ITERATIONS = 1_000
#: Distinct points up to which the starts are our own, and how many more of them there are.
_SMALL, _MORE_STARTS = 20_000, 20


def solve_kmeans(data: PointSet, k: int, seed: int, n_starts: int) -> Solution:
    """Run K-Means (Lloyd) from greedy k-means++ starts and keep the best inertia.

    Up to 20,000 distinct points the starts are our own, which cost so little that twenty times
    `n_starts` are made; beyond, scikit-learn makes `n_starts`, whose Lloyd needs no matrix of
    all customers. The winner is iterated to its fixed point in our own arithmetic, so that
    assigning the training customers gives back exactly the clusters found.

    Examples
    --------
    >>> data = PointSet.of(np.array([[0.0], [0.1], [5.0], [5.1]]))
    >>> solve_kmeans(data, 2, seed=0, n_starts=3).partition.centroids.round(2).tolist()
    [[0.05], [5.05]]
    """
    from sklearn.cluster import KMeans

    k = min(k, len(data.points))
    if len(data.points) <= _SMALL:
        generator = np.random.default_rng(seed)
        starts = _MORE_STARTS * n_starts
        centroids = fit_kmeans(data, k, generator, starts).centroids
    else:
        model = KMeans(k, n_init=n_starts, random_state=seed, tol=0.0, algorithm="lloyd")
        model.fit(data.points, sample_weight=data.counts.astype(np.float64))
        centroids = np.asarray(model.cluster_centers_, dtype=np.float64)
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
