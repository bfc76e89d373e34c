"""Days of purchase and of return -> what forecasts read: rows by customer, in order of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.orders import CustomerOrders

__all__ = ["PurchaseLog", "log_purchases", "sample_ids"]

_Ints = NDArray[np.int64]


@dataclass(frozen=True)
class PurchaseLog:
    """Who bought and returned on which day, as whole numbers.

    Attributes
    ----------
    customers : Index
        Ids, sorted.
    bought : DataFrame
        A row per customer and day of purchase, sorted by both: ``customer`` (position in
        `customers`), ``day`` (days since 1970), ``amount``, ``n_lines``.
    returned : DataFrame
        A row per customer and day of a return: ``customer``, ``day``, ``amount``.
    start, end : int
        The first day of a purchase, and the first day that does not count.
    """

    customers: pd.Index
    bought: pd.DataFrame
    returned: pd.DataFrame
    start: int
    end: int


def log_purchases(orders: CustomerOrders, later: CustomerOrders | None = None) -> PurchaseLog:
    """Return the log of all purchases; `end` is the day on which `orders` ends.

    Parameters
    ----------
    orders : CustomerOrders
        Of the lines before some day.
    later : CustomerOrders, optional
        Of the same lines, with those on that day and after it: they become part of the log, so
        that what happened can be held against what was expected. Customers who bought for the
        first time then are left out.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.orders import check_lines, summarize_orders
    >>> log = log_purchases(summarize_orders(check_lines(smartcart.make_orders(200))))
    >>> len(log.customers), list(log.bought), log.end - log.start
    (194, ['customer', 'day', 'amount', 'n_lines'], 729)
    """
    known = orders if later is None else later
    ids = pd.Index(orders.table.index)
    bought = _coded(known.purchases, ids)[["customer", "day", "amount", "n_lines"]]
    returned = _coded(known.returns, ids)[["customer", "day", "amount"]]
    end = int(np.datetime64(orders.account.as_of, "D").astype(np.int64))
    return PurchaseLog(ids, bought, returned, int(bought["day"].min()), end)


def sample_ids(ids: pd.Index, most: int) -> NDArray[np.bool_]:
    """Say which customers are sampled: those of the smallest hash, so that no order matters.

    Examples
    --------
    >>> int(sample_ids(pd.Index(["a", "b", "c"]), 2).sum())
    2
    """
    if len(ids) <= most:
        return np.ones(len(ids), dtype=bool)
    hashes = pd.util.hash_array(np.asarray(ids, dtype=object), categorize=False)
    return np.asarray(hashes < np.partition(hashes, most)[most])


def _coded(days: pd.DataFrame, ids: pd.Index) -> pd.DataFrame:
    codes = ids.get_indexer(days["customer_id"])
    day = days["day"].to_numpy().astype("datetime64[D]").astype(np.int64)
    coded = days.assign(customer=codes, day=day)[codes >= 0]
    return coded.sort_values(["customer", "day"], kind="stable", ignore_index=True)
