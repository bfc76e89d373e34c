"""Space + k -> Clusters, and the assignment of any other customer."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.clusters.partition import Partition, Solution
from smartcart.clusters.points import PointSet
from smartcart.clusters.solve import solve_kmeans, solve_ward
from smartcart.kernels import find_two_nearest, hash_texts
from smartcart.settings import Settings
from smartcart.shown import Shown
from smartcart.space import Space
from smartcart.threads import one_thread

__all__ = [
    "Clusters",
    "assign_clusters",
    "fit_clusters",
    "measure_confidence",
    "sample_positions",
]

#: Beyond this quantile of the training distances a customer is unlike any segment.
_UNUSUAL_QUANTILE = 0.99

_Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Clusters(Shown):
    """Groups found by geometry. A cluster is an int; what it means is said by its segment.

    Attributes
    ----------
    labels : Series of int, indexed by customer id
        The cluster the model assigns to each training customer.
    partition : Partition
        Centroids and sizes.
    unusual_beyond : float
        99 % quantile of the training customers' distance to their centroid.
    inertia : float
        Sum of squared distances to the own centroid, in the space.
    returned_share : float
        Share of the clustered customers whom assignment puts back where the method put
        them: 1 for K-Means, below 1 for Ward, whose tree is not a nearest-centroid rule.
    method_labels : Series of int, indexed by customer id
        Where the method itself put them.
    micro_clusters : int
        Micro-clusters on which Ward's tree was built; 0 when it was built on every customer.
    """

    labels: pd.Series
    partition: Partition
    unusual_beyond: float
    inertia: float
    returned_share: float
    method_labels: pd.Series
    micro_clusters: int = 0

    def ordered(self, order: _Ints) -> Clusters:
        """Return the same clusters in another order (`order[i]` becomes cluster i)."""
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        # Values below: of a Series, numpy asks for names that pandas looks up among all the ids.
        return replace(
            self,
            labels=pd.Series(rank[self.labels.to_numpy()], index=self.labels.index),
            partition=self.partition.ordered(order),
            method_labels=pd.Series(rank[self.method_labels.to_numpy()], self.method_labels.index),
        )


def fit_clusters(space: Space, k: int, settings: Settings | None = None) -> Clusters:
    """Find k clusters.

    Parameters
    ----------
    space : Space
        Customers sorted by id.
    k : int
        Number of clusters; reduced when there are fewer distinct customers.
    settings : Settings
        ``method``, ``seed`` and ``n_starts`` are used.

    Returns
    -------
    Clusters
        In lexicographic order of their centroids: the same customers give the same numbers
        in any order of rows and on any number of threads.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.features import build_features
    >>> from smartcart.space import fit_space
    >>> customers = smartcart.check_customers(smartcart.make_customers(300, seed=0))
    >>> clusters = fit_clusters(fit_space(build_features(customers)), 3)
    >>> clusters.partition.k, clusters.returned_share
    (3, 1.0)
    """
    settings = settings or Settings()
    data = PointSet.of(space.points)
    with one_thread():
        if settings.method == "ward":
            (solution,) = solve_ward(data, [k], settings.seed).values()
        else:
            solution = solve_kmeans(data, k, settings.seed, settings.n_starts)
    return _described(space, solution, data)


def assign_clusters(
    coordinates: pd.DataFrame, partition: Partition, unusual_beyond: float
) -> pd.DataFrame:
    """Assign customers to clusters, with how sure that is.

    Returns
    -------
    DataFrame indexed like `coordinates`
        ``cluster`` and ``runner_up`` (int; runner-up -1 when there is one cluster),
        ``confidence`` = 1 - 2 d1 / (d1 + d2), from 0 (half-way) to 1 (at the centroid;
        Leisch 2010), ``distance`` to the own centroid and ``unusual`` (bool).

    Examples
    --------
    >>> partition = Partition("kmeans", np.array([[0.0], [4.0]]), np.array([5, 5]))
    >>> assigned = assign_clusters(pd.DataFrame({"PC1": [1.0]}), partition, 0.5)
    >>> assigned.to_dict("records")[0]
    {'cluster': 0, 'runner_up': 1, 'confidence': 0.5, 'distance': 1.0, 'unusual': True}
    """
    points = np.ascontiguousarray(coordinates.to_numpy(dtype=np.float64))
    best, runner_up, cost, second = find_two_nearest(points, partition.centroids, partition.weights)
    first = np.sqrt(cost)
    return pd.DataFrame(
        {
            "cluster": best,
            "runner_up": runner_up,
            "confidence": measure_confidence(first, np.sqrt(second)),
            "distance": first,
            "unusual": first > unusual_beyond,
        },
        index=coordinates.index,
    )


def sample_positions(ids: pd.Index, size: int) -> _Ints:
    """Choose at most `size` customers by a hash of their id: the same ones in any order.

    Examples
    --------
    >>> ids = pd.Index(["a", "b", "c", "d"])
    >>> chosen = ids[sample_positions(ids, 2)]
    >>> set(chosen) == set(ids[::-1][sample_positions(ids[::-1], 2)])
    True
    """
    if size <= 0 or len(ids) <= size:
        return np.arange(len(ids) if size > 0 else 0)
    hashes = hash_texts(ids)
    last = np.partition(hashes, size - 1)[size - 1]
    chosen = np.flatnonzero(hashes < last)
    ties = np.flatnonzero(hashes == last)[: size - len(chosen)]
    return np.sort(np.append(chosen, ties))


def measure_confidence(
    first: NDArray[np.float64], second: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return 1 - 2 d1 / (d1 + d2), from 0 (half-way) to 1 (at the centroid; Leisch 2010).

    Parameters
    ----------
    first, second : array of shape (n,)
        Distance to the own centroid and to the runner-up; infinite where there is none.

    Examples
    --------
    >>> measure_confidence(np.array([1.0, 0.0, 2.0]), np.array([3.0, 0.0, np.inf])).tolist()
    [0.5, 0.0, 1.0]
    """
    total = first + second
    shadow = np.divide(2 * first, total, out=np.ones_like(first), where=total > 0)
    return np.asarray(1.0 - np.where(np.isinf(second), 0.0, shadow))


def _described(space: Space, solution: Solution, data: PointSet) -> Clusters:
    partition = solution.partition
    assigned = assign_clusters(space.coordinates, partition, np.inf)
    labels = assigned["cluster"].astype("int64")
    own = ((space.points - partition.centroids[labels.to_numpy()]) ** 2).sum(axis=1)
    back = partition.assign(data.points) == solution.labels
    return Clusters(
        labels,
        partition,
        unusual_beyond=float(np.quantile(assigned["distance"].to_numpy(), _UNUSUAL_QUANTILE)),
        inertia=float(own.sum()),
        returned_share=float(np.average(back, weights=data.counts)),
        method_labels=pd.Series(solution.labels[data.inverse], index=labels.index),
        micro_clusters=solution.micro_clusters,
    )
