"""Why this cluster and not the next: the margin between the two, variable by variable."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.clusters import Partition
from smartcart.space import SpaceModel

__all__ = ["SIZES", "split_margin"]

#: Name of the part of Ward's margin that no variable owns.
SIZES = "segment_sizes"


def split_margin(
    space: SpaceModel, partition: Partition, customer: pd.DataFrame, own: int, other: int
) -> dict[str, float]:
    """Split what it would cost a customer to be in another cluster, by variable.

    For K-Means the margin d2(x, other) - d2(x, own) is linear in the scaled variables s, since
    the space is: the sum over the columns j of a_j (s_j - m_j), where a is 2 P (own - other)
    for loadings P, and m the point half-way. The columns of a nominal variable are added up.

    Ward's margin w' d2(x, other) - w d2(x, own), with w = n / (n + 1) for a cluster of n, is
    that of K-Means times the mean of the two weights, plus (w' - w) / 2 times the sum of both
    squared distances. This rest is quadratic, and products of two variables belong to neither:
    it is one term of its own, ``segment_sizes``, of the order of 1 / n.

    Parameters
    ----------
    customer : DataFrame of one row
        The segmentation variables in customer units.
    own, other : int
        Clusters of the partition.

    Returns
    -------
    dict
        ``{variable: contribution}`` in the order of the variables; positive speaks for `own`.
        The contributions add up to the margin.

    Examples
    --------
    >>> from smartcart.space import NumericScale
    >>> scale = NumericScale("x", "identity", 0.0, -9.0, 9.0, mean=0.0, deviation=1.0)
    >>> line = SpaceModel((scale,), np.zeros(1), np.eye(1), np.ones(1))
    >>> partition = Partition("kmeans", np.array([[0.0], [4.0]]), np.array([5, 5]))
    >>> split_margin(line, partition, pd.DataFrame({"x": [1.0]}), 0, 1)  # 9 - 1
    {'x': 8.0}
    """
    own_weight, other_weight = partition.weights[[own, other]]
    step = partition.centroids[own] - partition.centroids[other]
    half_way = (partition.centroids[own] + partition.centroids[other]) / 2
    slopes = space.loadings @ ((own_weight + other_weight) * step)
    middle = space.center + space.loadings @ half_way
    parts = _by_variable(space, slopes * (space.scale(customer)[0] - middle))
    if own_weight != other_weight:
        point = space.transform(customer).to_numpy(dtype=np.float64)
        both = ((point - partition.centroids[[own, other]]) ** 2).sum()
        parts[SIZES] = float((other_weight - own_weight) / 2 * both)
    return parts


def _by_variable(space: SpaceModel, products: NDArray[np.float64]) -> dict[str, float]:
    ends = np.cumsum([len(scale.columns) for scale in space.scales])
    blocks = np.split(products, ends[:-1])
    return {
        scale.name: float(block.sum()) for scale, block in zip(space.scales, blocks, strict=True)
    }
