"""One measure of some customers, added up in a fixed order: alone as in a batch."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers import Role, Schema

__all__ = ["columns_behind", "take_totals"]

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


def _total(table: pd.DataFrame, names: tuple[str, ...]) -> _Floats:
    total = np.full(len(table), np.nan)
    if all(name in table for name in names):
        for name in names:
            values = table[name].to_numpy(dtype=np.float64, na_value=np.nan)
            total = np.where(np.isnan(total), values, total + np.nan_to_num(values, nan=0.0))
    return total
