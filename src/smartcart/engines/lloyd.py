"""K-Means on the cluster, from given starts to the fixed point: to the bit for any partitions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from smartcart.clusters import Partition
from smartcart.engines.exact import add_exactly, grid_of, join_sums, mean_of
from smartcart.engines.tally import tally
from smartcart.kernels import find_nearest

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["settle_there"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: As many as the flow takes at most on one machine.
_MOST_ITERATIONS = 1_000


def settle_there(points: DataFrame, centroids: _Floats, bounds: _Floats) -> Partition:
    """Run Lloyd's iterations until no customer moves.

    Parameters
    ----------
    points : DataFrame of Spark
        Blocks of coordinates.
    centroids : array of shape (k, n_components)
        Where to start from.
    bounds : array of shape (n_components,)
        No coordinate is further from 0.

    Returns
    -------
    Partition
        Without empty clusters, in lexicographic order.
    """
    grid = grid_of(bounds)
    before: tuple[list[int], list[int]] | None = None
    for _ in range(_MOST_ITERATIONS):
        sizes, sums = _sums(points, centroids, grid)
        if (sizes, sums) == before:
            break  # equal sums to the last bit: the same customers in every cluster
        before = sizes, sums
        centroids = _means(sizes, sums, grid, centroids)
    there = [c for c, size in enumerate(sizes) if size]
    found = centroids[there]
    order = np.lexsort(found.T[::-1])
    own = np.array(sizes, dtype=np.int64)[there]
    return Partition("kmeans", found[order], own[order])


def _sums(points: DataFrame, centroids: _Floats, grid: _Floats) -> tuple[list[int], list[int]]:
    _, totals = tally(points, partial(_step, centroids, grid))
    k = len(centroids)
    return totals[:k].tolist(), join_sums(totals[k:].reshape(2, -1))


def _step(centroids: _Floats, grid: _Floats, blocks: Iterator[_Floats]) -> tuple[_Ints, _Ints]:
    """Add up the customers nearest to each centroid, and their coordinates."""
    k, d = centroids.shape
    sizes, sums = np.zeros(k, np.int64), np.zeros((2, k, d), np.int64)
    for block in blocks:
        points = np.ascontiguousarray(block.T)
        labels, _ = find_nearest(points, centroids)
        sizes += np.bincount(labels, minlength=k)
        for cluster in range(k):
            sums[:, cluster] += add_exactly(points[labels == cluster], grid)
    every = np.concatenate([sizes, sums.ravel()])
    return np.arange(len(every)), every


def _means(sizes: list[int], sums: list[int], grid: _Floats, before: _Floats) -> _Floats:
    """Return the centres of the clusters; an empty one stays where it was."""
    d = len(grid)
    return np.array(
        [
            mean_of(sums[c * d : (c + 1) * d], size, grid) if size else before[c]
            for c, size in enumerate(sizes)
        ]
    )
