"""The nearest centroid of each point."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smartcart.kernels.layout import BLOCK
from smartcart.kernels.library import find_library
from smartcart.threads import in_threads

__all__ = ["find_nearest", "nearest_by_numpy"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Customers taken together by numpy.
_MANY = 1_024
#: Points that one thread takes at a time.
_SHARE = 65_536


def find_nearest(points: _Floats, centroids: _Floats) -> tuple[_Ints, _Floats]:
    """Return the first nearest centroid of each point, and the squared distance to it.

    Squares are added coordinate by coordinate, so that a point gets the same bits alone or among
    others, by the compiled kernel or by numpy.

    Parameters
    ----------
    points : array of shape (n, d)
    centroids : array of shape (k, d), k >= 1

    Returns
    -------
    labels : int array of shape (n,)
    costs : array of shape (n,)

    Examples
    --------
    >>> labels, costs = find_nearest(np.array([[0.0], [4.0]]), np.array([[1.0], [9.0], [1.0]]))
    >>> labels.tolist(), costs.tolist()
    ([0, 0], [1.0, 9.0])
    """
    points = np.ascontiguousarray(points, dtype=np.float64)
    centroids = np.ascontiguousarray(centroids, dtype=np.float64)
    library = find_library()
    if library is None:
        return nearest_by_numpy(points, centroids)
    (n, d), k = points.shape, len(centroids)
    labels, costs = np.empty(n, np.int64), np.empty(n)

    def take(start: int) -> None:
        rows = slice(start, start + _SHARE)
        columns = np.zeros((d, BLOCK))
        library.smartcart_nearest(
            points[rows], len(points[rows]), d, centroids, k, columns, labels[rows], costs[rows]
        )

    in_threads(take, range(0, n, _SHARE))
    return labels, costs


def nearest_by_numpy(points: _Floats, centroids: _Floats) -> tuple[_Ints, _Floats]:
    """Do what `find_nearest` does, without the compiled kernel."""
    labels, costs = np.empty(len(points), np.int64), np.empty(len(points))
    columns, centers = np.ascontiguousarray(points.T), centroids.T[..., np.newaxis]
    for start in range(0, len(points), _MANY):
        rows = slice(start, start + _MANY)
        total = np.zeros((len(centroids), len(labels[rows])))
        square = np.empty_like(total)
        for column, center in zip(columns[:, rows], centers, strict=True):
            np.subtract(column, center, out=square)
            np.multiply(square, square, out=square)
            np.add(total, square, out=total)
        costs[rows] = least = total.min(axis=0)
        labels[rows] = (total == least).argmax(axis=0)
    return labels, costs
