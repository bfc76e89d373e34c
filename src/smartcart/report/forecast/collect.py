"""OrderForecast and the customers it is of -> ForecastFacts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from smartcart.forecast import CANDIDATES, OrderForecast, OriginScores
from smartcart.orders import CustomerOrders
from smartcart.profiles import Rate, wilson_rate
from smartcart.report.forecast.act import cross_value_and_rhythm
from smartcart.report.forecast.facts import (
    DayFacts,
    Estimate,
    FifthFacts,
    ForecastFacts,
    ScoreFacts,
)
from smartcart.report.words import upper_first

__all__ = ["collect_forecast_facts"]


def collect_forecast_facts(
    forecast: OrderForecast, orders: CustomerOrders, *, source: str, file: str
) -> ForecastFacts:
    """Collect what the page of a forecast says.

    Parameters
    ----------
    forecast : OrderForecast
    orders : CustomerOrders
        Those it was made of.
    source, file : str
        Names of the order lines and of the customer table, as people know them.
    """
    speaker, account, judged = forecast.voice.speaker, orders.account, forecast.judged
    origins = sorted(forecast.origins, key=lambda each: each.day)
    filled = forecast.customers.notna().any()
    return ForecastFacts(
        source=source,
        file=file,
        first=account.first,
        last=account.last,
        as_of=account.as_of,
        horizon=forecast.horizon,
        n_customers=len(forecast.customers),
        voice=forecast.voice,
        filled=frozenset(map(str, filled.index[filled])),
        scores=_scores(forecast.backtest, origins, speaker),
        days=tuple(_day(each, speaker) for each in origins),
        together=_together(origins, speaker),
        judged=None if judged is None else _day(judged.scores, speaker),
        judged_scores=() if judged is None else _scores(judged.table, [judged.scores], speaker),
        act=cross_value_and_rhythm(forecast.customers, orders.table),
    )


def _scores(
    table: pd.DataFrame, origins: Sequence[OriginScores], speaker: str
) -> tuple[ScoreFacts, ...]:
    return tuple(
        ScoreFacts(
            name=upper_first(CANDIDATES[str(name)]),
            is_speaker=name == speaker,
            auc=_estimate(row, "auc"),
            rank=_estimate(row, "rank_correlation"),
            lead=_lead(origins, speaker, str(name)),
            level_gap=float(row["level_gap"]),
            fifth_gap=float(row["fifth_gap"]),
            value_ratio=float(row["value_ratio"]),
        )
        for name, row in table.iterrows()
    )


def _estimate(row: pd.Series, name: str) -> Estimate:
    return Estimate(float(row[name]), float(row[f"{name}_low"]), float(row[f"{name}_high"]))


def _lead(origins: Sequence[OriginScores], speaker: str, other: str) -> Estimate | None:
    """Return how far the speaker ranks ahead: the same customers are drawn for both."""
    if not speaker or other == speaker or any(speaker not in each.auc for each in origins):
        return None
    apart = np.mean([(each.auc[speaker] - each.auc[other]).to_numpy() for each in origins], axis=0)
    known = apart[1:][np.isfinite(apart[1:])]
    if not len(known):
        return None
    low, high = np.quantile(known, [0.025, 0.975])
    return Estimate(float(apart[0]), float(low), float(high))


def _day(scores: OriginScores, speaker: str) -> DayFacts:
    day: date = np.datetime64(scores.day, "D").astype(object)
    told = speaker in scores.level.index
    return DayFacts(
        day=day,
        customers=scores.n_customers,
        observed=wilson_rate(round(scores.observed * scores.n_customers), scores.n_customers),
        expected=float(scores.level.loc[speaker, "expected"]) if told else None,
        fifths=_fifths(scores.fifths.loc[speaker]) if told else (),
    )


def _fifths(table: pd.DataFrame) -> tuple[FifthFacts, ...]:
    return tuple(
        FifthFacts(int(fifth), n, row["expected"], wilson_rate(round(row["observed"] * n), n))
        for fifth, row in table.iterrows()
        for n in [int(row["n_customers"])]
        if n
    )


def _together(origins: Sequence[OriginScores], speaker: str) -> tuple[FifthFacts, ...]:
    told = [each.fifths.loc[speaker] for each in origins if speaker in each.level.index]
    if not told:
        return ()
    rows = pd.concat(told)
    weight = rows["n_customers"]
    sums = rows[["expected", "observed"]].mul(weight, axis=0).groupby(level=0).sum()
    n = weight.groupby(level=0).sum()
    means = sums.div(n, axis=0)[n > 0]
    return tuple(
        FifthFacts(int(i), int(n[i]), row["expected"], Rate(row["observed"], math.nan, math.nan))
        for i, row in means.iterrows()
    )
