"""Very many customers -> a few thousand micro-clusters that know their sizes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smartcart.clusters.points import PointSet, weighted_means
from smartcart.kernels import find_nearest

__all__ = ["MICRO_CLUSTERS", "WARD_SIZE", "summarise_points"]

#: Distinct points up to which Ward's tree is built on each of them.
WARD_SIZE = 20_000
#: Micro-clusters on which it is built beyond.
MICRO_CLUSTERS = 2_000
#: Customers from whom the places of micro-clusters are learnt.
_LEARNT_FROM = 50_000
_ROUNDS = 10

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]


def summarise_points(data: PointSet, size: int = MICRO_CLUSTERS, seed: int = 0) -> PointSet:
    """Replace points by at most `size` micro-clusters, found by K-Means.

    One start from customers drawn at random is enough: with thousands of clusters the error
    sums of different starts are within a percent. Micro-clusters are learnt from at most
    50,000 customers; then every customer is counted.

    Parameters
    ----------
    data : PointSet
    size : int
        Most micro-clusters; with no more distinct points, they are returned as they are.
    seed : int
        Of the draws. The same points and seed give the same micro-clusters, to the bit.

    Returns
    -------
    PointSet
        Centres, the customers of each, and in ``inverse`` the micro-cluster of each customer.

    Examples
    --------
    >>> data = PointSet.of(np.array([[0.0], [0.1], [5.0], [5.1], [5.2]]))
    >>> micro = summarise_points(data, size=2)
    >>> micro.points.round(2).tolist(), micro.counts.tolist(), micro.inverse.tolist()
    ([[0.05], [5.1]], [2, 3], [0, 0, 1, 1, 1])
    """
    if len(data.points) <= size:
        return data
    generator = np.random.default_rng(seed)
    few = data.sampled(min(_LEARNT_FROM, len(data.inverse)), generator)
    centres = few.points[_draw(few, size, generator)]
    for _ in range(_ROUNDS):
        centres = weighted_means(
            few.points, few.counts, find_nearest(few.points, centres)[0], len(centres), centres
        )
    return _gathered(data, find_nearest(data.points, centres)[0], len(centres))


def _draw(data: PointSet, size: int, generator: np.random.Generator) -> _Ints:
    """Draw distinct points, more often where more customers stand."""
    if len(data.points) <= size:
        return np.arange(len(data.points))
    shares = data.counts / data.counts.sum()
    return np.sort(generator.choice(len(shares), size, replace=False, p=shares))


def _gathered(data: PointSet, labels: _Ints, k: int) -> PointSet:
    """Return the clusters that have points as a PointSet, in lexicographic order."""
    counts = np.bincount(labels, weights=data.counts, minlength=k).astype(np.int64)
    centres = weighted_means(data.points, data.counts, labels, k)
    there = np.flatnonzero(counts)
    order = there[np.lexsort(centres[there].T[::-1])]
    rank = np.empty(k, dtype=np.int64)
    rank[order] = np.arange(len(order))
    return PointSet(centres[order], counts[order], rank[labels][data.inverse])
