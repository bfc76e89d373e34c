"""The MBG/NBD model of buying and leaving: what it says of each customer.

Batislam, Denizel & Filiztekin (2007), Empirical validation and comparison of models for customer
base analysis, International Journal of Research in Marketing 24(3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcart.orders.history_model import HistoryModel
from smartcart.orders.likelihood import log_odds_of_leaving
from smartcart.orders.living import expect_an_order, expect_orders

__all__ = ["MbgNbd"]

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MbgNbd(HistoryModel):
    """An MBG/NBD model: as BG/NBD, but a customer may leave after the first order, too.

    So a customer with one order is not alive by definition. `probability_alive` still says
    nothing of how often a customer orders: rank by `expected_orders` or `probability_of_order`.
    Both are in closed form.

    Attributes
    ----------
    r, alpha, a, b : float
        Of the rate of orders (gamma; ``alpha`` in the unit of time of the data) and of the
        probability to leave after each order (beta).
    log_likelihood : float
        Of the customers it was fitted to.
    n_customers : int
    standard_errors : tuple of float
        Of r, alpha, a and b; infinite where the customers do not determine one. Empty for a model
        that was not fitted.

    Examples
    --------
    >>> model = MbgNbd(r=0.525, alpha=6.183, a=0.891, b=1.614, log_likelihood=0.0, n_customers=1)
    >>> model.probability_alive([2, 0], [30.43, 0], [38.86, 38.86]).round(2)
    array([0.71, 0.39])
    >>> model.expected_orders([2, 0], [30.43, 0], [38.86, 38.86], horizon=39).round(2)
    array([1.26, 0.15])
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    n_customers: int
    standard_errors: tuple[float, ...] = ()

    def _log_odds_of_leaving(self, x: _Floats, t: _Floats, T: _Floats) -> _Floats:
        return log_odds_of_leaving(self._parameters, x, t, T, early=1)

    def _orders_of_the_living(self, x: _Floats, T: _Floats, horizon: float) -> _Floats:
        return expect_orders(self._parameters, x, T, horizon, early=1)

    def _order_of_the_living(self, x: _Floats, T: _Floats, horizon: float) -> _Floats:
        return expect_an_order(self._parameters, x, T, horizon)

    @property
    def _parameters(self) -> _Floats:
        return np.array([self.r, self.alpha, self.a, self.b])
