"""Customers along the line between two centroids: half-way, and around either end."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from smartcart.kernels.library import find_library

__all__ = ["count_bands"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]


def count_bands(points: _Floats, labels: _Ints, centroids: _Floats, half: float) -> _Ints:
    """Count, for each pair of clusters, their members in three bands across the line between them.

    Parameters
    ----------
    points : array of shape (n, d)
    labels : int array of shape (n,)
        From 0 to k - 1.
    centroids : array of shape (k, d)
    half : float
        Half the width of a band, as a share of the distance between the two centroids.

    Returns
    -------
    int array of shape (k, k, 3)
        Half-way, around the first and around the second, where the first has the lower label;
        zeros elsewhere.

    Examples
    --------
    >>> points, labels = np.array([[0.0], [5.0], [10.0], [10.0]]), np.array([0, 0, 1, 1])
    >>> count_bands(points, labels, np.array([[0.0], [10.0]]), 0.1)[0, 1].tolist()
    [1, 1, 2]
    """
    library = find_library()
    if library is None:
        return _by_numpy(points, labels, centroids, half)
    (n, d), k = points.shape, len(centroids)
    counts = np.zeros((k, k, 3), np.int64)
    library.smartcart_bands(
        np.ascontiguousarray(points),
        n,
        d,
        labels,
        centroids,
        k,
        half,
        np.empty((k, k, d + 1)),
        counts,
    )
    return counts


def _by_numpy(points: _Floats, labels: _Ints, centroids: _Floats, half: float) -> _Ints:
    k = len(centroids)
    counts = np.zeros((k, k, 3), np.int64)
    for one, other in combinations(range(k), 2):
        members = points[(labels == one) | (labels == other)]
        line = centroids[other] - centroids[one]
        along = np.zeros(len(members))
        for column, start, step in zip(members.T, centroids[one], line, strict=True):
            along += (column - start) * step
        with np.errstate(invalid="ignore", divide="ignore"):
            along /= np.cumsum(line * line)[-1]
            for band, at in enumerate((0.5, 0.0, 1.0)):
                counts[one, other, band] = (np.abs(along - at) <= half).sum()
    return counts
