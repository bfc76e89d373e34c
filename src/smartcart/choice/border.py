"""How crowded the borders are: gaps between clusters, or cuts through a crowd."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smartcart.clusters.points import weighted_means
from smartcart.kernels import count_bands

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
    present, groups = np.unique(labels, return_inverse=True)
    k = len(present)
    if k < 2:
        return float("nan")
    centroids = weighted_means(points, np.ones(len(points), np.int64), groups, k)
    return float(_densities(points, groups, centroids)[np.triu_indices(k, 1)].max())


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
    members = np.zeros(len(points), np.int64)
    return float(_densities(points, members, np.array([one, other]))[0, 1])


def _densities(points: _Floats, labels: _Ints, centroids: _Floats) -> _Floats:
    """Return the density of each pair, shape (k, k); 1 where two centroids are one."""
    bands = count_bands(points, labels, np.ascontiguousarray(centroids), _HALF)
    apart = ((centroids[:, np.newaxis] - centroids) ** 2).sum(axis=2) > 0
    densities = (bands[..., 0] + 0.5) / (bands[..., 1:].min(axis=2) + 0.5)
    return np.where(apart, densities, 1.0)
