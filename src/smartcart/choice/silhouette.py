"""Silhouettes (Rousseeuw 1987) of several labellings from one pass over the distances."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from smartcart.kernels import sum_distances

__all__ = [
    "mean_interval",
    "mean_intervals",
    "mean_silhouettes",
    "silhouette_widths",
    "silhouettes_of_sums",
]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Parts into which a sample is dealt.
_PARTS = 10
#: The 97.5 % quantile of Student's t of 1 to 9 degrees of freedom, one less than there are parts.
_STUDENT = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)


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
    several = {key: labels for key, labels in labellings.items() if np.ptp(labels) > 0}
    widths = {key: np.full(len(points), np.nan) for key in labellings}
    if several:
        cells, groups, sizes = _refine(list(several.values()))
        sums = sum_distances(points, cells, groups, len(np.concatenate(sizes)))
        ends = np.cumsum([len(each) for each in sizes])[:-1]
        for key, part, size in zip(several, np.split(sums, ends), sizes, strict=True):
            widths[key] = silhouettes_of_sums(part, several[key], size)
    return widths


def mean_interval(points: _Floats, labels: _Ints, n_customers: int) -> tuple[float, float]:
    """Return the 95 % interval of the mean silhouette of all customers, from a sample.

    Silhouettes of one sample hang together, since each is measured against the others: their
    spread alone would promise too much. So the sample is dealt into ten, and the spread of
    the ten means tells how far the mean of the whole sample may be off (batch means). A part whose
    customers are all of one group has no mean.

    Parameters
    ----------
    points : array of shape (n, d)
        A random sample of the customers.
    labels : int array of shape (n,)
    n_customers : int
        How many there are; with all of them in the sample, the mean itself is both ends.

    Returns
    -------
    low, high : float
        Both NaN where fewer than two parts have a mean.

    Examples
    --------
    >>> generator = np.random.default_rng(0)
    >>> points = np.vstack([generator.normal(center, 1, (200, 2)) for center in (0, 4)])
    >>> labels = np.repeat([0, 1], 200)
    >>> low, high = mean_interval(points, labels, 10_000)
    >>> bool(low < mean_silhouettes(points, {2: labels})[2] < high), high - low < 0.1
    (True, True)
    """
    means = mean_silhouettes(points, {0: labels})
    return mean_intervals(points, {0: labels}, means, n_customers)[0]


def mean_intervals(
    points: _Floats, labellings: dict[int, _Ints], means: dict[int, float], n_customers: int
) -> dict[int, tuple[float, float]]:
    """Return what `mean_interval` does for several labellings whose means are known.

    Examples
    --------
    >>> points = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> mean_intervals(points, {2: np.array([0, 0, 1, 1])}, {2: 0.9}, 4)
    {2: (0.9, 0.9)}
    """
    if len(points) == n_customers:
        return {key: (mean, mean) for key, mean in means.items()}
    dealt = [slice(i, None, _PARTS) for i in range(min(_PARTS, len(points)))]
    parts = [
        mean_silhouettes(points[rows], {key: each[rows] for key, each in labellings.items()})
        for rows in dealt
    ]
    left_out = 1 - len(points) / n_customers
    halves = {key: _half_width([part[key] for part in parts], left_out) for key in means}
    return {key: (mean - halves[key], mean + halves[key]) for key, mean in means.items()}


def _half_width(means: Sequence[float], left_out: float) -> float:
    """Return how far the mean of the sample may be off, by the parts that have a mean."""
    known = [mean for mean in means if not np.isnan(mean)]
    if len(known) < 2:
        return float("nan")
    share = np.sqrt(left_out / len(known))
    return float(_STUDENT[len(known) - 2] * np.std(known, ddof=1) * share)


def _refine(labellings: list[_Ints]) -> tuple[_Ints, _Ints, list[_Ints]]:
    """Return the cell of each customer, the groups that cells make up, and the groups' sizes.

    Customers are in one cell when no labelling divides them (the common refinement). Groups
    are numbered through all labellings.
    """
    sizes = [np.bincount(labels) for labels in labellings]
    cells = labellings[0]
    for labels, size in zip(labellings[1:], sizes[1:], strict=True):
        cells = np.unique(cells * len(size) + labels, return_inverse=True)[1]
    first = np.zeros(int(cells.max()) + 1, dtype=np.int64)
    first[cells] = np.arange(len(cells))
    starts = np.cumsum([0, *(len(size) for size in sizes[:-1])])
    groups = [labels[first] + start for labels, start in zip(labellings, starts, strict=True)]
    return cells, np.array(groups), sizes


def silhouettes_of_sums(sums: _Floats, labels: _Ints, sizes: _Ints) -> _Floats:
    """Return silhouettes from the summed distances of each customer to each group.

    Parameters
    ----------
    sums : array of shape (n_groups, n)
    labels : int array of shape (n,)
    sizes : int array of shape (n_groups,)

    Examples
    --------
    >>> sums = np.array([[1.0, 1.0, 19.0], [10.0, 9.0, 0.0]])
    >>> silhouettes_of_sums(sums, np.array([0, 0, 1]), np.array([2, 1])).round(2).tolist()
    [0.9, 0.89, 0.0]
    """
    rows = np.arange(len(labels))
    others = sizes[labels] - 1
    within = sums[labels, rows] / np.maximum(others, 1)
    to_groups = sums / np.maximum(sizes, 1)[:, np.newaxis]
    to_groups[labels, rows] = np.inf
    to_groups[sizes == 0] = np.inf
    nearest = to_groups.min(axis=0)
    largest = np.maximum(within, nearest)
    width = np.divide(nearest - within, largest, out=np.zeros(len(rows)), where=largest > 0)
    return np.where(others > 0, width, 0.0)
