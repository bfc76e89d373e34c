"""The Pareto/NBD model of buying and leaving: what it says of each customer.

Schmittlein, Morrison & Colombo (1987), Counting your customers, Management Science 33(1); Fader &
Hardie (2005), A note on deriving the Pareto/NBD model and related expressions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import exprel

from smartcart.orders.history_model import HistoryModel
from smartcart.orders.pareto_likelihood import pareto_log_odds_of_leaving
from smartcart.orders.powers import integrate_powers

__all__ = ["ParetoNbd"]

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ParetoNbd(HistoryModel):
    """A Pareto/NBD model: orders come at random, and a customer may leave at any moment.

    The rate of orders differs between customers by a gamma distribution (r, alpha), the rate of
    leaving by another (s, beta). `probability_alive` says nothing of how often a customer orders:
    rank by `expected_orders` or `probability_of_order`. The first is in closed form, the second
    an integral over the moment of the next order (`integrate_powers`, relative error below 1e-10).

    Attributes
    ----------
    r, alpha, s, beta : float
        ``alpha`` and ``beta`` are in the unit of time of the data.
    log_likelihood : float
        Of the customers it was fitted to.
    n_customers : int
    standard_errors : tuple of float
        Of r, alpha, s and beta; infinite where the customers do not determine one. Empty for a
        model that was not fitted.

    Examples
    --------
    >>> model = ParetoNbd(0.553, 10.578, 0.606, 11.669, log_likelihood=0.0, n_customers=1)
    >>> model.probability_alive([2, 0], [30.43, 0], [38.86, 38.86]).round(2)
    array([0.87, 0.3 ])
    >>> model.expected_orders([2], [30.43], [38.86], horizon=39).round(2)
    array([1.46])
    >>> model.probability_of_order([2], [30.43], [38.86], horizon=39).round(2)
    array([0.59])
    """

    r: float
    alpha: float
    s: float
    beta: float
    log_likelihood: float
    n_customers: int
    standard_errors: tuple[float, ...] = ()

    def _log_odds_of_leaving(self, x: _Floats, t: _Floats, T: _Floats) -> _Floats:
        parameters = np.array([self.r, self.alpha, self.s, self.beta])
        return pareto_log_odds_of_leaving(parameters, x, t, T)

    def _orders_of_the_living(self, x: _Floats, T: _Floats, horizon: float) -> _Floats:
        """Return rate times time still there; `exprel` has no pole at s = 1."""
        ahead = np.log1p(horizon / (self.beta + T))
        stay = (self.beta + T) * ahead * exprel((1 - self.s) * ahead)
        return np.asarray((self.r + x) / (self.alpha + T) * stay)

    def _order_of_the_living(self, x: _Floats, T: _Floats, horizon: float) -> _Floats:
        """Add up the moments at which the next order may come before the customer leaves."""
        m = self.r + x
        log, _ = integrate_powers(self.alpha, self.beta, m + 1, self.s, T, T + horizon)
        rate = np.log(m) + m * np.log(self.alpha + T) + self.s * np.log(self.beta + T)
        return np.exp(np.minimum(rate + log, 0.0))
