"""Values -> numbers that people would say, one in each part of the values."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["round_borders", "roundest_number"]

#: Parts of equal size in which a border is looked for: more are finer, fewer are rounder.
_PARTS = 40
#: A decimal step and its halves and fifths, the roundest first.
_STEPS = (1.0, 0.5, 0.2)


def round_borders(values: ArrayLike) -> NDArray[np.float64]:
    """Return the borders at which customers may be divided, in rising order.

    Parameters
    ----------
    values : array of shape (n_customers,)
        Missing values are left out.

    Returns
    -------
    array of float
        Between neighbouring fortieths of the values (or neighbouring values, where there are
        fewer) the roundest number. Each divides customers into those at most there and those
        above. Empty where all values are equal.

    Examples
    --------
    >>> round_borders([0, 1, 2, 3, 3]).tolist()
    [0.0, 1.0, 2.0]
    >>> round_borders([412.3, 418.9, 977.0]).tolist()
    [415.0, 500.0]
    """
    known = np.asarray(values, dtype=np.float64)
    distinct = np.unique(known[~np.isnan(known)])
    if len(distinct) > _PARTS:
        places = np.quantile(
            known[~np.isnan(known)], np.arange(_PARTS + 1) / _PARTS, method="lower"
        )
        distinct = np.unique(places)
    pairs = zip(distinct[:-1].tolist(), distinct[1:].tolist(), strict=True)
    return np.array([roundest_number(low, high) for low, high in pairs], dtype=np.float64)


def roundest_number(low: float, high: float) -> float:
    """Return the number from `low` up to but not including `high` that is easiest to say.

    Examples
    --------
    >>> roundest_number(783.0, 851.0), roundest_number(11, 12), roundest_number(-4.0, 3.0)
    (800.0, 11.0, 0.0)
    """
    if low <= 0 < high:
        return 0.0
    power = math.floor(math.log10(max(abs(low), abs(high)))) + 1
    for exponent in range(power, power - 16, -1):
        for step in _STEPS:
            digits = max(0, 1 - exponent)
            found = round(math.ceil(low / 10.0**exponent / step) * step * 10.0**exponent, digits)
            if low <= found < high:
                return found + 0.0
    return float(low)
