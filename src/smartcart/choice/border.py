"""How crowded the borders are: gaps between clusters, or cuts through a crowd."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

__all__ = ["border_density", "pair_density"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Half the width of a band, as a share of the distance between two centroids.
_HALF = 0.1


def border_density(points: _Floats, labels: _Ints) -> float:
    """Return the density at the most crowded border between two clusters.

    1 means as many customers half-way between two centroids as around the thinner of the
    two; near 0, that an empty stretch lies between any two clusters. NaN for one cluster.

    Parameters
    ----------
    points : array of shape (n, d)
    labels : int array of shape (n,)

    Examples
    --------
    >>> line = np.arange(100.0)[:, np.newaxis]
    >>> round(border_density(line, (line[:, 0] >= 50).astype(np.int64)), 1)
    1.0
    """
    centroids = {int(label): points[labels == label].mean(axis=0) for label in np.unique(labels)}
    densities = [
        pair_density(points[(labels == one) | (labels == other)], centroids[one], centroids[other])
        for one, other in combinations(centroids, 2)
    ]
    return max(densities, default=float("nan"))


def pair_density(points: _Floats, one: _Floats, other: _Floats) -> float:
    """Return customers half-way between two centroids per customer around the thinner one.

    Customers are projected on the line from one centroid to the other and counted in three
    bands, each a fifth of that line wide: around either centroid, and half-way.

    Examples
    --------
    >>> points = np.array([[0.0], [0.0], [0.0], [5.0], [10.0], [10.0]])
    >>> round(pair_density(points, np.array([0.0]), np.array([10.0])), 2)  # (1 + .5) / (2 + .5)
    0.6
    """
    line = other - one
    length = float(line @ line)
    if length == 0:
        return 1.0
    along = (points - one) @ line / length
    middle, first, last = (int((np.abs(along - at) <= _HALF).sum()) for at in (0.5, 0.0, 1.0))
    return (middle + 0.5) / (min(first, last) + 0.5)
