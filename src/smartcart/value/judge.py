"""What each strategy would have earned with customers its models never saw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.value.forecast import Forecast, forecast_profit
from smartcart.value.held_out import PLANNER, HeldOut
from smartcart.value.offer import Offer, choose_contacts

__all__ = ["CampaignTest", "judge_campaign"]

_Floats = NDArray[np.float64]
_Mask = NDArray[np.bool_]

#: Strategies in the order they are shown.
_STRATEGIES = (PLANNER, "boosting", "logistic", "rfm", "segment_recency", "segments")

_DRAWS = 1_000


@dataclass(frozen=True)
class CampaignTest:
    """The strategies side by side, judged out of fold.

    Attributes
    ----------
    table : DataFrame
        Index ``strategy``: contacts, responses, profit (what happened), low, high (95 %,
        bootstrap over customers), behind, behind_low, behind_high (what the planner earned
        more than it).
    forecast : Forecast
        What the planner expected for those it chose, before it saw what happened.
    segments : DataFrame
        The planner's choice by segment, index ``segment_id``: customers, contacts,
        expected_responses, responses, expected_profit, forecast_low, forecast_high, profit.
    chosen : bool array of shape (n_customers,)
        Whom the planner chose.
    winner : str
        The strategy that earned most.
    """

    table: pd.DataFrame
    forecast: Forecast
    segments: pd.DataFrame
    chosen: _Mask
    winner: str

    @property
    def is_covered(self) -> bool:
        """Whether the forecast interval holds what happened."""
        happened = float(self.table.loc[PLANNER, "profit"])
        return self.forecast.low <= happened <= self.forecast.high


def judge_campaign(held_out: HeldOut, offer: Offer, seed: int = 0) -> CampaignTest:
    """Say what each strategy would have earned, judged on customers its models never saw.

    Every strategy contacts the customers of positive expected profit, highest first, within the
    budget; they differ in where the probability comes from. ``everybody`` contacts all that the
    budget allows, in the order of a hash; ``random`` as many as the planner, in that order.

    Parameters
    ----------
    held_out : HeldOut
    offer : Offer
    seed : int
        Start of the bootstrap.
    """
    choices = _choices(held_out, offer)
    gains = {name: choice * offer.profit(held_out.answers) for name, choice in choices.items()}
    draws = _bootstrap(pd.DataFrame(gains), held_out.groups, seed)
    table = pd.DataFrame(
        {
            "contacts": {name: int(choice.sum()) for name, choice in choices.items()},
            "responses": {n: int(held_out.answers[choice].sum()) for n, choice in choices.items()},
            "profit": {name: float(gain.sum()) for name, gain in gains.items()},
            **_intervals(draws, gains),
        }
    )
    table.index.name = "strategy"
    table = table.loc[list(choices)]
    chosen = choices[PLANNER]
    segments = _by_segment(held_out, chosen, offer)
    winner = str(table["profit"].idxmax())
    return CampaignTest(table, forecast_profit(held_out, chosen, offer), segments, chosen, winner)


def _choices(held_out: HeldOut, offer: Offer) -> dict[str, _Mask]:
    choices = {
        name: choose_contacts(held_out.probability[name].to_numpy(), offer)
        for name in _STRATEGIES
        if name in held_out.probability
    }
    ties = _order(held_out.probability.index)
    everybody = np.ones(len(ties), dtype=bool)
    if offer.most_contacts is not None:
        everybody[np.argsort(ties)[offer.most_contacts :]] = False
    random = np.zeros(len(ties), dtype=bool)
    random[np.argsort(ties)[: int(choices[PLANNER].sum())]] = True
    return {**choices, "random": random, "everybody": everybody}


def _order(ids: pd.Index) -> NDArray[np.uint64]:
    hashes = pd.util.hash_array(np.asarray(ids.astype(str), dtype=object))
    return np.asarray(hashes, dtype=np.uint64)


def _bootstrap(gains: pd.DataFrame, groups: NDArray[np.uint64], seed: int) -> _Floats:
    """Return sums over customers drawn anew, repeated rows as one: (n_draws, n_strategies)."""
    by_group = gains.groupby(groups).sum().to_numpy()
    n = len(by_group)
    generator = np.random.default_rng(seed)
    drawn = (np.bincount(generator.integers(0, n, n), minlength=n) for _ in range(_DRAWS))
    return np.array([times @ by_group for times in drawn])


def _intervals(draws: _Floats, gains: dict[str, _Floats]) -> dict[str, dict[str, float]]:
    names = list(gains)
    ahead = draws[:, [names.index(PLANNER)]] - draws
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    behind_low, behind_high = np.quantile(ahead, [0.025, 0.975], axis=0)
    best = gains[PLANNER].sum()
    return {
        "low": dict(zip(names, low, strict=True)),
        "high": dict(zip(names, high, strict=True)),
        "behind": {name: float(best - gain.sum()) for name, gain in gains.items()},
        "behind_low": dict(zip(names, behind_low, strict=True)),
        "behind_high": dict(zip(names, behind_high, strict=True)),
    }


def _by_segment(held_out: HeldOut, chosen: _Mask, offer: Offer) -> pd.DataFrame:
    p, rows = held_out.probability[PLANNER].to_numpy(), {}
    for label in range(int(held_out.labels.max()) + 1):
        own = held_out.labels == label
        some = chosen & own
        forecast = forecast_profit(held_out, some, offer)
        rows[f"S{label + 1}"] = {
            "customers": int(own.sum()),
            "contacts": int(some.sum()),
            "expected_responses": float(p[some].sum()),
            "responses": int(held_out.answers[some].sum()),
            "expected_profit": forecast.profit,
            "forecast_low": forecast.low,
            "forecast_high": forecast.high,
            "profit": float(offer.profit(held_out.answers[some]).sum()),
        }
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index.name = "segment_id"
    return table
