"""What is known of every customer on a day, from the purchases before it alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.forecast.purchases import PurchaseLog

__all__ = ["HABITS", "HISTORY", "RECENCY", "RFM", "measure_habits"]

_Floats = NDArray[np.float64]

#: Days after which a line counts half: from a fortnight to a season.
_HALF_LIVES = (14, 28, 56, 112)
#: Days after which a return is half as fresh.
_FRESH = 30.0
_LINES = tuple(f"lines_{half}" for half in _HALF_LIVES)
RECENCY = ("recency_days",)
RFM = ("recency_days", "n_purchases", "spend")
#: What learnt forecasts read. The time since the first order is not among them: it is longer at
#: every later origin, and where a record begins in the middle of a shop's life it means little.
HABITS = (*RFM, "gaps_silent", *_LINES, "returned", "fresh_return")
#: What models of buying and leaving read.
HISTORY = ("frequency", "recency", "T")


def measure_habits(log: PurchaseLog, origin: int) -> pd.DataFrame:
    """Measure the habits of all customers who bought before a day.

    Parameters
    ----------
    log : PurchaseLog
    origin : int
        The day, in days since 1970. Nothing on it or after it is looked at.

    Returns
    -------
    DataFrame of float64
        Indexed by position of the customer in the log. ``recency_days``, ``n_purchases`` (days of
        purchase), ``spend``; ``gaps_silent``, the days since the last purchase over the mean time
        between purchases, 1 for a single one; ``lines_14`` to ``lines_112``, the lines bought,
        each counting half after so many days; ``returned`` (amount) and ``fresh_return``,
        1 / (1 + days since the last return / 30), 0 without one; ``frequency``, ``recency``,
        ``T`` and ``monetary_value`` as the literature on customer lifetime value counts them,
        but that the value is the mean of all purchases.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.forecast import log_purchases
    >>> from smartcart.orders import check_lines, summarize_orders
    >>> log = log_purchases(summarize_orders(check_lines(smartcart.make_orders(200))))
    >>> habits = measure_habits(log, log.start + 100)
    >>> bool((habits["recency_days"] + habits["recency"] == habits["T"]).all())
    True
    """
    past = log.bought[log.bought["day"].to_numpy() < origin]
    if past.empty:
        return pd.DataFrame(columns=[*HABITS, *HISTORY, "monetary_value"], dtype=np.float64)
    customer = past["customer"].to_numpy()
    age: _Floats = (origin - past["day"].to_numpy()).astype(np.float64)
    who, first = np.unique(customer, return_index=True)
    T: _Floats = age[first]
    since: _Floats = age[np.append(first[1:], len(age)) - 1]
    n = np.diff(np.append(first, len(age))).astype(np.float64)
    spend = np.add.reduceat(past["amount"].to_numpy(), first)
    gap = (T - since) / np.maximum(n - 1, 1)
    habits: dict[str, _Floats] = {"recency_days": since, "n_purchases": n, "spend": spend}
    habits["gaps_silent"] = since / np.where(n > 1, np.maximum(gap, 1), since)
    lines = past["n_lines"].to_numpy(dtype=np.float64)
    for half, name in zip(_HALF_LIVES, _LINES, strict=True):
        habits[name] = np.add.reduceat(lines * 0.5 ** (age / half), first)
    habits |= _returns(log, origin, who)
    habits |= {"frequency": n - 1, "recency": T - since, "T": T, "monetary_value": spend / n}
    return pd.DataFrame(habits, index=who)


def _returns(log: PurchaseLog, origin: int, who: NDArray[np.int64]) -> dict[str, _Floats]:
    past = log.returned[log.returned["day"].to_numpy() < origin]
    customer, n = past["customer"].to_numpy(), len(log.customers)
    amount = np.bincount(customer, past["amount"].to_numpy(), minlength=n)
    since = np.full(n, np.inf)
    np.minimum.at(since, customer, (origin - past["day"].to_numpy()).astype(float))
    return {
        "returned": np.asarray(amount[who], dtype=np.float64),
        "fresh_return": 1 / (1 + since[who] / _FRESH),
    }
