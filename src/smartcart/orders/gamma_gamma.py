"""The Gamma-Gamma model of the value of orders: what it says of each customer.

Fader & Hardie (2013), The gamma-gamma model of monetary value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smartcart.orders.values import check_values

__all__ = ["GammaGamma"]

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class GammaGamma:
    """A Gamma-Gamma model: a customer's orders vary around a mean that differs by customer.

    The value of an order follows a gamma distribution of shape p, whose rate follows another of
    shape q and rate gamma. The model takes it that value and number of orders have nothing to do
    with each other; look at their correlation first.

    Attributes
    ----------
    p, q, gamma : float
        ``gamma`` is in the money of the data.
    log_likelihood : float
        Of the customers it was fitted to.
    n_customers : int
        Those with at least one order.
    standard_errors : tuple of float
        Of p, q and gamma; infinite where the customers do not determine one. Empty for a model
        that was not fitted.

    Examples
    --------
    >>> model = GammaGamma(p=6.25, q=3.74, gamma=15.44, log_likelihood=0.0, n_customers=1)
    >>> model.expected_value([0, 1, 9], [0, 100, 100]).round(1)  # from the mean of all to 100
    array([35.2, 80.3, 97. ])
    """

    p: float
    q: float
    gamma: float
    log_likelihood: float
    n_customers: int
    standard_errors: tuple[float, ...] = ()

    def expected_value(self, orders: ArrayLike, mean_value: ArrayLike) -> _Floats:
        """Return the value to expect of each customer's next order.

        The customer's own mean, drawn towards that of all; the fewer the orders, the more.
        Without any order it is that of all, which is infinite where q is 1 or less.

        Parameters
        ----------
        orders, mean_value : arrays of shape (n_customers,)
            As in `fit_gamma_gamma`.

        Raises
        ------
        DataError
            As in `fit_gamma_gamma`, where a value is impossible.
        """
        x, mean = check_values(orders, mean_value)
        total = x * np.where(x > 0, mean, 0.0)
        weight = self.p * x + self.q - 1
        expected = self.p * (self.gamma + total) / np.where(weight > 0, weight, 1.0)
        return np.where(weight > 0, expected, np.inf)
