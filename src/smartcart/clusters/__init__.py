"""Space + k -> Clusters, and any customer -> cluster.

In: `Space` and a number of clusters. Out: `Clusters` in an order that only the customers
decide. K-Means and Ward share one assignment rule each for training and for new customers.
"""

from smartcart.clusters.fit import (
    WARD_SIZE,
    Clusters,
    assign_clusters,
    fit_clusters,
    sample_positions,
)
from smartcart.clusters.refit import refit_kmeans, spread_seeds
from smartcart.clusters.solve import Partition, PointSet, Solution, solve_kmeans, solve_ward

__all__ = [
    "WARD_SIZE",
    "Clusters",
    "Partition",
    "PointSet",
    "Solution",
    "assign_clusters",
    "fit_clusters",
    "refit_kmeans",
    "sample_positions",
    "solve_kmeans",
    "solve_ward",
    "spread_seeds",
]
