"""Silhouettes (Rousseeuw 1987) of several labellings from one pass over the distances."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

__all__ = ["mean_silhouettes"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Rows of the distance matrix held at a time.
_BLOCK = 512


def mean_silhouettes(points: _Floats, labellings: dict[int, _Ints]) -> dict[int, float]:
    """Return the mean silhouette of each labelling, NaN where it has one group only.

    Every distance is computed once and added to the groups of all labellings; a customer
    alone in its group counts 0.

    Parameters
    ----------
    points : array of shape (n, d)
    labellings : dict of int array of shape (n,)
        Groups numbered from 0.

    Examples
    --------
    >>> points = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> round(mean_silhouettes(points, {2: np.array([0, 0, 1, 1])})[2], 4)
    0.8997
    """
    members = {key: _membership(labels) for key, labels in labellings.items()}
    totals = dict.fromkeys(labellings, 0.0)
    for start in range(0, len(points), _BLOCK):
        rows = slice(start, start + _BLOCK)
        distances = cdist(points[rows], points)
        for key, labels in labellings.items():
            widths = _silhouettes(distances @ members[key], labels[rows], members[key])
            totals[key] += float(widths.sum())
    return {
        key: float(totals[key] / len(points)) if members[key].shape[1] > 1 else float("nan")
        for key in labellings
    }


def _membership(labels: _Ints) -> _Floats:
    """Return the 0/1 matrix of shape (n, groups)."""
    return np.eye(int(labels.max()) + 1)[labels]


def _silhouettes(sums: _Floats, labels: _Ints, members: _Floats) -> _Floats:
    """Return silhouettes from the summed distances of each row to each group."""
    if members.shape[1] < 2:
        return np.zeros(len(sums))
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
