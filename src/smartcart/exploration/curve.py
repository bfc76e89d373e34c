"""How much of all value the largest customers carry, as a curve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcart.exploration.histogram import FEWEST

__all__ = ["ValueCurve", "measure_curve"]

#: Steps of the curve: the most of these that leave each step enough customers.
_STEPS = (50, 20, 10)


@dataclass(frozen=True)
class ValueCurve:
    """The curve of Lorenz (1905) from the largest customer down; shares are 0 to 1."""

    share_customers: tuple[float, ...]
    share_value: tuple[float, ...]


def measure_curve(values: NDArray[np.float64]) -> ValueCurve | None:
    """Return the share of all value that each share of customers carries, the largest first.

    Parameters
    ----------
    values : array of shape (n_customers,)
        Missing ones are left out, negative ones count as 0.

    Returns
    -------
    ValueCurve or None
        At steps of 2, 5 or 10 % of the customers, each of at least five; None with fewer than 50
        customers, or where no value is above 0.

    Examples
    --------
    >>> found = measure_curve(np.repeat([9.0, 1.0], [10, 90]))
    >>> [round(found.share_value[i], 2) for i in (0, 2, 20)]
    [0.0, 0.5, 1.0]
    """
    falling = -np.sort(-np.maximum(values[~np.isnan(values)], 0.0))
    steps = next((each for each in _STEPS if len(falling) >= FEWEST * each), 0)
    if not steps or not falling[0] > 0:
        return None
    carried = np.r_[0.0, np.cumsum(falling / falling[0])]
    shares = np.arange(steps + 1) / steps
    at = np.interp(shares * len(falling), np.arange(len(carried)), carried / carried[-1])
    return ValueCurve(tuple(shares.tolist()), tuple(at.tolist()))
