"""What every model of buying and leaving says of a customer, whatever its parameters."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from smartcart.errors import SettingsError
from smartcart.orders.histories import check_histories

__all__ = ["HistoryModel"]

_Floats = NDArray[np.float64]


class HistoryModel(ABC):
    """A model that orders come at random until a customer, unseen, leaves for good."""

    def probability_alive(self, frequency: ArrayLike, recency: ArrayLike, T: ArrayLike) -> _Floats:
        """Return the probability that each customer has not left.

        It says nothing of how often a customer orders. Do not rank by it.

        Parameters
        ----------
        frequency, recency, T : arrays of shape (n_customers,)
            As in the function that fits the model.

        Raises
        ------
        DataError
            Where a history is impossible (see `check_histories`).
        """
        return self._alive(*check_histories(frequency, recency, T))

    def expected_orders(
        self, frequency: ArrayLike, recency: ArrayLike, T: ArrayLike, horizon: float
    ) -> _Floats:
        """Return the orders to expect of each customer within `horizon` after T.

        Parameters
        ----------
        frequency, recency, T : arrays of shape (n_customers,)
            As in the function that fits the model.
        horizon : float
            In the same unit of time, at least 0.

        Raises
        ------
        DataError
            Where a history is impossible.
        SettingsError
            For a horizon below 0 or not finite.
        """
        _refuse_past(horizon)
        x, t, until = check_histories(frequency, recency, T)
        return self._alive(x, t, until) * self._orders_of_the_living(x, until, float(horizon))

    def probability_of_order(
        self, frequency: ArrayLike, recency: ArrayLike, T: ArrayLike, horizon: float
    ) -> _Floats:
        """Return the probability that each customer orders at least once within `horizon` after T.

        Parameters
        ----------
        frequency, recency, T : arrays of shape (n_customers,)
            As in the function that fits the model.
        horizon : float
            In the same unit of time, at least 0.

        Raises
        ------
        DataError
            Where a history is impossible.
        SettingsError
            For a horizon below 0 or not finite.
        """
        _refuse_past(horizon)
        x, t, until = check_histories(frequency, recency, T)
        return self._alive(x, t, until) * self._order_of_the_living(x, until, float(horizon))

    def _alive(self, x: _Floats, t: _Floats, T: _Floats) -> _Floats:
        return np.asarray(expit(-self._log_odds_of_leaving(x, t, T)))

    @abstractmethod
    def _log_odds_of_leaving(self, x: _Floats, t: _Floats, T: _Floats) -> _Floats: ...

    @abstractmethod
    def _orders_of_the_living(self, x: _Floats, T: _Floats, horizon: float) -> _Floats: ...

    @abstractmethod
    def _order_of_the_living(self, x: _Floats, T: _Floats, horizon: float) -> _Floats: ...


def _refuse_past(horizon: float) -> None:
    if not (np.isfinite(horizon) and horizon >= 0):
        raise SettingsError(
            f"The horizon is {horizon}; it should be a time of 0 or more.",
            "Give the time to look ahead, in the unit of T.",
        )
