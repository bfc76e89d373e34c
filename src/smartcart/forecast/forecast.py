"""Order histories -> which customers will order again within a horizon, and in which voice."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from smartcart.errors import SettingsError
from smartcart.forecast.backtest import (
    OriginScores,
    backtest,
    can_judge,
    learn_from,
    score_origin,
    summarize_scores,
)
from smartcart.forecast.candidates import forecast_all, forecast_one
from smartcart.forecast.habits import measure_habits
from smartcart.forecast.lifetime import measure_overdue
from smartcart.forecast.origins import FEWEST_HORIZONS
from smartcart.forecast.outcomes import Origin, observe
from smartcart.forecast.purchases import PurchaseLog, log_purchases, sample_ids
from smartcart.forecast.result import FORECAST_COLUMNS, Judged, OrderForecast
from smartcart.forecast.scores import draw_weights
from smartcart.forecast.voice import Voice, choose_voice, silence
from smartcart.orders import CustomerOrders

__all__ = ["forecast_orders"]

#: Of more customers, so many are learnt from and judged, by a hash.
_LEARNT_FROM = 20_000
_DRAWS = 200
_DECIMALS = 6


def forecast_orders(
    orders: CustomerOrders,
    horizon: int,
    *,
    later: CustomerOrders | None = None,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> OrderForecast:
    """Say which customers will order again within a horizon, and what they will bring.

    Eight ways to forecast are tried on days of the past, each from what was known by then: models
    of buying and leaving (BG/NBD, MBG/NBD, Pareto/NBD, with Gamma-Gamma), recency alone, logistic
    regression on recency, frequency and value, the same and gradient boosting on habits, and a
    blend of the last two. The backtest chooses the one that speaks, and the voice. Of more than
    20,000 customers, so many are learnt from, by a hash of their id; all are forecast.

    Parameters
    ----------
    orders : CustomerOrders
        Of the lines up to now.
    horizon : int
        Days to look ahead, at least 1.
    later : CustomerOrders, optional
        Of the same lines with those that came afterwards. Where they reach as far as the horizon,
        the forecast is held against what happened; it never learns from them.
    seed : int
        Start of the draws for intervals.
    progress : callable
        Told how many days of the past are done, and of how many.

    Returns
    -------
    OrderForecast

    Raises
    ------
    SettingsError
        For a horizon that is no whole number of days, or below 1.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.orders import check_lines, summarize_orders
    >>> orders = summarize_orders(check_lines(smartcart.make_orders(300)))
    >>> forecast = forecast_orders(orders, horizon=400)
    >>> forecast.voice.name, forecast.voice.reason
    ('silent', 'Nothing can be said of coming back: 729 days are too short a record; 960 are ...')
    """
    _check(horizon)
    log = log_purchases(orders)
    lean = _take(log, _LEARNT_FROM)
    scores = backtest(lean, horizon, seed, progress)
    table = summarize_scores(scores) if scores else pd.DataFrame()
    voice = _choose(lean, horizon, scores, table)
    training = learn_from(lambda day: observe(lean, day, horizon), lean, log.end, horizon)
    habits = measure_habits(log, log.end)
    made = forecast_one(voice.speaker, training, habits, horizon) if voice.speaker else None
    if (
        voice.speaker and made is None
    ):  # what could be learnt from earlier days cannot be from these
        voice = silence(len(log.customers), log.end - log.start, needed=0)
    found = OrderForecast(horizon, _tell(orders, habits, voice, made), voice, table, scores)
    happened = _look_after(orders, later, horizon)
    if happened is None:
        return found
    forecasts = forecast_all(training, measure_habits(lean, log.end), horizon)
    return replace(found, judged=_judge(happened, forecasts, seed))


def _check(horizon: int) -> None:
    if not isinstance(horizon, int | np.integer) or horizon < 1:
        raise SettingsError(
            f"The horizon is {horizon!r}; it should be a whole number of days, at least 1.",
            "Give the days to look ahead, such as 90.",
        )


def _take(log: PurchaseLog, most: int) -> PurchaseLog:
    """Return the log of a sample of customers."""
    taken = sample_ids(log.customers, most)
    if taken.all():
        return log
    place = np.cumsum(taken) - 1
    bought, returned = (
        part[taken[part["customer"]]].assign(customer=lambda rows: place[rows["customer"]])
        for part in (log.bought, log.returned)
    )
    return replace(log, customers=log.customers[taken], bought=bought, returned=returned)


def _choose(
    log: PurchaseLog, horizon: int, scores: tuple[OriginScores, ...], table: pd.DataFrame
) -> Voice:
    n_days = log.end - log.start
    if not scores or table.empty:
        return silence(len(log.customers), n_days, math.ceil(FEWEST_HORIZONS * horizon))
    return choose_voice(table, scores, horizon, n_days)


def _tell(
    orders: CustomerOrders, habits: pd.DataFrame, voice: Voice, made: pd.DataFrame | None
) -> pd.DataFrame:
    """Return what the voice allows to say of every customer."""
    ids = orders.table.index
    table = pd.DataFrame(np.nan, index=ids, columns=list(FORECAST_COLUMNS))
    overdue = measure_overdue(habits)
    if overdue is not None:
        table["overdue"] = overdue
    if made is not None:
        made = made.set_axis(ids)
        table["return_rank"] = (made["p_order"].rank() - 0.5) / len(made)
        table["relative_value"] = made["expected_value"] / made["expected_value"].mean()
        if voice.name == "probability":
            said = ["p_order", "expected_orders", *(["expected_value"] if voice.money else [])]
            table[said] = made[said]
    return table.round(_DECIMALS)


def _look_after(
    orders: CustomerOrders, later: CustomerOrders | None, horizon: int
) -> Origin | None:
    """Return what happened, where the later lines reach as far as the horizon."""
    if later is None:
        return None
    until = np.datetime64(orders.account.as_of, "D") + np.timedelta64(horizon, "D")
    if np.datetime64(later.account.as_of, "D") < until:
        return None
    log = _take(log_purchases(orders, later), _LEARNT_FROM)
    return observe(log, log.end, horizon)


def _judge(happened: Origin, forecasts: dict[str, pd.DataFrame], seed: int) -> Judged | None:
    if not forecasts or not can_judge(happened):
        return None
    weights = draw_weights(len(happened.outcome), _DRAWS, seed)
    scores = score_origin(forecasts, happened, weights)
    return Judged(scores, summarize_scores([scores]))
