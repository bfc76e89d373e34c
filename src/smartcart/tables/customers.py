"""A file of customers -> Customers: read by the reader, judged by the check."""

from __future__ import annotations

from os import PathLike

from smartcart.customers import FOUNDING_SCHEMA, Customers, Schema, check_customers, known_names
from smartcart.settings import Settings
from smartcart.tables.read import read_table

__all__ = ["read_customers"]


def read_customers(
    path: str | PathLike[str],
    schema: Schema = FOUNDING_SCHEMA,
    settings: Settings | None = None,
    *,
    sheet: str | None = None,
) -> Customers:
    """Read and check a customer table (CSV and its kin, Excel, Parquet, any of them gzipped).

    Parameters
    ----------
    path : path
        What the file is, is decided by its content, never by its name.
    schema : Schema
        What the columns mean.
    settings : Settings, optional
        ``snapshot``, ``date_order`` and ``max_quarantine`` are used.
    sheet : str, optional
        Sheet of a workbook that has several.

    Returns
    -------
    Customers
        Every record of the file is among the customers, in quarantine with a reason, dropped
        as a copy, or counted as no data.

    Raises
    ------
    DataError
        When the file cannot be read safely; the message says where and what to do.
    """
    raw = read_table(path, sheet=sheet, names=known_names(schema))
    return check_customers(raw, schema, settings)
