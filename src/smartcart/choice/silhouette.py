"""Silhouettes (Rousseeuw 1987) of several labellings from one pass over the distances."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

__all__ = ["mean_interval", "mean_silhouettes", "silhouette_widths"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Rows of the distance matrix held at a time.
_BLOCK = 512


def mean_silhouettes(points: _Floats, labellings: dict[int, _Ints]) -> dict[int, float]:
    """Return the mean silhouette of each labelling, NaN where it has one group only.

    Examples
    --------
    >>> points = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> round(mean_silhouettes(points, {2: np.array([0, 0, 1, 1])})[2], 4)
    0.8997
    """
    widths = silhouette_widths(points, labellings)
    return {key: float(each.mean()) for key, each in widths.items()}


def silhouette_widths(points: _Floats, labellings: dict[int, _Ints]) -> dict[int, _Floats]:
    """Return the silhouette of every customer in each labelling.

    Every distance is computed once and added to the groups of all labellings; a customer
    alone in its group counts 0; all NaN where a labelling has one group only.

    Parameters
    ----------
    points : array of shape (n, d)
    labellings : dict of int array of shape (n,)
        Groups numbered from 0.

    Returns
    -------
    dict of array of shape (n,)

    Examples
    --------
    >>> points = np.array([[0.0], [1.0], [10.0]])
    >>> silhouette_widths(points, {2: np.array([0, 0, 1])})[2].round(2).tolist()
    [0.9, 0.89, 0.0]
    """
    members = {key: _membership(labels) for key, labels in labellings.items()}
    widths = {key: np.full(len(points), np.nan) for key in labellings}
    for start in range(0, len(points), _BLOCK):
        rows = slice(start, start + _BLOCK)
        distances = cdist(points[rows], points)
        for key, labels in labellings.items():
            if members[key].shape[1] > 1:
                sums = distances @ members[key]
                widths[key][rows] = _silhouettes(sums, labels[rows], members[key])
    return widths


def mean_interval(widths: _Floats, n_customers: int) -> tuple[float, float]:
    """Return the 95 % interval of the mean over all customers, from a sample of them.

    The mean itself, twice, when nobody was left out.

    Examples
    --------
    >>> widths = np.array([0.2, 0.4, 0.6])
    >>> [round(end, 2) for end in mean_interval(widths, 3)]
    [0.4, 0.4]
    >>> [round(end, 2) for end in mean_interval(widths, 300)]
    [0.17, 0.63]
    """
    n = len(widths)
    mean, left_out = float(widths.mean()), 1 - n / n_customers
    spread = float(widths.std(ddof=1)) if n > 1 else 0.0
    half = 1.96 * spread * float(np.sqrt(left_out / n))
    return mean - half, mean + half


def _membership(labels: _Ints) -> _Floats:
    """Return the 0/1 matrix of shape (n, groups)."""
    return np.eye(int(labels.max()) + 1)[labels]


def _silhouettes(sums: _Floats, labels: _Ints, members: _Floats) -> _Floats:
    """Return silhouettes from the summed distances of each row to each group."""
    sizes = members.sum(axis=0)
    rows = np.arange(len(sums))
    others = sizes[labels] - 1
    within = sums[rows, labels] / np.maximum(others, 1)
    to_groups = sums / np.maximum(sizes, 1)
    to_groups[rows, labels] = np.inf
    to_groups[:, sizes == 0] = np.inf
    nearest = to_groups.min(axis=1)
    largest = np.maximum(within, nearest)
    width = np.divide(nearest - within, largest, out=np.zeros(len(sums)), where=largest > 0)
    return np.where(others > 0, width, 0.0)
