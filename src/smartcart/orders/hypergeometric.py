"""Gauss's hypergeometric function where scipy's gives up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import hyp2f1

__all__ = ["hypergeometric"]

_Floats = NDArray[np.float64]
_MOST_TERMS = 10_000


def hypergeometric(a: float, b: float, c: _Floats, z: _Floats) -> _Floats:
    """Return 2F1(a, b; c; z) for z from 0 to below 1.

    For z near 1, whole parameters and a large c, scipy's function is not finite. Just there the
    power series needs but tens of terms, since each is about a / c of the one before.

    Parameters
    ----------
    c, z : arrays of shape (n,)

    Examples
    --------
    >>> hypergeometric(1.0, 1.0, np.array([2.0]), np.array([0.5])).round(5).tolist()  # 2 log(2)
    [1.38629]
    >>> hypergeometric(1.0, 1.0, np.array([101.0]), np.array([21 / 23])).round(4).tolist()
    [1.0092]
    """
    found = np.array(hyp2f1(a, b, c, z), dtype=np.float64)
    lost = ~np.isfinite(found)
    if lost.any():
        found[lost] = _add_up(a, b, c[lost], z[lost])
    return found


def _add_up(a: float, b: float, c: _Floats, z: _Floats) -> _Floats:
    term, total = np.ones_like(z), np.ones_like(z)
    for n in range(_MOST_TERMS):
        term = term * ((a + n) * (b + n) / ((c + n) * (n + 1))) * z
        total += term
        if (np.abs(term) <= 1e-16 * np.abs(total)).all():
            break
    return total
