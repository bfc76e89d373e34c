"""The ways to forecast that are held against each other, by name."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from smartcart.forecast.habits import HABITS, RECENCY, RFM
from smartcart.forecast.learned import blend_forecasts, forecast_boosting, forecast_linear
from smartcart.forecast.lifetime import LIFETIME_FITS, forecast_lifetime
from smartcart.forecast.outcomes import Origin

__all__ = ["CANDIDATES", "forecast_all", "forecast_one"]

#: name -> in words, for tables; in the order in which equals are taken.
CANDIDATES = {
    "blend": "habits and boosting, blended",
    "habits": "logistic on habits",
    "boosting": "boosting on habits",
    "rfm": "logistic on RFM",
    "bg_nbd": "BG/NBD",
    "mbg_nbd": "MBG/NBD",
    "pareto_nbd": "Pareto/NBD",
    "recency": "recency alone",
}
_COLUMNS = {"recency": RECENCY, "rfm": RFM, "habits": HABITS}


def forecast_all(
    training: Sequence[Origin], habits: pd.DataFrame, horizon: int
) -> dict[str, pd.DataFrame]:
    """Forecast the same customers in every way that the record allows.

    Parameters
    ----------
    training : sequence of Origin
        Days whose horizon had passed; models of buying and leaving do not need them.
    habits : DataFrame
        Of the customers to forecast, from `measure_habits`.
    horizon : int
        Days.

    Returns
    -------
    dict of str to DataFrame
        By name of `CANDIDATES`, in that order: ``p_order``, ``expected_orders`` and
        ``expected_value`` of each customer.
    """
    made = {name: forecast_one(name, training, habits, horizon) for name in CANDIDATES}
    return {name: each for name, each in made.items() if each is not None}


def forecast_one(
    name: str, training: Sequence[Origin], habits: pd.DataFrame, horizon: int
) -> pd.DataFrame | None:
    """Forecast in one way; None where the record does not allow it."""
    if name in LIFETIME_FITS:
        return forecast_lifetime(name, habits, horizon)
    if name == "boosting":
        return forecast_boosting(training, habits, HABITS)
    if name != "blend":
        return forecast_linear(training, habits, _COLUMNS[name])
    linear = forecast_linear(training, habits, HABITS)
    boosted = forecast_boosting(training, habits, HABITS)
    return None if linear is None or boosted is None else blend_forecasts(linear, boosted)
