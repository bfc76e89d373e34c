"""One measure of some customers, added up in a fixed order: alone as in a batch."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers import Role, Schema

__all__ = ["add_up", "columns_behind", "take_totals"]

_Floats = NDArray[np.float64]


def columns_behind(schema: Schema, measure: str) -> tuple[str, ...]:
    """Return the columns that a measure is made of: itself, or those that add to it.

    Examples
    --------
    >>> from smartcart.customers import FOUNDING_SCHEMA
    >>> columns_behind(FOUNDING_SCHEMA, "recency_days"), len(
    ...     columns_behind(FOUNDING_SCHEMA, "spend_total"))
    (('recency_days',), 6)
    """
    usable = [c for c in schema.columns if c.kind.is_quantity and c.role != Role.ID]
    own = tuple(column.name for column in usable if column.name == measure)
    return own or tuple(column.name for column in usable if measure and column.adds_to == measure)


def take_totals(table: pd.DataFrame, schema: Schema, measures: Iterable[str]) -> pd.DataFrame:
    """Take measures of customers, without computing all the others.

    Parameters
    ----------
    table : DataFrame
        Customers under our column names.

    Returns
    -------
    DataFrame of float64, one column per measure
        A total leaves out what is missing. It is NaN where all of it is, or where a column
        that belongs to it is not in the table.

    Examples
    --------
    >>> from smartcart.customers import Column, Kind, Role, Schema
    >>> parts = [Column(n, n, Role.DESCRIPTOR, Kind.COUNT, adds_to="total") for n in "ab"]
    >>> table = pd.DataFrame({"a": [1.0, 2.0, None], "b": [5.0, None, None]})
    >>> take_totals(table, Schema(tuple(parts)), ["total"])["total"].tolist()
    [6.0, 2.0, nan]
    """
    totals = {name: _total(table, columns_behind(schema, name)) for name in measures}
    return pd.DataFrame(totals, index=table.index)


def add_up(columns: Iterable[_Floats], n: int) -> _Floats:
    """Add up columns of n numbers, in the order given; what is missing is left out.

    Returns
    -------
    array of shape (n,)
        NaN where every number is missing.

    Examples
    --------
    >>> add_up([np.array([1.0, np.nan]), np.array([2.0, np.nan])], 2).tolist()
    [3.0, nan]
    """
    total = np.full(n, np.nan)
    for values in columns:
        known = np.where(np.isnan(values), 0.0, values)
        total = np.where(np.isnan(total), values, total + known)
    return total


def _total(table: pd.DataFrame, names: tuple[str, ...]) -> _Floats:
    if not all(name in table for name in names):
        return np.full(len(table), np.nan)
    columns = (table[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in names)
    return add_up(columns, len(table))
