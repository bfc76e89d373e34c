"""Whether numbers differ, or only their last bits do."""

from __future__ import annotations

import numpy as np

__all__ = ["is_rounding"]

#: Units of rounding that arithmetic before the table was read may have left.
_UNITS = 8


def is_rounding(difference: float, low: float, high: float) -> bool:
    """Return whether a difference between numbers from low to high is one of rounding.

    Examples
    --------
    >>> is_rounding(0.1 * 3 - 0.3, 0.3, 0.1 * 3), is_rounding(0.0, 7.0, 7.0)
    (True, True)
    >>> is_rounding(1e-9, 0.0, 1e-9)
    False
    """
    return bool(difference <= _UNITS * np.finfo(np.float64).eps * max(abs(low), abs(high)))
