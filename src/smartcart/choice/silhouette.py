"""Silhouettes (Rousseeuw 1987) of several labellings from one pass over the distances."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["mean_interval", "mean_silhouettes", "silhouette_widths"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Rows of the distance matrix held at a time.
_BLOCK = 512
#: Parts into which a sample is dealt, and the 97.5 % quantile of Student's t for them.
_PARTS, _STUDENT = 10, 2.262


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
    from scipy.spatial.distance import cdist

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


def mean_interval(points: _Floats, labels: _Ints, n_customers: int) -> tuple[float, float]:
    """Return the 95 % interval of the mean silhouette of all customers, from a sample.

    Silhouettes of one sample hang together, since each is measured against the others: their
    spread alone would promise too much. So the sample is dealt into ten, and the spread of
    the ten means tells how far the mean of the whole sample may be off (batch means).

    Parameters
    ----------
    points : array of shape (n, d)
        A random sample of the customers.
    labels : int array of shape (n,)
    n_customers : int
        How many there are; with all of them in the sample, the mean itself is both ends.

    Examples
    --------
    >>> generator = np.random.default_rng(0)
    >>> points = np.vstack([generator.normal(center, 1, (200, 2)) for center in (0, 4)])
    >>> labels = np.repeat([0, 1], 200)
    >>> low, high = mean_interval(points, labels, 10_000)
    >>> bool(low < mean_silhouettes(points, {2: labels})[2] < high), high - low < 0.1
    (True, True)
    """
    mean = mean_silhouettes(points, {0: labels})[0]
    if len(points) == n_customers or np.isnan(mean):
        return mean, mean
    parts = [slice(i, None, _PARTS) for i in range(_PARTS)]
    means = [mean_silhouettes(points[part], {0: labels[part]})[0] for part in parts]
    left_out = 1 - len(points) / n_customers
    half = float(_STUDENT * np.nanstd(means, ddof=1) * np.sqrt(left_out / _PARTS))
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
