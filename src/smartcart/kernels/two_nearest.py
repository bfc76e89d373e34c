"""The two cheapest clusters of each point."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smartcart.kernels.layout import ROWS
from smartcart.kernels.library import find_library
from smartcart.threads import in_threads

__all__ = ["find_two_nearest"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]
_Found = tuple[_Ints, _Ints, _Floats, _Floats]

#: Points taken together by a thread, and by numpy.
_SHARE, _MANY = 1 << 17, 8_192


def find_two_nearest(points: _Floats, centroids: _Floats, weights: _Floats) -> _Found:
    """Return the cheapest and the second cheapest cluster of each point, and what they cost.

    A cluster costs the squared distance to its centroid, added coordinate by coordinate, times
    its weight. Compiled or not, alone or among others, a point gets the same bits.

    Parameters
    ----------
    points : array of shape (n, d)
    centroids : array of shape (k, d), k >= 1
    weights : array of shape (k,)
        1 for K-Means; see ``smartcart.clusters.distance.cost_weights``.

    Returns
    -------
    labels, runners_up : int arrays of shape (n,)
        The first ones in a tie; a runner-up of -1 where there is one cluster.
    costs, second_costs : arrays of shape (n,)
        Infinite where there is no runner-up.

    Examples
    --------
    >>> found = find_two_nearest(np.array([[1.0]]), np.array([[9.0], [0.0], [3.0]]), np.ones(3))
    >>> [each.tolist() for each in found]
    [[1], [2], [1.0], [4.0]]
    """
    points = np.ascontiguousarray(points, dtype=np.float64)
    centroids = np.ascontiguousarray(centroids, dtype=np.float64)
    library = find_library()
    if library is None:
        return _by_numpy(points, centroids, weights)
    (n, d), k = points.shape, len(centroids)
    labels, runners_up = np.empty(n, np.int64), np.empty(n, np.int64)
    costs, second_costs = np.empty(n), np.empty(n)

    def take(first: int) -> None:
        columns = np.empty((d, ROWS))
        library.smartcart_two_nearest(
            points,
            first,
            min(first + _SHARE, n),
            d,
            centroids,
            weights,
            k,
            columns,
            labels,
            runners_up,
            costs,
            second_costs,
        )

    in_threads(take, range(0, n, _SHARE))
    return labels, runners_up, costs, second_costs


def _by_numpy(points: _Floats, centroids: _Floats, weights: _Floats) -> _Found:
    n, k = len(points), len(centroids)
    found = np.full((2, n), -1, np.int64), np.full((2, n), np.inf)
    for start in range(0, n, _MANY):
        rows = slice(start, start + _MANY)
        costs = np.zeros((len(points[rows]), k))
        for column, centers in zip(points[rows].T, centroids.T, strict=True):
            costs += (column[:, np.newaxis] - centers) ** 2
        costs *= weights
        order = np.argsort(costs, axis=1, kind="stable")[:, :2]
        found[0][: min(k, 2), rows] = order.T
        found[1][: min(k, 2), rows] = np.take_along_axis(costs, order, axis=1).T
    return found[0][0], found[0][1], found[1][0], found[1][1]
