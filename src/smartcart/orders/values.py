"""Orders and their mean value, checked, and the log-likelihood of the Gamma-Gamma model."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaln, digamma

from smartcart.errors import DataError

__all__ = ["check_values", "gamma_gamma_log_likelihood"]

_Floats = NDArray[np.float64]
_STEP = (
    "Check how they were counted: orders counts the orders of which mean_value is the mean, "
    "refunds and orders of no value left out."
)


def check_values(orders: ArrayLike, mean_value: ArrayLike) -> tuple[_Floats, _Floats]:
    """Return the two as float64 arrays, or say which customer cannot be.

    Raises
    ------
    DataError
        When lengths differ, a value is no number, missing or infinite, orders is below 0 or not
        whole, or a customer with orders has a mean value of 0 or less.

    Examples
    --------
    >>> check_values([1], [0])
    Traceback (most recent call last):
    smartcart.errors.DataError: mean_value is 0 and orders 1 at position 0: an order has ...
    Next step: Check how they were counted: ...
    """
    x, mean = _numbers(orders, "orders"), _numbers(mean_value, "mean_value")
    if len(x) != len(mean):
        raise DataError(
            f"orders and mean_value have {len(x):,} and {len(mean):,} values; each customer needs "
            "one of each.",
            "Take the two from one table.",
        )
    whole = "orders is {x:g} at position {place}: it counts, so it is whole and 0 or more."
    _refuse((x < 0) | (x != np.floor(x)), whole, x, mean)
    worth = "mean_value is {mean:g} and orders {x:g} at position {place}: an order has a value."
    _refuse((x > 0) & (mean <= 0), worth, x, mean)
    return x, mean


def gamma_gamma_log_likelihood(
    parameters: _Floats, orders: _Floats, mean_value: _Floats
) -> tuple[float, _Floats]:
    """Return the log-likelihood of the mean values of all customers, and its gradient.

    Equation 1a of Fader & Hardie (2013), written with the logarithms of 1 + gamma / total and
    1 + total / gamma, which lose nothing however large the parts are.

    Parameters
    ----------
    parameters : array of shape (3,)
        p, q, gamma, all above 0.
    orders, mean_value : arrays of shape (n_customers,)
        Both above 0.

    Returns
    -------
    (float, array of shape (3,))

    Examples
    --------
    >>> one = np.array([1.0]), np.array([10.0])
    >>> value, _ = gamma_gamma_log_likelihood(np.array([1.0, 1.0, 10.0]), *one)
    >>> round(float(np.exp(value)), 3)  # gamma / (gamma + mean)^2
    0.025
    """
    p, q, gamma = parameters
    shape, total = p * orders, orders * mean_value
    low, high = np.log1p(gamma / total), np.log1p(total / gamma)
    each = -betaln(shape, q) - shape * low - q * high - np.log(mean_value)
    both = digamma(shape + q)
    slopes = (
        orders * (both - digamma(shape) - low),
        both - digamma(q) - high,
        (q * total / gamma - shape) / (gamma + total),
    )
    return float(each.sum()), np.array([slope.sum() for slope in slopes])


def _numbers(values: ArrayLike, name: str) -> _Floats:
    try:
        numbers = np.atleast_1d(np.asarray(values, dtype=np.float64))
    except (TypeError, ValueError):
        raise DataError(f"{name} holds values that are no numbers.", _STEP) from None
    if numbers.ndim != 1:
        raise DataError(f"{name} has the shape {numbers.shape}; one value per customer.", _STEP)
    if not np.isfinite(numbers).all():
        place = int(np.argmin(np.isfinite(numbers)))
        raise DataError(
            f"{name} is {numbers[place]:g} at position {place}: it should be a number.", _STEP
        )
    return numbers


def _refuse(wrong: NDArray[np.bool_], text: str, x: _Floats, mean: _Floats) -> None:
    if wrong.any():
        place = int(np.argmax(wrong))
        raise DataError(text.format(x=x[place], mean=mean[place], place=place), _STEP)
