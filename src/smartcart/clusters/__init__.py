"""Space + k -> Clusters, and any customer -> cluster.

In: `Space` and a number of clusters. Out: `Clusters` in an order that only the customers
decide. K-Means and Ward share one assignment rule each for training and for new customers.
Ward's tree itself comes from `fit_tree`, for very many points by way of `summarise_points`.
"""

from smartcart.clusters.fit import (
    Clusters,
    assign_clusters,
    fit_clusters,
    measure_confidence,
    sample_positions,
)
from smartcart.clusters.kmeans import fit_kmeans, refit_kmeans, spread_seeds
from smartcart.clusters.micro import MICRO_CLUSTERS, WARD_SIZE, summarise_points
from smartcart.clusters.partition import Partition, Solution
from smartcart.clusters.points import PointSet
from smartcart.clusters.solve import solve_kmeans, solve_ward
from smartcart.clusters.tree import WardTree
from smartcart.clusters.ward import fit_tree

__all__ = [
    "MICRO_CLUSTERS",
    "WARD_SIZE",
    "Clusters",
    "Partition",
    "PointSet",
    "Solution",
    "WardTree",
    "assign_clusters",
    "fit_clusters",
    "fit_kmeans",
    "fit_tree",
    "measure_confidence",
    "refit_kmeans",
    "sample_positions",
    "solve_kmeans",
    "solve_ward",
    "spread_seeds",
    "summarise_points",
]
