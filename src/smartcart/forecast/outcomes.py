"""What customers did within the horizon after a day, held beside their habits before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from smartcart.forecast.habits import measure_habits
from smartcart.forecast.purchases import PurchaseLog

__all__ = ["Origin", "observe"]


@dataclass(frozen=True)
class Origin:
    """A day to look back and ahead from.

    Attributes
    ----------
    day : int
        In days since 1970.
    habits : DataFrame
        Of the customers who bought before it; see `measure_habits`.
    outcome : DataFrame
        The same customers within the horizon: ``ordered`` (0/1), ``orders`` (days of purchase)
        and ``spend``.
    same_season : bool
        Whether it was chosen because it lies whole years before the day that is forecast.
    """

    day: int
    habits: pd.DataFrame
    outcome: pd.DataFrame
    same_season: bool = False


def observe(log: PurchaseLog, day: int, horizon: int) -> Origin:
    """Return what was known on a day, and what happened from it until the horizon.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.forecast import log_purchases
    >>> from smartcart.orders import check_lines, summarize_orders
    >>> log = log_purchases(summarize_orders(check_lines(smartcart.make_orders(200))))
    >>> outcome = observe(log, log.start + 300, horizon=60).outcome
    >>> bool(((outcome["orders"] > 0) == (outcome["ordered"] == 1)).all())
    True
    """
    habits = measure_habits(log, day)
    days = log.bought["day"].to_numpy()
    after = log.bought[(days >= day) & (days < day + horizon)]
    n, customer = len(log.customers), after["customer"].to_numpy()
    who = habits.index.to_numpy()
    orders = np.bincount(customer, minlength=n)[who]
    spend = np.bincount(customer, after["amount"].to_numpy(), minlength=n)[who]
    outcome = {"ordered": (orders > 0).astype(np.int64), "orders": orders, "spend": spend}
    return Origin(day, habits, pd.DataFrame(outcome, index=habits.index))
