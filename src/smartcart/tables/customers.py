"""A file or a database of customers -> Customers: read by the reader, judged by the check."""

from __future__ import annotations

from collections.abc import Collection
from os import PathLike
from pathlib import Path

from smartcart.customers import (
    FOUNDING_SCHEMA,
    Customers,
    RawTable,
    Schema,
    check_customers,
    known_names,
)
from smartcart.errors import SettingsError, quoted
from smartcart.settings import Settings
from smartcart.tables.database_address import is_address
from smartcart.tables.read import read_table

__all__ = ["read_customers", "read_source"]


def read_customers(
    path: str | PathLike[str],
    schema: Schema = FOUNDING_SCHEMA,
    settings: Settings | None = None,
    *,
    sheet: str | None = None,
    table: str | None = None,
    query: str | None = None,
) -> Customers:
    """Read and check a customer table (CSV and its kin, Excel, Parquet, or a database).

    Parameters
    ----------
    path : path or address
        A file, plain or gzipped: what it is, is decided by its content, never by its name. Or
        ``postgresql://user@host/database``, ``sqlite:///file``, ``duckdb:///file``.
    schema : Schema
        What the columns mean.
    settings : Settings, optional
        ``snapshot``, ``date_order`` and ``max_quarantine`` are used.
    sheet : str, optional
        Sheet of a workbook that has several.
    table, query : str, optional
        What to read of a database: a table, or the answer to one SELECT.

    Returns
    -------
    Customers
        Every record of the source is among the customers, in quarantine with a reason, dropped
        as a copy, or counted as no data.

    Raises
    ------
    DataError
        When the source cannot be read safely; the message says where and what to do.
    """
    names = known_names(schema)
    # Not held here, so that the check can let go of the cells when it has read them.
    return check_customers(
        read_source(path, sheet=sheet, table=table, query=query, names=names), schema, settings
    )


def read_source(
    source: str | PathLike[str],
    *,
    sheet: str | None = None,
    table: str | None = None,
    query: str | None = None,
    names: Collection[str] = (),
) -> RawTable:
    """Read the cells of a file or of a database; `names` are the column names known.

    Raises
    ------
    SettingsError
        When an option is given that the source does not have.
    """
    if is_address(source):
        from smartcart.tables.database import read_database

        if sheet is not None:
            raise SettingsError(
                f"The sheet {quoted(sheet)} was asked for, but a database has no sheets.",
                "Give --table or --query instead.",
            )
        return read_database(str(source), table=table, query=query)
    if table is not None or query is not None:
        raise SettingsError(
            f"--table and --query are for databases; {quoted(Path(source))} is a file.",
            "Leave them out, or give an address such as sqlite:///shop.db.",
        )
    return read_table(source, sheet=sheet, names=names)
