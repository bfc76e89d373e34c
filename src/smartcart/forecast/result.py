"""The forecast of coming back, of every customer, with all that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from smartcart.forecast.backtest import OriginScores
from smartcart.forecast.voice import Voice
from smartcart.shown import Shown

__all__ = ["FORECAST_COLUMNS", "Judged", "OrderForecast"]

#: The columns that a forecast adds to a customer table.
FORECAST_COLUMNS = (
    *("p_order", "expected_orders", "expected_value", "return_rank", "relative_value", "overdue"),
)


@dataclass(frozen=True)
class Judged:
    """The forecast held against what happened afterwards, where the lines tell.

    Attributes
    ----------
    scores : OriginScores
    table : DataFrame
        As `OrderForecast.table_of_backtest`, of this one day.
    """

    scores: OriginScores
    table: pd.DataFrame


@dataclass(frozen=True)
class OrderForecast(Shown):
    """What to expect of each customer within a horizon.

    Attributes
    ----------
    horizon : int
        Days after the last day that counts.
    customers : DataFrame
        Indexed as the customer table: ``p_order``, P(at least one order); ``expected_orders``
        (days of purchase); ``expected_value`` in money; ``return_rank``, from 0 to 1, the share
        of customers who are less likely to order, equals counting half; ``relative_value``, the
        expected value over the mean of all customers; ``overdue``, see `measure_overdue`. The
        first three are missing unless the voice is *probability* (the third also where money was
        not right in level), ``return_rank`` and ``relative_value`` when it is *silent*.
    voice : Voice
    backtest : DataFrame
        One row per forecast; see `summarize_scores`. Empty where nothing could be tried.
    origins : tuple of OriginScores
        The days of the past behind it.
    judged : Judged or None
    """

    horizon: int
    customers: pd.DataFrame
    voice: Voice
    backtest: pd.DataFrame
    origins: tuple[OriginScores, ...]
    judged: Judged | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: the voice, the backtest, its days, and what happened afterwards."""
        return {
            "horizon_days": self.horizon,
            "voice": self.voice.name,
            "speaker": self.voice.speaker or None,
            "money": self.voice.money,
            "reason": self.voice.reason,
            "backtest": _records(self.backtest),
            "origins": [_origin(each, self.voice.speaker) for each in self.origins],
            "judged": None
            if self.judged is None
            else {
                **_origin(self.judged.scores, self.voice.speaker),
                "table": _records(self.judged.table),
            },
        }


def _origin(scores: OriginScores, speaker: str) -> dict[str, Any]:
    day = np.datetime64(scores.day, "D").astype(object).isoformat()
    told: dict[str, Any] = {"day": day, "customers": scores.n_customers}
    told |= {"observed": scores.observed}
    if speaker in scores.level.index:
        told["expected"] = float(scores.level.loc[speaker, "expected"])
        told["fifths"] = _records(scores.fifths.loc[speaker])
    return told


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    plain = table.astype(object).where(table.notna(), None)
    rows: list[dict[str, Any]] = plain.reset_index().to_dict("records")
    return rows
