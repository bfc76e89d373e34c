"""Is a table without order dates as a model of leaving would have it? The check decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from smartcart.churn.gaps import Fifth, correlate_ranks, list_fifths, mean_gaps
from smartcart.orders import draw_histories, fit_bg_nbd

__all__ = ["GapCheck", "check_gaps"]

_DRAWS = 200


@dataclass(frozen=True)
class GapCheck:
    """A posterior-predictive check of BG/NBD (Rubin 1984).

    Attributes
    ----------
    n_customers : int
        Of whom purchases, days since the last one and tenure are known and possible.
    correlation : float
        Rank correlation of purchases and days since the last one.
    low, high : float
        It lies between these in all tables drawn from the fitted model.
    draws : int
        Number of these tables.
    is_rejected : bool
        Whether the observed correlation lies outside: with 200 tables a test at the level of 1 %.
    fifths : tuple of Fifth
    """

    n_customers: int
    correlation: float
    low: float
    high: float
    draws: int
    is_rejected: bool
    fifths: tuple[Fifth, ...]

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> GapCheck:
        """Return the check that `dataclasses.asdict` took apart."""
        return cls(**{**data, "fifths": tuple(Fifth(**each) for each in data["fifths"])})


def check_gaps(histories: pd.DataFrame, seed: int = 0) -> GapCheck:
    """Compare days since the last purchase with what a model of buying and leaving expects.

    Who buys often should have bought lately, unless they left. BG/NBD is fitted to all purchases
    but the first, 200 tables are drawn from it, and the rank correlation of purchases and days
    since the last one is compared with theirs.

    Parameters
    ----------
    histories : DataFrame
        From `take_histories`.
    seed : int
        Start of the draws.

    Raises
    ------
    DataError
        As `fit_bg_nbd`, where all customers bought equally often.

    Examples
    --------
    >>> from smartcart.churn import take_histories
    >>> generator = np.random.default_rng(0)
    >>> purchases = pd.Series(1 + generator.poisson(generator.gamma(2.0, 4.0, 400)))
    >>> days = pd.Series(generator.uniform(0, 99, 400))
    >>> check_gaps(take_histories(purchases, days, pd.Series(500.0, days.index))).is_rejected
    True
    """
    days, T = histories["days_since"].to_numpy(float), histories["tenure"].to_numpy(float)
    frequency = np.maximum(histories["purchases"].to_numpy(float) - 1, 0)
    model = fit_bg_nbd(frequency, np.where(frequency > 0, T - days, 0.0), T)
    drawn, recency = draw_histories(model, T, _DRAWS, seed)
    gaps = T - recency
    seen, chance = float(correlate_ranks(frequency, days)), correlate_ranks(drawn, gaps)
    low, high = float(chance.min()), float(chance.max())
    return GapCheck(
        n_customers=len(T),
        correlation=seen,
        low=low,
        high=high,
        draws=_DRAWS,
        is_rejected=not low <= seen <= high,
        fifths=list_fifths(histories, mean_gaps(drawn, gaps)),
    )
