"""Segments, tastes and purchases as numbers that any other recommender can take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from smartcart.errors import SettingsError
from smartcart.orders import OrderLines
from smartcart.recommend.purchases import (
    Purchases,
    lines_before,
    lines_from,
    make_purchases,
    weighted_matrix,
)

__all__ = ["Bought", "Handover", "make_handover", "split_lines"]

_FLAGS = ("is_high_value", "is_churn_prone")
_AFFINITY = "affinity_"


@dataclass(frozen=True)
class Bought:
    """Who bought what, by numbers from 0.

    Attributes
    ----------
    purchases : Purchases
        Row by row, one for each day on which a customer bought a product.
    interactions : DataFrame
        One row per customer and product: ``user_index``, ``item_index``, ``count`` (days on
        which it was bought), ``amount`` (money), ``first_day``, ``last_day``; sorted by both.
    later : DataFrame or None
        The same from the split on, of customers and products known before it.
    """

    purchases: Purchases
    interactions: pd.DataFrame
    later: pd.DataFrame | None = None

    @property
    def items(self) -> pd.DataFrame:
        """``item_index`` and ``product_id``."""
        products = self.purchases.products
        return pd.DataFrame({"item_index": np.arange(len(products)), "product_id": products})

    @property
    def matrix(self) -> Any:
        """The counts as a csr_matrix of float32, of shape (n_users, n_items)."""
        return weighted_matrix(self.purchases)


@dataclass(frozen=True)
class Handover:
    """What another recommender is given.

    Attributes
    ----------
    users : DataFrame
        One row per customer: ``user_index``, from 0; ``customer_id``, ``segment_id``, and what
        else is known of it.
    features : csr_matrix of float32, shape (n_users, n_features)
        The same as numbers from 0 to 1, for LightFM and its kin; a feature for each user itself
        is not among them.
    feature_names : tuple of str
        The columns of `features`.
    bought : Bought or None
        None for a customer table, which has no products.
    """

    users: pd.DataFrame
    features: Any
    feature_names: tuple[str, ...]
    bought: Bought | None = None


def make_handover(
    users: pd.DataFrame, lines: OrderLines | None = None, later: OrderLines | None = None
) -> Handover:
    """Give customers and products numbers from 0, and make features of what is known.

    Features are one for each segment (``segment_id=S1``, 0 or 1), ``is_high_value`` and
    ``is_churn_prone`` (0 or 1), ``risk_index`` over 100, and each column ``affinity_...``, as
    far as they are there. What is not known is 0.

    Parameters
    ----------
    users : DataFrame, indexed by customer id
        ``segment_id``, and any other column.
    lines : OrderLines, optional
        What was bought. Customers who bought no product are left out, and with it the numbers go
        by the alphabet of the ids.
    later : OrderLines, optional
        Lines to judge by.

    Returns
    -------
    Handover

    Raises
    ------
    DataError
        When the lines have no product column, or fewer than two customers or products.

    Examples
    --------
    >>> from smartcart import make_orders
    >>> from smartcart.orders import check_lines
    >>> from smartcart.recommend import learn_fifths
    >>> lines = check_lines(make_orders(50))
    >>> made = make_handover(learn_fifths(lines)(lines).to_frame("segment_id"), lines)
    >>> made.feature_names[:2], made.features.shape[1], made.bought.matrix.shape[0]
    (('segment_id=V1', 'segment_id=V2'), 5, 48)
    """
    bought = None
    if lines is not None:
        purchases = make_purchases(lines)
        seen = None if later is None else _interactions(later, purchases)
        bought = Bought(purchases, _interactions(lines, purchases), seen)
        users = users.reindex(purchases.customers)
    columns = _features(users)
    features = sparse.csr_matrix(columns.to_numpy(dtype=np.float32))
    table = users.rename_axis("customer_id").reset_index()
    table.insert(0, "user_index", np.arange(len(table)))
    return Handover(table, features, tuple(columns.columns), bought)


def split_lines(lines: OrderLines, day: date) -> tuple[OrderLines, OrderLines]:
    """Return the lines before a day, and those from it on.

    Raises
    ------
    SettingsError
        When no purchase lies on one of both sides.
    """
    before, later = lines_before(lines, day), lines_from(lines, day)
    for side, where in ((before, "before"), (later, "on or after")):
        if not len(side.table) or side.table["is_return"].all():
            days = lines.table.loc[~lines.table["is_return"], "day"]
            raise SettingsError(
                f"No purchase lies {where} {day}, where it is split; the purchases are from "
                f"{days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}.",
                "Give a day between them to --split.",
            )
    return before, later


def _interactions(lines: OrderLines, purchases: Purchases) -> pd.DataFrame:
    table = lines.table[~lines.table["is_return"]]
    cells = pd.DataFrame(
        {
            "user_index": purchases.customers.get_indexer(pd.Index(table["customer_id"])),
            "item_index": purchases.products.get_indexer(pd.Index(table["product_id"])),
            "day": table["day"].to_numpy(),
            "amount": (table["quantity"] * table["price"]).to_numpy(),
        }
    )
    cells = cells[(cells["user_index"] >= 0) & (cells["item_index"] >= 0)]
    # Sums of floats depend on their order; sorted, the same lines give the same file.
    cells = cells.sort_values(["user_index", "item_index", "day", "amount"], kind="stable")
    found = cells.groupby(["user_index", "item_index"], sort=True).agg(
        count=("day", "nunique"),
        amount=("amount", "sum"),
        first_day=("day", "min"),
        last_day=("day", "max"),
    )
    return found.round({"amount": 10}).reset_index()


def _features(users: pd.DataFrame) -> pd.DataFrame:
    segments = users["segment_id"]
    made = {f"segment_id={name}": segments == name for name in _names(segments)}
    made |= {name: users[name] for name in _FLAGS if name in users}
    if "risk_index" in users:
        made["risk_index"] = users["risk_index"] / 100
    made |= {name: users[name] for name in users.columns if str(name).startswith(_AFFINITY)}
    # Whole numbers with gaps have a missing value of their own, which is no float.
    columns = {name: each.astype("Float64").fillna(0.0) for name, each in made.items()}
    return pd.DataFrame(columns, index=users.index).astype(np.float32)


def _names(segments: pd.Series) -> Sequence[str]:
    return sorted(segments.dropna().astype(str).unique(), key=lambda name: (len(name), name))
