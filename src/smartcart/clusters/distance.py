"""Distances to centroids, summed in a fixed order: one row or a million, the same bits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["assignment_costs", "cost_weights", "squared_distances"]

_Floats = NDArray[np.float64]


def squared_distances(points: _Floats, centroids: _Floats) -> _Floats:
    """Return squared Euclidean distances, shape (n_points, n_centroids).

    The differences are squared and added coordinate by coordinate. The usual shortcut
    through a matrix product loses digits and rounds differently for another batch.

    Examples
    --------
    >>> squared_distances(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [1.0, 0.0]])).tolist()
    [[25.0, 1.0]]
    """
    total = np.zeros((len(centroids), len(points)))
    columns = np.ascontiguousarray(points.T)
    for column, centers in zip(columns, centroids.T, strict=True):
        total += (column - centers[:, np.newaxis]) ** 2
    return total.T


def assignment_costs(
    points: _Floats, centroids: _Floats, sizes: NDArray[np.int64], method: str
) -> _Floats:
    """Return what it costs to put each point into each cluster, shape (n_points, n_clusters).

    For K-Means the squared distance. For Ward the true increase of the error sum when the
    point joins a cluster of m members, m / (m + 1) * distance squared: without the point's
    own share of the shift, everybody would be drawn to small clusters.

    Examples
    --------
    >>> point, centroids = np.array([[0.0]]), np.array([[2.0], [2.1]])
    >>> assignment_costs(point, centroids, np.array([1, 99]), "ward").round(3).tolist()
    [[2.0, 4.366]]
    """
    return squared_distances(points, centroids) * cost_weights(sizes, method)


def cost_weights(sizes: NDArray[np.int64], method: str) -> _Floats:
    """Return what the squared distance to each cluster counts: 1 for K-Means.

    Examples
    --------
    >>> cost_weights(np.array([1, 3]), "ward").tolist()
    [0.5, 0.75]
    """
    if method == "ward":
        return np.asarray(sizes / (sizes + 1.0))
    return np.ones(len(sizes))
