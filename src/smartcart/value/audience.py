"""Probabilities -> whom to contact, whom to leave uncontacted, and what to expect by segment."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.value.forecast import Forecast, forecast_scored
from smartcart.value.offer import Offer, choose_contacts
from smartcart.value.scored import Scored

__all__ = ["choose_audience", "plan_segments"]

_Ints = NDArray[np.int64]
_Mask = NDArray[np.bool_]


def choose_audience(
    ids: pd.Index, labels: _Ints, scored: Scored, kept_out: _Mask, offer: Offer
) -> pd.DataFrame:
    """Choose the customers of positive expected profit, the best first, within the budget.

    Whoever is kept out is not contacted, and costs nothing of the budget.

    Parameters
    ----------
    ids : Index of shape (n_customers,)
    labels : int array of shape (n_customers,)
        Segment of each customer; 0 is ``S1``.
    scored : Scored
    kept_out : bool array of shape (n_customers,)
        As `hold_out` returns it.
    offer : Offer

    Returns
    -------
    DataFrame
        In the order given: segment_id, probability, expected_profit, contact (0/1), held_out
        (0/1: as likely to answer as those contacted, but kept out).
    """
    probability = scored.probability
    contact = choose_contacts(np.where(kept_out, np.nan, probability), offer)
    least = probability[contact].min() if contact.any() else np.inf
    names = np.array([f"S{i + 1}" for i in range(int(labels.max()) + 1)], dtype=object)
    return pd.DataFrame(
        {
            "segment_id": names[labels],
            "probability": probability,
            "expected_profit": offer.profit(probability),
            "contact": contact.astype(np.int64),
            "held_out": (kept_out & (probability >= least)).astype(np.int64),
        },
        index=ids,
    )


def plan_segments(
    audience: pd.DataFrame, scored: Scored, offer: Offer, k: int
) -> tuple[pd.DataFrame, Forecast]:
    """Return what to expect of those contacted: a table by segment, and the forecast in all.

    Returns
    -------
    DataFrame
        Index ``segment_id``: customers, contacts, held_out, expected_responses,
        expected_profit, profit_low, profit_high (95 %).
    Forecast
        Of all contacts together; its interval is not the sum of those of the segments.
    """
    contact = audience["contact"].to_numpy() == 1
    segment = audience["segment_id"].to_numpy()
    rows = {}
    for name in (f"S{i + 1}" for i in range(k)):
        own = segment == name
        forecast = forecast_scored(scored, contact & own, offer)
        rows[name] = {
            "customers": int(own.sum()),
            "contacts": int((contact & own).sum()),
            "held_out": int(audience["held_out"].to_numpy()[own].sum()),
            "expected_responses": float(scored.probability[contact & own].sum()),
            "expected_profit": forecast.profit,
            "profit_low": forecast.low,
            "profit_high": forecast.high,
        }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("segment_id")
    return table, forecast_scored(scored, contact, offer)
