"""The BG/NBD model of buying and leaving: what it says of each customer.

Fader, Hardie & Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from smartcart.errors import SettingsError
from smartcart.orders.histories import check_histories
from smartcart.orders.hypergeometric import hypergeometric
from smartcart.orders.likelihood import log_odds_of_leaving

__all__ = ["BgNbd"]

_Floats = NDArray[np.float64]

#: So near to a pole of the formula its limit is taken beside it.
_BESIDE = 1e-6


@dataclass(frozen=True)
class BgNbd:
    """A BG/NBD model: orders come at random, and after each one a customer may leave for good.

    The rate of orders differs between customers by a gamma distribution (r, alpha), the
    probability to leave after an order by a beta distribution (a, b). In this model a customer
    with one order is alive by definition, so `probability_alive` ranks customers badly; rank by
    `expected_orders`.

    Attributes
    ----------
    r, alpha, a, b : float
        ``alpha`` is in the unit of time of the data.
    log_likelihood : float
        Of the customers it was fitted to.
    n_customers : int

    Examples
    --------
    >>> model = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426, log_likelihood=0.0, n_customers=1)
    >>> model.expected_orders([2], [30.43], [38.86], horizon=39).round(3)  # 1.226 in the paper
    array([1.226])
    >>> model.probability_alive([2, 0], [30.43, 0], [38.86, 38.86]).round(2)
    array([0.73, 1.  ])
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    n_customers: int

    def probability_alive(self, frequency: ArrayLike, recency: ArrayLike, T: ArrayLike) -> _Floats:
        """Return the probability that each customer has not left.

        Parameters
        ----------
        frequency, recency, T : arrays of shape (n_customers,)
            As in `fit_bg_nbd`.

        Raises
        ------
        DataError
            As in `fit_bg_nbd`, where a history is impossible.
        """
        histories = check_histories(frequency, recency, T)
        return np.asarray(expit(-log_odds_of_leaving(self._parameters, *histories)))

    def expected_orders(
        self, frequency: ArrayLike, recency: ArrayLike, T: ArrayLike, horizon: float
    ) -> _Floats:
        """Return the orders to expect of each customer within `horizon` after T.

        Equation 10 of the paper; its hypergeometric function is taken after Euler's
        transformation, whose parts stay small for customers with very many orders.

        Parameters
        ----------
        frequency, recency, T : arrays of shape (n_customers,)
            As in `fit_bg_nbd`.
        horizon : float
            In the same unit of time, at least 0.

        Raises
        ------
        DataError
            Where a history is impossible.
        SettingsError
            For a horizon below 0 or not finite.
        """
        if not (np.isfinite(horizon) and horizon >= 0):
            raise SettingsError(
                f"The horizon is {horizon}; it should be a time of 0 or more.",
                "Give the time to look ahead, in the unit of T.",
            )
        x, t, until = check_histories(frequency, recency, T)
        alive = expit(-log_odds_of_leaving(self._parameters, x, t, until))
        return np.asarray(alive * self._orders_of_the_living(x, until, horizon))

    def _orders_of_the_living(self, x: _Floats, T: _Floats, horizon: float) -> _Floats:
        a = self.a if abs(self.a - 1) > _BESIDE else 1 + _BESIDE
        c = a + self.b + x - 1
        c = np.where(np.abs(c) > _BESIDE, c, _BESIDE)
        left = (self.alpha + T) / (self.alpha + T + horizon)
        series = hypergeometric(a + self.b - 1 - self.r, a - 1, c, 1 - left)
        return np.asarray(c / (a - 1) * (1 - left ** (a - 1) * series))

    @property
    def _parameters(self) -> _Floats:
        return np.array([self.r, self.alpha, self.a, self.b])
