"""Days inside the past from which the blend is tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from smartcart.orders import OrderLines
from smartcart.recommend.cold import Newcomers, find_newcomers
from smartcart.recommend.methods import Fitted, fit_methods
from smartcart.recommend.purchases import lines_before, lines_from, make_purchases
from smartcart.recommend.segments import LearnSegments
from smartcart.recommend.truth import Truth, make_truth

__all__ = ["FEWEST", "Origin", "default_split", "make_origins"]

#: Days that are judged, or a third of all where that is less.
_HORIZON = 100
_ORIGINS = 2
#: Customers of an origin below which it says nothing, and those it judges at most.
FEWEST, _MOST = 50, 5_000


@dataclass(frozen=True)
class Origin:
    """Methods fitted before a day, and what was bought from it on.

    Attributes
    ----------
    split : date
    fitted : Fitted
    segments : Series
        Segment by customer id, learnt before the day.
    truth : Truth
    newcomers : Newcomers
        Customers whose first order lies after the day.
    """

    split: date
    fitted: Fitted
    segments: pd.Series
    truth: Truth
    newcomers: Newcomers


def default_split(lines: OrderLines) -> date:
    """Return the day that cuts off the last 100 days, or the last third of all if that is less."""
    table = lines.table[~lines.table["is_return"]]
    first, end = table["day"].min().date(), lines.account.as_of
    return end - timedelta(days=max(1, min(_HORIZON, (end - first).days // 3)))


def make_origins(lines: OrderLines, learn_segments: LearnSegments, prior: float) -> list[Origin]:
    """Fit every method at up to two days of the past, the later first.

    The later origin is judged by the lines from it on, the earlier by those up to the later. One
    on which fewer than 50 customers can be judged is left out, and all before it.
    """
    origins: list[Origin] = []
    for _ in range(_ORIGINS):
        if not _enough(lines):
            break
        split = default_split(lines)
        before = lines_before(lines, split)
        if not _enough(before):
            break
        past = make_purchases(before)
        later = lines_from(lines, split)
        truth = make_truth(past, later, at_most=_MOST)
        if len(truth.rows) < FEWEST:
            break
        place = learn_segments(before)
        segments = place(before)
        fitted = fit_methods(past, segments, prior)
        newcomers = find_newcomers(past, later, place)
        origins.append(Origin(split, fitted, segments, truth, newcomers))
        lines = before
    return origins


def _enough(lines: OrderLines) -> bool:
    bought = lines.table[~lines.table["is_return"]]
    return bool(bought[["customer_id", "product_id"]].nunique().min() > 1)
