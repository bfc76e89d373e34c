"""Forecasts learnt from what followed on earlier days: who orders, and what those who do bring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.forecast.outcomes import Origin
from smartcart.threads import one_thread

__all__ = ["blend_forecasts", "forecast_boosting", "forecast_linear"]

_Floats = NDArray[np.float64]
#: A probability of 0 or 1 would claim to know.
_SURE = 1e-4
_BOOSTING = {
    "max_depth": 3,
    "learning_rate": 0.05,
    "max_iter": 80,
    "min_samples_leaf": 60,
    "l2_regularization": 10.0,
    "early_stopping": False,
    "random_state": 0,
}


def forecast_linear(
    training: Sequence[Origin], habits: pd.DataFrame, columns: Sequence[str]
) -> pd.DataFrame | None:
    """Forecast by logistic regression of who orders, and ridge regression of what they bring.

    Both read logarithms of the columns, standardised. The value, and the number of orders, of
    those who order are learnt as logarithms and brought back by the mean of the residuals'
    exponentials (Duan 1983), so that they are means.

    Parameters
    ----------
    training : sequence of Origin
        Days whose horizon has passed.
    habits : DataFrame
        Of the customers to forecast.
    columns : sequence of str
        The habits that are read.

    Returns
    -------
    DataFrame or None
        ``p_order``, ``expected_orders`` and ``expected_value``; None where too few ordered, or
        too few did not, to learn from.
    """
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    chance = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=2_000))
    amount = make_pipeline(StandardScaler(), Ridge(alpha=10.0))
    return _forecast(training, habits, columns, chance, amount)


def forecast_boosting(
    training: Sequence[Origin], habits: pd.DataFrame, columns: Sequence[str]
) -> pd.DataFrame | None:
    """Forecast as `forecast_linear` does, by gradient boosting of shallow trees."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    chance = HistGradientBoostingClassifier(**_BOOSTING)
    return _forecast(training, habits, columns, chance, HistGradientBoostingRegressor(**_BOOSTING))


def blend_forecasts(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return the middle of two forecasts: of the log odds, and of the logarithms of amounts.

    Examples
    --------
    >>> one = pd.DataFrame({"p_order": [0.2], "expected_orders": [1.0], "expected_value": [10.0]})
    >>> other = pd.DataFrame({"p_order": [0.8], "expected_orders": [4.0], "expected_value": [10.0]})
    >>> blend_forecasts(one, other).round(6).to_numpy().tolist()
    [[0.5, 2.0, 10.0]]
    """
    odds = np.sqrt(_odds(one) * _odds(other))
    amounts = np.sqrt(one * other)
    return amounts.assign(p_order=odds / (1 + odds))


def _forecast(
    training: Sequence[Origin],
    habits: pd.DataFrame,
    columns: Sequence[str],
    chance: Any,
    amount: Any,
) -> pd.DataFrame | None:
    if not training:
        return None
    seasons = {origin.same_season for origin in training}
    past = np.concatenate([_design(o.habits, columns, seasons, o.same_season) for o in training])
    now = _design(habits, columns, seasons, same_season=True)
    outcome = pd.concat([origin.outcome for origin in training], ignore_index=True)
    ordered = outcome["ordered"].to_numpy() == 1
    if min(ordered.sum(), (~ordered).sum()) < len(columns) + 2:
        return None
    with one_thread():
        p = chance.fit(past, ordered).predict_proba(now)[:, 1].clip(_SURE, 1 - _SURE)
        means = {
            f"expected_{name}": p * _expect(amount, past[ordered], outcome[of][ordered], now)
            for name, of in (("orders", "orders"), ("value", "spend"))
        }
    return pd.DataFrame({"p_order": p, **means}, index=habits.index)


def _design(
    habits: pd.DataFrame, columns: Sequence[str], seasons: set[bool], same_season: bool
) -> _Floats:
    """Return logarithms of habits; where days of both seasons are learnt from, which it is."""
    matrix: _Floats = np.log1p(habits[list(columns)].to_numpy())
    if len(seasons) < 2:
        return matrix
    return np.column_stack([matrix, np.full(len(matrix), float(same_season))])


def _expect(model: Any, past: _Floats, amounts: pd.Series, now: _Floats) -> _Floats:
    logs = np.log(amounts.to_numpy(dtype=np.float64))
    fitted = model.fit(past, logs)
    smearing = float(np.mean(np.exp(logs - fitted.predict(past))))
    return np.asarray(np.exp(fitted.predict(now)) * smearing)


def _odds(forecast: pd.DataFrame) -> pd.Series:
    return forecast["p_order"] / (1 - forecast["p_order"])
