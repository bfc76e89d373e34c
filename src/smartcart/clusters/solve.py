"""Points -> partitions, for K-Means and Ward, on weighted distinct points.

Both depend only on which points there are and how often, never on the order of the rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from smartcart.clusters.kmeans import fit_kmeans
from smartcart.clusters.large import fit_large
from smartcart.clusters.micro import MICRO_CLUSTERS, WARD_SIZE, summarise_points
from smartcart.clusters.partition import Partition, Solution
from smartcart.clusters.points import PointSet, weighted_means
from smartcart.clusters.ward import fit_tree
from smartcart.kernels import find_nearest

__all__ = ["solve_kmeans", "solve_ward"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

_MOST_ITERATIONS = 1_000
#: Distinct points up to which starts are made on all of them, and how many times `n_starts` are
#: made up to there and beyond.
_SMALL, _MORE_STARTS, _SOME_STARTS = 20_000, 20, 10


def solve_kmeans(data: PointSet, k: int, seed: int, n_starts: int) -> Solution:
    """Run K-Means (Lloyd) from greedy k-means++ starts and keep the best inertia.

    Up to 20,000 distinct points a start costs so little that twenty times `n_starts` are made;
    beyond, ten times as many, on a sample, of which the best are brought to rest on all points. The
    winner is iterated to its fixed point in double precision, so that assigning the training
    customers gives back exactly the clusters found.

    Examples
    --------
    >>> data = PointSet.of(np.array([[0.0], [0.1], [5.0], [5.1]]))
    >>> solve_kmeans(data, 2, seed=0, n_starts=3).partition.centroids.round(2).tolist()
    [[0.05], [5.05]]
    """
    k = min(k, len(data.points))
    generator = np.random.default_rng(seed)
    if len(data.points) <= _SMALL:
        centroids = fit_kmeans(data, k, generator, _MORE_STARTS * n_starts).centroids
    else:
        centroids = fit_large(data, k, generator, _SOME_STARTS * n_starts)
    return _solution("kmeans", data, _settled(data, centroids), k)


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


def _settled(data: PointSet, centroids: _Floats) -> _Ints:
    """Return the labels at the fixed point; the first centroid in lexicographic order has a tie.

    That is the order in which clusters are kept: who stands half-way is assigned there, too.
    """
    centroids = centroids[_order(centroids)]
    labels, _ = find_nearest(data.points, centroids)
    for _ in range(_MOST_ITERATIONS):
        means = weighted_means(data.points, data.counts, labels, len(centroids), centroids)
        centroids = means[_order(means)]
        moved, _ = find_nearest(data.points, centroids)
        if np.array_equal(moved, labels):
            break
        labels = moved
    return labels


def _order(centroids: _Floats) -> _Ints:
    return np.asarray(np.lexsort(centroids.T[::-1]))


def _solution(method: str, data: PointSet, labels: _Ints, k: int) -> Solution:
    """Leave empty clusters out and put the others in lexicographic order."""
    centroids = weighted_means(data.points, data.counts, labels, k)
    sizes = np.bincount(labels, weights=data.counts, minlength=k).astype(np.int64)
    there = np.flatnonzero(sizes > 0)
    order = there[_order(centroids[there])]
    rank = np.empty(k, dtype=np.int64)
    rank[order] = np.arange(len(order))
    return Solution(Partition(method, centroids[order], sizes[order]), rank[labels])
