"""Models of buying and leaving as forecasts: fitted to histories, without any outcome."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.errors import DataError
from smartcart.forecast.habits import HISTORY
from smartcart.forecast.purchases import sample_ids
from smartcart.orders import fit_bg_nbd, fit_gamma_gamma, fit_mbg_nbd, fit_pareto_nbd
from smartcart.orders.history_model import HistoryModel

__all__ = ["LIFETIME_FITS", "forecast_lifetime", "measure_overdue"]

_Floats = NDArray[np.float64]

LIFETIME_FITS: dict[str, Callable[..., HistoryModel]] = {
    "bg_nbd": fit_bg_nbd,
    "mbg_nbd": fit_mbg_nbd,
    "pareto_nbd": fit_pareto_nbd,
}
#: More customers would hardly move the parameters.
_FITTED_TO = 4_000


def forecast_lifetime(name: str, habits: pd.DataFrame, horizon: int) -> pd.DataFrame | None:
    """Forecast by a model of buying and leaving, and Gamma-Gamma for the value of orders.

    Fitted to at most 4,000 customers, by a hash.

    Parameters
    ----------
    name : {'bg_nbd', 'mbg_nbd', 'pareto_nbd'}
    habits : DataFrame
        From `measure_habits`.
    horizon : int
        Days.

    Returns
    -------
    DataFrame or None
        ``p_order``, ``expected_orders`` and ``expected_value``; None where the histories
        determine no model.
    """
    frequency, recency, T = (habits[column].to_numpy() for column in HISTORY)
    fitted_to = sample_ids(pd.Index(habits.index.astype(str)), _FITTED_TO)
    try:
        model = LIFETIME_FITS[name](frequency[fitted_to], recency[fitted_to], T[fitted_to])
    except DataError:  # nobody ordered twice, or everybody is alike
        return None
    expected = model.expected_orders(frequency, recency, T, horizon)
    return pd.DataFrame(
        {
            "p_order": model.probability_of_order(frequency, recency, T, horizon),
            "expected_orders": expected,
            "expected_value": expected * _value_of_orders(habits, fitted_to),
        },
        index=habits.index,
    )


def measure_overdue(habits: pd.DataFrame) -> _Floats | None:
    """Return how overdue each customer is, by the customer's own rhythm, from 0 to 1.

    The probability that a customer of this rhythm who is still there would have bought by now:
    1 - ((alpha + recency) / (alpha + T)) ^ (r + frequency). The rate of orders of a customer who
    has bought `frequency` times again in the time `recency` follows a gamma distribution of
    r + frequency and alpha + recency; r and alpha are those of MBG/NBD, in which customers may
    leave after the first order too.

    Parameters
    ----------
    habits : DataFrame
        From `measure_habits`.

    Returns
    -------
    array of shape (n_customers,) or None
        None where the histories determine no model.

    Examples
    --------
    >>> from smartcart.orders import BgNbd, draw_histories
    >>> T = np.full(300, 200.0)
    >>> truth = BgNbd(1.0, 30.0, 1.0, 4.0, log_likelihood=0.0, n_customers=0)
    >>> frequency, recency = (each[0] for each in draw_histories(truth, T))
    >>> habits = pd.DataFrame({"frequency": frequency, "recency": recency, "T": T})
    >>> overdue = measure_overdue(habits)
    >>> bool(0 <= overdue.min() < overdue.max() < 1)
    True
    """
    frequency, recency, T = (habits[column].to_numpy() for column in HISTORY)
    fitted_to = sample_ids(pd.Index(habits.index.astype(str)), _FITTED_TO)
    try:
        model = fit_mbg_nbd(frequency[fitted_to], recency[fitted_to], T[fitted_to])
    except DataError:
        return None
    silent = (frequency + model.r) * np.log((model.alpha + recency) / (model.alpha + T))
    return np.asarray(-np.expm1(silent))


def _value_of_orders(habits: pd.DataFrame, fitted_to: NDArray[np.bool_]) -> _Floats:
    """Return the value to expect of an order: by Gamma-Gamma, or else the customer's mean."""
    value, n = (habits[column].to_numpy() for column in ("monetary_value", "n_purchases"))
    try:
        model = fit_gamma_gamma(n[fitted_to], value[fitted_to])
    except DataError:  # everybody spends the same
        return np.asarray(value)
    expected = model.expected_value(n, value)
    return np.where(np.isfinite(expected), expected, value)
