"""Exact silhouettes of squared distances, in time that grows with the customers alone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from smartcart.choice.silhouette import silhouettes_of_sums
from smartcart.clusters.distance import squared_distances
from smartcart.clusters.points import weighted_means
from smartcart.threads import in_threads

__all__ = ["squared_silhouettes"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Customers taken together.
_BLOCK = 8_192


def squared_silhouettes(points: _Floats, labellings: Mapping[int, _Ints]) -> dict[int, float]:
    """Return the mean silhouette of each labelling in squared Euclidean distances.

    The squared distances of a customer to all members of a group sum up to the size of the
    group times the squared distance to its mean, plus the group's own error sum. So no pair
    of customers is looked at, and a million of them are measured exactly, all against all.

    Squares make a silhouette higher, on the founding table by 0.11 to 0.20 for 10 to 2 groups.
    So compare such figures with each other only, never with those of `mean_silhouettes`.

    Parameters
    ----------
    points : array of shape (n, d)
    labellings : mapping of int array of shape (n,)
        Groups numbered from 0.

    Returns
    -------
    dict of float
        NaN where a labelling has one group only.

    Examples
    --------
    >>> points = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> round(squared_silhouettes(points, {2: np.array([0, 0, 1, 1])})[2], 5)
    0.98995
    """
    means = in_threads(lambda labels: _mean(points, labels), labellings.values())
    return dict(zip(labellings, means, strict=True))


def _mean(points: _Floats, labels: _Ints) -> float:
    if np.ptp(labels) == 0:
        return float("nan")
    k = int(labels.max()) + 1
    sizes = np.bincount(labels, minlength=k)
    centroids = weighted_means(points, np.ones(len(points), dtype=np.int64), labels, k)
    blocks = [slice(start, start + _BLOCK) for start in range(0, len(points), _BLOCK)]
    errors = np.zeros(k)
    for rows in blocks:
        own = ((points[rows] - centroids[labels[rows]]) ** 2).sum(axis=1)
        errors += np.bincount(labels[rows], weights=own, minlength=k)
    widths = [
        silhouettes_of_sums(
            (squared_distances(points[rows], centroids) * sizes + errors).T, labels[rows], sizes
        )
        for rows in blocks
    ]
    return float(np.concatenate(widths).mean())
