"""Forecasts small enough to be counted by hand: 100 customers in fifths of 20."""

from datetime import date

import numpy as np
import pandas as pd

from smartcart.forecast import FORECAST_COLUMNS, Judged, OrderForecast, Origin, Voice
from smartcart.forecast.backtest import OriginScores, score_origin, summarize_scores
from smartcart.forecast.scores import draw_weights
from smartcart.orders import CustomerOrders, LineAccount, RuleCount

__all__ = ["DAYS", "P", "facts_of", "forecast_of", "orders_of", "score_day", "voice_of"]

#: P(order) of each fifth, the least likely first.
P = (0.1, 0.3, 0.5, 0.7, 0.9)
#: Of 20 customers, so many ordered: on two days of the past, and afterwards.
DAYS = {"2024-01-01": (0, 4, 6, 10, 18), "2024-03-01": (2, 4, 10, 12, 18)}
AFTERWARDS = {"2024-06-01": (2, 6, 10, 14, 20)}
N, FIFTH = 100, 20


def score_day(day: str, ordered: tuple[int, ...], names=("rfm", "recency")) -> OriginScores:
    """Hold a forecast that knows the fifths against one that knows nothing."""
    told = np.concatenate([np.arange(FIFTH) < n for n in ordered]).astype(np.int64)
    p = np.repeat(P, FIFTH)
    outcome = pd.DataFrame({"ordered": told, "orders": told, "spend": 10.0 * told * (1 + p)})
    known = pd.DataFrame({"p_order": p, "expected_orders": p, "expected_value": 10 * p})
    blind = known.assign(p_order=0.5, expected_orders=0.5, expected_value=5.0)
    forecasts = dict(zip(names, (known, blind), strict=True))
    number = int(np.datetime64(day, "D").astype(int))
    habits = pd.DataFrame(index=range(N))
    return score_origin(forecasts, Origin(number, habits, outcome), draw_weights(N, 50, 0))


def voice_of(name: str, *, money: bool = True) -> Voice:
    speaker = "" if name == "silent" else "rfm"
    return Voice(name, speaker, money and name == "probability", f"The reason for {name}.")


def forecast_of(name: str, days=DAYS, judged=AFTERWARDS, *, money: bool = True) -> OrderForecast:
    """Return a forecast in a voice, of as many days as are given."""
    scores = tuple(score_day(*each) for each in days.items())[::-1]
    after = [score_day(*each) for each in judged.items()]
    return OrderForecast(
        60,
        _customers(name, money=money),
        voice_of(name, money=money),
        summarize_scores(scores) if scores else pd.DataFrame(),
        scores,
        Judged(after[0], summarize_scores(after)) if after else None,
    )


def _customers(name: str, *, money: bool) -> pd.DataFrame:
    """Return a hundred customers, of whom 96 to 99 lead by every column."""
    place = np.arange(N, dtype=float)
    table = pd.DataFrame(np.nan, index=_ids(), columns=list(FORECAST_COLUMNS))
    table["overdue"] = np.where(place < 16, 0.9, np.where(place > 95, 0.95, 0.2))
    if name != "silent":
        table["return_rank"] = (place + 0.5) / N
        table["relative_value"] = (place + 1) / 50.5
    if name == "probability":
        table["p_order"] = table["expected_orders"] = np.repeat(P, FIFTH)
        table["expected_value"] = 10 * table["p_order"] if money else np.nan
    return table


def _ids() -> pd.Index:
    return pd.Index([f"{i:03}" for i in range(N)], name="customer_id")


def orders_of() -> CustomerOrders:
    """Return customers who spent 10 each, the last four 100; the last order is as many days ago."""
    place = np.arange(N)
    days = np.full(N, np.datetime64("2024-05-01", "s"))
    table = pd.DataFrame(
        {
            "first_order": days,
            "last_order": days,
            "n_orders": 1,
            "spend_total": np.where(place > 95, 100.0, 10.0),
            "recency_days": place + 1,
        },
        index=_ids(),
    )
    account = LineAccount(
        lines=130,
        used=100,
        rules=(RuleCount("cancellation", "an order number of a C and digits: cancelled", 30),),
        customers=N,
        only_returned=0,
        first=date(2023, 6, 1),
        last=date(2024, 5, 31),
        as_of=date(2024, 6, 1),
        columns={},
    )
    return CustomerOrders(table, account, pd.DataFrame(), pd.DataFrame())


def facts_of(forecast: OrderForecast, source: str = "lines.csv", file: str = "shop.csv"):
    from smartcart.report.forecast import collect_forecast_facts

    return collect_forecast_facts(forecast, orders_of(), source=source, file=file)
