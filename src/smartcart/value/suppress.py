"""Customers who must not be contacted are left out of everything."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from smartcart.customers import Customers
from smartcart.errors import DataError

__all__ = ["Suppressed", "suppress_customers"]


@dataclass(frozen=True)
class Suppressed:
    """How many customers were left out, and how many ids of the list nobody has."""

    customers: int = 0
    unknown: int = 0


def suppress_customers(customers: Customers, ids: Collection[str]) -> tuple[Customers, Suppressed]:
    """Leave customers out: neither learnt from, nor judged, nor written.

    Who objects to being contacted objects to being scored for it as well.

    Parameters
    ----------
    customers : Customers
    ids : collection of str
        Exactly as in the table; the same id twice counts once.

    Raises
    ------
    DataError
        When nobody is left.

    Examples
    --------
    >>> import smartcart
    >>> customers = smartcart.check_customers(smartcart.make_customers(50, seed=0))
    >>> first = customers.table.index[0]
    >>> others, left_out = suppress_customers(customers, [first, "nobody"])
    >>> len(others), left_out
    (49, Suppressed(customers=1, unknown=1))
    """
    wanted = set(ids)
    if not wanted:  # a million ids are not looked up in vain
        return customers, Suppressed()
    # An indexer: of a million texts it is far faster than isin.
    found = np.asarray(pd.Index(list(wanted), dtype=object).get_indexer(customers.table.index) >= 0)
    left_out = int(found.sum())
    if not left_out:
        return customers, Suppressed(0, len(wanted))
    if left_out == len(customers):
        raise DataError(
            f"All {left_out:,} customers are to be suppressed, so nobody is left to contact.",
            "Check the list: it should hold only those who must not be contacted.",
        )
    kept = replace(customers, table=customers.table[~found])
    return kept, Suppressed(left_out, len(wanted) - left_out)
