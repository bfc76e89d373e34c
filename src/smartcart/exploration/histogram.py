"""Where the customers lie along a quantity: a few bins, none about single customers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smartcart.exploration.rows import Histogram
from smartcart.features import Places

__all__ = ["FEWEST", "count_in_bins"]

_Floats = NDArray[np.float64]

#: A bin of fewer customers is joined with its neighbour.
FEWEST = 5
_BINS = 20
#: The axis reaches beyond these shares of the customers by this part of what lies between.
_TAIL, _NEAR = 0.005, 0.2
#: From this skewness of the ends about the median on, and on values this large, log(1 + x) helps.
_SKEWED, _LARGE = 0.4, 50.0


def count_in_bins(places: Places) -> Histogram | None:
    """Count customers in at most 20 bins of equal width, on a scale on which they can be read.

    Bins of whole numbers end halfway between two of them, so that none is a bin without a number.
    Customers of the outermost half per cent who would squeeze all others are only counted.

    Parameters
    ----------
    places : Places
        The values; missing ones do not count.

    Returns
    -------
    Histogram or None
        None with fewer than five customers, or where a quantity that is no whole number is the
        same for all.

    Examples
    --------
    >>> found = count_in_bins(Places.of(np.repeat([0.0, 1.0, 3.0], [9, 6, 5])))
    >>> found.edges, found.counts
    ((-0.5, 0.5, 1.5, 2.5, 3.5), (9, 6, 0, 5))
    """
    known, counts = places.values, places.counts
    if places.n_known < FEWEST:
        return None
    low, middle, high = places.quantiles([_TAIL, 0.5, 1 - _TAIL])
    is_log = bool(known[0] >= 0 and high > _LARGE and low + high - 2 * middle > _SKEWED * high)
    scaled = np.log1p([low, high]) if is_log else np.array([low, high])
    ends = scaled + _NEAR * np.ptp(scaled) * np.array([-1.0, 1.0])
    first, last = np.expm1(ends) if is_log else ends
    near = known[(known >= first) & (known <= last)]
    is_whole = bool((known == np.floor(known)).all())
    edges = _edges(near.min(), near.max(), is_log, is_whole)
    if len(edges) < 2:
        return None
    within = (known >= edges[0]) & (known <= edges[-1])
    bins = np.minimum(np.searchsorted(edges, known[within], "right") - 1, len(edges) - 2)
    filled = np.bincount(bins, counts[within], len(edges) - 1).astype(np.int64)
    joined = _join(edges.tolist(), filled.tolist())
    below, above = int(counts[known < edges[0]].sum()), int(counts[known > edges[-1]].sum())
    return Histogram(*joined, below, above, is_log)


def _edges(low: float, high: float, is_log: bool, is_whole: bool) -> _Floats:
    if not is_whole:
        return _spread(low, high, is_log)
    low, high = np.floor(low) - 0.5, np.ceil(high) + 0.5
    if is_log:
        return np.unique(np.floor(_spread(low, high, is_log)) + 0.5)
    step = np.ceil((high - low) / _BINS)
    return np.unique(low + step * np.arange(np.ceil((high - low) / step) + 1))


def _spread(low: float, high: float, is_log: bool) -> _Floats:
    """Return the ends of bins of equal width; rounding never moves the two outermost."""
    ends = np.log1p([low, high]) if is_log else np.array([low, high])
    edges = np.linspace(ends[0], ends[1], _BINS + 1)
    edges = np.expm1(edges) if is_log else edges
    edges[[0, -1]] = low, high
    return np.unique(edges)


def _join(edges: list[float], counts: list[int]) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """Join bins of one to four customers with the next one, the last with the one before."""
    bins: list[tuple[float, int]] = []  # the end of a bin, and its customers
    waiting = 0
    for end, count in zip(edges[1:], counts, strict=True):
        waiting += count
        if not 0 < waiting < FEWEST or end == edges[-1]:
            bins.append((end, waiting))
            waiting = 0
    while len(bins) > 1 and 0 < bins[-1][1] < FEWEST:
        end, few = bins.pop()
        bins[-1] = (end, bins[-1][1] + few)
    return (edges[0], *(end for end, _ in bins)), tuple(count for _, count in bins)
