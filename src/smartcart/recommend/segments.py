"""Segments of customers, learnt from lines of the past and given to anybody with an order."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from smartcart.orders import OrderLines

__all__ = ["LearnSegments", "PlaceCustomers", "learn_fifths", "place_by_country"]

#: Order lines -> the segment of every customer in them, indexed by customer id.
PlaceCustomers = Callable[[OrderLines], pd.Series]
#: Lines of the past -> a way to place customers, also those who come later.
LearnSegments = Callable[[OrderLines], PlaceCustomers]

_FIFTHS = 5


def learn_fifths(lines: OrderLines) -> PlaceCustomers:
    """Learn fifths of the amount of the first day of purchase: V1 (least) to V5.

    It is known of everybody from the first day on, and means the same for old and new customers,
    which the spend so far does not.

    Parameters
    ----------
    lines : OrderLines
        Their customers are cut into fifths.

    Returns
    -------
    callable
        Gives the fifth of every customer of other lines.
    """
    inner = np.arange(1, _FIFTHS) / _FIFTHS
    borders = np.quantile(_first_amounts(lines).to_numpy(), inner)

    def place(others: OrderLines) -> pd.Series:
        amounts = _first_amounts(others)
        fifths = np.searchsorted(borders, amounts.to_numpy(), side="right") + 1
        return pd.Series([f"V{each}" for each in fifths], index=amounts.index, dtype="str")

    return place


def place_by_country(lines: OrderLines) -> pd.Series:
    """Return the country of every customer: that of the first line by day, then by alphabet.

    Customers of whom none is known are left out.
    """
    table = lines.table[~lines.table["is_return"] & (lines.table["country"] != "")]
    table = table.sort_values(["customer_id", "day", "country"], kind="stable")
    return table.drop_duplicates("customer_id").set_index("customer_id")["country"]


def _first_amounts(lines: OrderLines) -> pd.Series:
    table = lines.table[~lines.table["is_return"]]
    first = table[table["day"] == table.groupby("customer_id")["day"].transform("min")]
    amount = (first["quantity"] * first["price"]).rename("amount")
    # Sums of floats depend on their order; sorted, the same lines give the same fifths.
    pairs = pd.concat([first["customer_id"], amount], axis=1).sort_values(["customer_id", "amount"])
    return pairs.groupby("customer_id", sort=True)["amount"].sum()
