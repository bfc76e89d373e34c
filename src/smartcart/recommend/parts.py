"""Customers -> what they spend on each category, and how often they buy through each channel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers import Column, Customers, Kind

__all__ = ["Parts", "list_parts", "take_parts"]

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Parts:
    """The parts of a total, customer by customer.

    Attributes
    ----------
    columns : tuple of Column
        The columns that add to the total; two or more.
    customers : Index of str
    amounts : array of shape (n_customers, n_parts)
        In the units of the columns; missing and negative amounts are 0.
    """

    columns: tuple[Column, ...]
    customers: pd.Index
    amounts: _Floats

    @property
    def labels(self) -> tuple[str, ...]:
        """What people call the parts: ``meat``, ``web``."""
        return tuple(_label(column) for column in self.columns)

    @property
    def is_money(self) -> bool:
        """Whether the parts are amounts, not counts."""
        return all(column.kind == Kind.AMOUNT for column in self.columns)

    @property
    def noun(self) -> str:
        """What the total is of."""
        return "spend" if self.is_money else "purchases"

    @property
    def preposition(self) -> str:
        """What stands before the label of a part: spend *on* meat, buy *by* catalog."""
        return "on" if self.is_money else "by"

    @cached_property
    def totals(self) -> _Floats:
        """Sum of the parts of each customer."""
        return np.asarray(self.amounts.sum(axis=1))

    @cached_property
    def shares(self) -> _Floats:
        """Each part over the total; 0 where the total is 0."""
        return self.amounts / np.where(self.totals > 0, self.totals, 1.0)[:, None]

    def without(self, part: int) -> _Floats:
        """Return the amounts of the other parts, of shape (n_customers, n_parts - 1)."""
        return np.delete(self.amounts, part, axis=1)

    def of(self, rows: NDArray[np.bool_]) -> Parts:
        """Return the parts of some customers."""
        return replace(self, customers=self.customers[rows], amounts=self.amounts[rows])


def list_parts(customers: Customers) -> dict[str, Parts]:
    """Return ``categories``, the parts of the value, and ``channels``, those of purchases.

    Examples
    --------
    >>> import smartcart
    >>> customers = smartcart.check_customers(smartcart.make_customers(50, seed=0))
    >>> {name: len(parts.labels) for name, parts in list_parts(customers).items()}
    {'categories': 6, 'channels': 3}
    """
    schema = customers.schema
    totals = {"categories": schema.value, "channels": schema.frequency}
    if schema.frequency == schema.value:  # what is worth most is who buys most
        totals = {"categories": schema.value}
    found = {name: take_parts(customers, total) for name, total in totals.items()}
    return {name: parts for name, parts in found.items() if parts is not None}


def take_parts(customers: Customers, total: str) -> Parts | None:
    """Take the columns that add to a total; None where fewer than two of them are there.

    Examples
    --------
    >>> import smartcart
    >>> customers = smartcart.check_customers(smartcart.make_customers(50, seed=0))
    >>> take_parts(customers, "n_purchases").labels
    ('web', 'catalog', 'store')
    """
    columns = tuple(column for column in customers.schema.columns if column.adds_to == total)
    columns = tuple(column for column in columns if total and column.name in customers.table)
    if len(columns) < 2:
        return None
    table = customers.table[[column.name for column in columns]]
    amounts = table.to_numpy(dtype=np.float64, na_value=np.nan)
    return Parts(columns, customers.table.index, np.clip(np.nan_to_num(amounts), 0.0, None))


def _label(column: Column) -> str:
    name = column.share.removeprefix("share_") or column.name
    return name.removeprefix("spend_").removeprefix("n_").replace("_", " ")
