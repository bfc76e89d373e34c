"""Cramer's V and the correlation ratio, corrected for what chance alone would give."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

__all__ = ["CHANCE", "LEAST", "correct_ratio", "correct_v"]

_Floats = NDArray[np.float64]

#: The most that the chance of a false finding may be, over all variables or pairs together.
CHANCE = 0.001
#: Fewer customers say nothing of a pair.
LEAST = 3


def correct_v(counts: _Floats) -> tuple[float, float]:
    """Return Cramer's V corrected for its bias (Bergsma 2013), and the p-value of chi-squared.

    Parameters
    ----------
    counts : array of shape (n_levels, n_levels)
        Customers by both levels; empty rows and columns are left out.

    Examples
    --------
    >>> correct_v(np.array([[30.0, 0.0], [0.0, 30.0]]))[0], correct_v(np.full((2, 2), 9.0))[0]
    (1.0, 0.0)
    """
    kept = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    n, (r, c) = kept.sum(), kept.shape
    if min(r, c) < 2 or n < LEAST:
        return np.nan, np.nan
    expected = np.outer(kept.sum(axis=1), kept.sum(axis=0)) / n
    statistic = float(((kept - expected) ** 2 / expected).sum())
    free = (r - 1) * (c - 1)
    phi2 = max(0.0, statistic / n - free / (n - 1))
    most = min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1
    v = float(np.sqrt(phi2 / most)) if most > 0 else np.nan
    return min(v, 1.0), float(chdtrc(free, statistic))


def correct_ratio(between: float, whole: float, n: int, n_levels: int) -> tuple[float, float]:
    """Return the correlation ratio corrected for its bias (Kelley 1935), and its p-value.

    Parameters
    ----------
    between, whole : float
        Sums of squares of the ranks: of the means of levels, and of all.

    Examples
    --------
    >>> round(correct_ratio(50.0, 100.0, 101, 2)[0], 4), correct_ratio(1.0, 100.0, 101, 2)[0]
    (0.7035, 0.0)
    """
    if n_levels < 2 or n <= max(n_levels, LEAST) or whole <= 0:
        return np.nan, np.nan
    raw = min(1.0, between / whole)
    corrected = max(0.0, 1 - (1 - raw) * (n - 1) / (n - n_levels))
    # Of ranks, (n - 1) times the squared ratio is the statistic of Kruskal and Wallis (1952).
    return float(np.sqrt(round(corrected, 12))), float(chdtrc(n_levels - 1, (n - 1) * raw))
