"""Forecasts held against what happened: on one day, and on days all over the past."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.forecast.candidates import forecast_all
from smartcart.forecast.origins import plan_targets, plan_training
from smartcart.forecast.outcomes import Origin, observe
from smartcart.forecast.purchases import PurchaseLog
from smartcart.forecast.scores import auc, draw_weights, measure_fifths, rank_correlation

__all__ = [
    "OriginScores",
    "backtest",
    "can_judge",
    "learn_from",
    "score_origin",
    "summarize_scores",
]

_Floats = NDArray[np.float64]
#: Customers are drawn anew so often, for intervals.
_DRAWS = 200
#: So many at least ordered from a day on, and so many did not, or nothing is judged by it.
_FEWEST = 30


@dataclass(frozen=True)
class OriginScores:
    """How well each forecast did from one day on.

    Attributes
    ----------
    day : int
        In days since 1970.
    n_customers : int
    observed : float
        Share of them who ordered within the horizon.
    auc, rank_correlation : DataFrame of shape (1 + n_draws, n_forecasts)
        With P(order) against who ordered, and the expected value against the spend; the first
        row of all customers, the others of customers drawn anew.
    level : DataFrame
        Indexed by forecast: ``expected``, the mean of P(order); ``brier``, the mean squared
        error of it; ``value_ratio``, the expected value of all over what they spent.
    fifths : DataFrame
        Indexed by forecast and fifth; see `measure_fifths`.
    """

    day: int
    n_customers: int
    observed: float
    auc: pd.DataFrame
    rank_correlation: pd.DataFrame
    level: pd.DataFrame
    fifths: pd.DataFrame


def backtest(
    log: PurchaseLog, horizon: int, seed: int, progress: Callable[[int, int], None] | None
) -> tuple[OriginScores, ...]:
    """Forecast from days of the past, each time from what was known by then alone.

    Days on which nothing can be learnt or judged are left out.

    Parameters
    ----------
    log : PurchaseLog
    horizon : int
        Days.
    seed : int
        Start of the draws for intervals.
    progress : callable or None
        Told how many days are done, and of how many.
    """
    targets = plan_targets(log.start, log.end, horizon)
    look = _observed(log, horizon)
    weights = draw_weights(len(log.customers), _DRAWS, seed)
    found = []
    for place, day in enumerate(targets):
        if progress is not None:
            progress(place, len(targets))
        origin = look(day)
        forecasts = forecast_all(learn_from(look, log, day, horizon), origin.habits, horizon)
        if forecasts and can_judge(origin):
            found.append(score_origin(forecasts, origin, weights))
    return tuple(found)


def can_judge(origin: Origin) -> bool:
    """Say whether enough customers ordered, and enough did not, to judge a forecast by."""
    ordered = int(origin.outcome["ordered"].sum())
    return min(ordered, len(origin.outcome) - ordered) >= _FEWEST


def learn_from(
    look: Callable[[int], Origin], log: PurchaseLog, day: int, horizon: int
) -> list[Origin]:
    """Return the days from which a forecast of a day learns, with who had bought before them."""
    planned = [(look(each), same) for each, same in plan_training(log.start, day, horizon)]
    return [
        Origin(origin.day, origin.habits, origin.outcome, same)
        for origin, same in planned
        if len(origin.habits)
    ]


def score_origin(
    forecasts: Mapping[str, pd.DataFrame], origin: Origin, weights: _Floats
) -> OriginScores:
    """Hold the forecasts of a day against what happened.

    Parameters
    ----------
    forecasts : mapping of str to DataFrame
        From `forecast_all`.
    origin : Origin
        The same customers, with their outcome.
    weights : array of shape (1 + n_draws, n_customers of the log)
        From `draw_weights`.
    """
    drawn = weights[:, origin.habits.index.to_numpy()]
    ordered, spend = origin.outcome["ordered"], origin.outcome["spend"].to_numpy(dtype=np.float64)
    areas, correlations, level, fifths = {}, {}, {}, {}
    for name, made in forecasts.items():
        p = made["p_order"].to_numpy()
        areas[name] = auc(p, ordered.to_numpy(), drawn)
        correlations[name] = rank_correlation(made["expected_value"].to_numpy(), spend, drawn)
        level[name] = {
            "expected": float(p.mean()),
            "brier": float(((p - ordered.to_numpy()) ** 2).mean()),
            "value_ratio": float(made["expected_value"].sum() / spend.sum()),
        }
        fifths[name] = measure_fifths(made["p_order"], ordered)
    return OriginScores(
        origin.day,
        len(ordered),
        float(ordered.mean()),
        pd.DataFrame(areas),
        pd.DataFrame(correlations),
        pd.DataFrame(level).T,
        pd.concat(fifths, names=["forecast"]),
    )


def summarize_scores(scores: Sequence[OriginScores]) -> pd.DataFrame:
    """Return one row per forecast that was made on every day, the best ranking first.

    Parameters
    ----------
    scores : sequence of OriginScores

    Returns
    -------
    DataFrame
        Indexed by ``forecast``. ``auc`` and ``rank_correlation``, means over the days, each with
        ``_low`` and ``_high``, percentiles (95 %) over customers drawn anew; ``brier``;
        ``level_gap``, the largest difference on any day between the mean of P(order) and the
        share who ordered; ``fifth_gap``, the largest difference in any fifth, over all days
        together; ``value_ratio``, expected over observed, of all days together.
    """
    names = [name for name in scores[0].auc if all(name in each.auc for each in scores)]
    rows = {}
    for name in names:
        row: dict[str, float] = {}
        for measure in ("auc", "rank_correlation"):
            drawn = np.mean([getattr(each, measure)[name].to_numpy() for each in scores], axis=0)
            row[measure] = float(drawn[0])
            row |= dict(zip((f"{measure}_low", f"{measure}_high"), _ends(drawn), strict=True))
        levels = pd.DataFrame([each.level.loc[name] for each in scores])
        gaps = levels["expected"].to_numpy() - np.array([each.observed for each in scores])
        row |= {"brier": float(levels["brier"].mean()), "level_gap": float(np.abs(gaps).max())}
        row["fifth_gap"] = _fifth_gap(pd.concat([each.fifths.loc[name] for each in scores]))
        row["value_ratio"] = float(levels["value_ratio"].mean())
        rows[name] = row
    table = pd.DataFrame(rows).T.rename_axis("forecast")
    return table.sort_values("auc", ascending=False, kind="stable")


def _ends(drawn: _Floats) -> tuple[float, float]:
    """Return the percentiles (95 %) of the draws in which a score is defined."""
    known = drawn[1:][np.isfinite(drawn[1:])]
    if not len(known):
        return np.nan, np.nan
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)


def _fifth_gap(fifths: pd.DataFrame) -> float:
    known = fifths[fifths["n_customers"] > 0]
    weighed = known[["expected", "observed"]].mul(known["n_customers"], axis=0)
    sums = weighed.groupby("fifth").sum().div(known.groupby("fifth")["n_customers"].sum(), axis=0)
    return float((sums["expected"] - sums["observed"]).abs().max())


def _observed(log: PurchaseLog, horizon: int) -> Callable[[int], Origin]:
    """Return `observe` of this log, which looks at each day once."""
    return lru_cache(maxsize=None)(lambda day: observe(log, day, horizon))
