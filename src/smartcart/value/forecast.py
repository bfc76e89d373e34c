"""The profit to expect of contacting some customers, before anybody has answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from smartcart.value.held_out import HeldOut
from smartcart.value.offer import Offer
from smartcart.value.scored import Scored

__all__ = ["Forecast", "forecast_profit", "forecast_scored"]

_Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Forecast:
    """Expected profit of contacting some customers, with its 95 % interval."""

    profit: float
    low: float
    high: float


def forecast_profit(
    held_out: HeldOut, chosen: _Mask, offer: Offer, level: float = 0.95
) -> Forecast:
    """Forecast the profit of contacting some of the customers, before looking at answers.

    See `forecast_scored`.

    Examples
    --------
    A fair coin at cost 1 and value 3, a hundred times, and no doubt about its fairness:

    >>> import numpy as np, pandas as pd
    >>> from smartcart.value.model import Calibration, ResponseModel
    >>> coin = Calibration(0.0, 0.0, np.zeros((2, 2)))
    >>> model = ResponseModel("blend", {"blend": 0.0}, {"blend": coin}, {})
    >>> n, zeros = 100, np.zeros(100, dtype=np.int64)
    >>> half = pd.DataFrame({"planner": np.full(n, 0.5)})
    >>> groups = np.arange(n, dtype=np.uint64)
    >>> held_out = HeldOut(half, zeros * 1.0, groups, zeros, zeros, zeros * 1.0, (model,))
    >>> forecast = forecast_profit(held_out, zeros == 0, Offer(1, 3))
    >>> forecast.profit, round(forecast.high - forecast.profit, 1)
    (50.0, 29.4)
    """
    return forecast_scored(Scored.of(held_out), chosen, offer, level)


def forecast_scored(scored: Scored, chosen: _Mask, offer: Offer, level: float = 0.95) -> Forecast:
    """Forecast the profit of contacting some of the customers scored.

    The interval adds two doubts: each customer answers or not (repeated rows together, as if
    they were one person), and the calibrations were learnt from finitely many. The second is
    added up over calibrations, which share most of their customers, as if they erred together.

    Parameters
    ----------
    scored : Scored
    chosen : bool array of shape (n_customers,)
    offer : Offer
    level : float
    """
    p = scored.probability[chosen]
    profit = float(offer.profit(p).sum())
    together = pd.Series(np.sqrt(p * (1 - p))).groupby(scored.groups[chosen]).sum()
    chance = float((together**2).sum())
    scores, sources = scored.scores[chosen], scored.sources[chosen]
    doubt = sum(
        curve.sum_error(scores[sources == place]) for place, curve in enumerate(scored.calibrations)
    )
    half = float(norm.ppf((1 + level) / 2)) * offer.value * float(np.sqrt(chance + doubt**2))
    return Forecast(profit, profit - half, profit + half)
