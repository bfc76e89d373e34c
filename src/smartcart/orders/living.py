"""What to expect of a customer known to be there still, in BG/NBD and MBG/NBD."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smartcart.orders.hypergeometric import hypergeometric
from smartcart.orders.tails import add_up_orders

__all__ = ["expect_an_order", "expect_orders"]

_Floats = NDArray[np.float64]

#: So near to a pole of the formula its limit is taken beside it.
_BESIDE = 1e-6
#: From here on a parameter lets the power series overflow or cancel.
_LARGE = 50.0
#: Rows summed at once, to bound the memory.
_BLOCK = 4_096


def expect_orders(
    parameters: _Floats, x: _Floats, T: _Floats, horizon: float, early: int
) -> _Floats:
    """Return the orders to expect within `horizon` of customers who are there at T.

    Equation 10 of Fader, Hardie & Lee (2005) without its denominator; the hypergeometric function
    is taken after Euler's transformation, whose parts stay small for customers with very many
    orders. Where r, a or b exceeds 50 (customers nearly alike) its series is lost, and
    probabilities are added up instead, to a relative error below 1e-6. `early` is as in
    `log_likelihood`.

    Examples
    --------
    >>> once = np.array([1.0]), np.array([10.0])
    >>> expect_orders(np.array([1.0, 10.0, 2.0, 1.0]), *once, horizon=5.0, early=0).round(3)
    array([0.422])
    """
    r, alpha, a, b = parameters
    if max(r, a, b) > _LARGE:
        blocks = [slice(at, at + _BLOCK) for at in range(0, max(len(x), 1), _BLOCK)]
        ahead, chances = horizon / (alpha + T), b + early + x
        parts = [add_up_orders(r + x[on], ahead[on], float(a), chances[on]) for on in blocks]
        return np.concatenate(parts)
    a = a if abs(a - 1) > _BESIDE else 1 + _BESIDE
    c = a + b + early + x - 1
    c = np.where(np.abs(c) > _BESIDE, c, _BESIDE)
    left = (alpha + T) / (alpha + T + horizon)
    series = hypergeometric(a + b + early - 1 - r, a - 1, c, 1 - left)
    return np.asarray(c / (a - 1) * (1 - left ** (a - 1) * series))


def expect_an_order(parameters: _Floats, x: _Floats, T: _Floats, horizon: float) -> _Floats:
    """Return the probability of an order within `horizon` of customers who are there at T.

    Whoever is there stays until the next order, so only the rate of orders counts; it follows a
    gamma distribution (r + x, alpha + T).

    Examples
    --------
    >>> none = np.array([0.0]), np.array([10.0])
    >>> expect_an_order(np.array([1.0, 10.0, 2.0, 1.0]), *none, horizon=20.0)  # 1 - 20/40
    array([0.5])
    """
    r, alpha = parameters[:2]
    return np.asarray(-np.expm1(-(r + x) * np.log1p(horizon / (alpha + T))))
