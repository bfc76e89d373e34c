"""Clusters as plain numbers, and what a method found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcart.clusters.distance import assignment_costs, cost_weights
from smartcart.kernels import find_nearest, find_two_nearest

__all__ = ["Partition", "Solution"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]


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

    @property
    def weights(self) -> _Floats:
        """What the squared distance to each cluster counts, shape (k,)."""
        return cost_weights(self.sizes, self.method)

    def costs(self, points: _Floats) -> _Floats:
        """Return assignment costs, shape (n_points, k)."""
        return assignment_costs(points, self.centroids, self.sizes, self.method)

    def assign(self, points: _Floats) -> _Ints:
        """Return the cheapest cluster of each point; the first one in a tie."""
        if self.method == "kmeans":
            return find_nearest(points, self.centroids)[0]
        return find_two_nearest(points, self.centroids, self.weights)[0]

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
