"""The BG/NBD model of buying and leaving: what it says of each customer.

Fader, Hardie & Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcart.orders.history_model import HistoryModel
from smartcart.orders.likelihood import log_odds_of_leaving
from smartcart.orders.living import expect_an_order, expect_orders

__all__ = ["BgNbd"]

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class BgNbd(HistoryModel):
    """A BG/NBD model: orders come at random, and after each one a customer may leave for good.

    The rate of orders differs between customers by a gamma distribution (r, alpha), the
    probability to leave after a repeat order by a beta distribution (a, b). In this model a
    customer with one order is alive by definition, so `probability_alive` ranks customers badly;
    rank by `expected_orders` or `probability_of_order`. Both are in closed form.

    Attributes
    ----------
    r, alpha, a, b : float
        ``alpha`` is in the unit of time of the data.
    log_likelihood : float
        Of the customers it was fitted to.
    n_customers : int
    standard_errors : tuple of float
        Of r, alpha, a and b; infinite where the customers do not determine one. Empty for a model
        that was not fitted.

    Examples
    --------
    >>> model = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426, log_likelihood=0.0, n_customers=1)
    >>> model.expected_orders([2], [30.43], [38.86], horizon=39).round(3)  # 1.226 in the paper
    array([1.226])
    >>> model.probability_of_order([2], [30.43], [38.86], horizon=39).round(3)
    array([0.555])
    >>> model.probability_alive([2, 0], [30.43, 0], [38.86, 38.86]).round(2)
    array([0.73, 1.  ])
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    n_customers: int
    standard_errors: tuple[float, ...] = ()

    def _log_odds_of_leaving(self, x: _Floats, t: _Floats, T: _Floats) -> _Floats:
        return log_odds_of_leaving(self._parameters, x, t, T)

    def _orders_of_the_living(self, x: _Floats, T: _Floats, horizon: float) -> _Floats:
        return expect_orders(self._parameters, x, T, horizon, early=0)

    def _order_of_the_living(self, x: _Floats, T: _Floats, horizon: float) -> _Floats:
        return expect_an_order(self._parameters, x, T, horizon)

    @property
    def _parameters(self) -> _Floats:
        return np.array([self.r, self.alpha, self.a, self.b])
