"""Customers from a database, and segments back into it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from smartcart.customers.raw import RawTable, SourceFacts
from smartcart.errors import DataError, SettingsError, nearest_names
from smartcart.tables.database_address import Address, is_address, read_address
from smartcart.tables.database_columns import Batch, collect
from smartcart.tables.database_duck import open_duck
from smartcart.tables.database_errors import working
from smartcart.tables.database_sql import open_sql
from smartcart.tables.wording import listed, quoted

__all__ = ["check_database_table", "is_address", "read_database", "write_database"]

_COMMENTS = r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)*"
_READING = re.compile(rf"{_COMMENTS}(?:select|with)\b", re.IGNORECASE | re.DOTALL)


class Database(Protocol):
    """What both ways to a database can do, inside one transaction."""

    def names(self) -> list[str]: ...
    def columns(self, table: str) -> list[str]: ...
    def is_view(self, table: str) -> bool: ...
    def whole(self, table: str) -> str: ...
    def batches(self, statement: str) -> Iterator[Batch]: ...
    def replace(self, table: str, frame: pd.DataFrame) -> None: ...


def read_database(address: str, *, table: str | None = None, query: str | None = None) -> RawTable:
    """Read one table, or the answer to one query, with the types that the database holds.

    Parameters
    ----------
    address : str
        ``postgresql://user@host/database``, ``sqlite:///file.db`` or ``duckdb:///file.duckdb``.
    table : str, optional
        A table or a view; one of another schema as ``schema.name``. It is quoted.
    query : str, optional
        One statement that begins with SELECT or WITH. Either `table` or `query` is needed.

    Returns
    -------
    RawTable
        Lines count rows from 1. The password is in none of its parts; its checksum is that of
        the rows, in any order.

    Raises
    ------
    SettingsError
        For an address that cannot be read, an unknown table, or a query that is refused.
    DataError
        When the database cannot be opened, or there is no row.
    MissingExtraError
        When the "database" extra is not installed.

    Examples
    --------
    >>> import sqlite3
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     shop = sqlite3.connect(f"{folder}/shop.db")
    ...     _ = shop.execute("CREATE TABLE clients AS SELECT '01' AS id, 9.5 AS spend")
    ...     shop.close()
    ...     raw = read_database(f"sqlite:///{folder}/shop.db", table="clients")
    >>> raw.cells["id"].tolist(), raw.cells["spend"].tolist(), raw.source.format
    (['01'], [9.5], 'sqlite')
    """
    place = read_address(address)
    if query is not None:
        _check_query(query)
    what = "the query" if query is not None else f"to read the table {quoted(table or '')}"
    step = "Correct the query." if query is not None else "Check your rights on the table."
    with working(place, what, step), _open(place) as database:
        statement = _statement(database, place, table, query)
        cells = collect(database.batches(statement), _where(table))
    facts = SourceFacts(
        name=place.name,
        format=place.kind,
        sha256=_checksum(cells),
        dialect={"query": "given"} if table is None else {"table": table},
        records=len(cells),
    )
    return RawTable(cells, np.arange(1, len(cells) + 1, dtype=np.int64), facts)


def check_database_table(address: str, table: str, columns: Sequence[str]) -> None:
    """Find out, before the long work, whether a table may be written.

    Raises
    ------
    SettingsError
        When something of that name exists that is not a table of exactly these columns:
        it is somebody's own.
    """
    place = read_address(address)
    with working(place, "to look for the table", "Check your rights."), _open(place) as database:
        _refuse_foreign(database, table, columns)


def write_database(frame: pd.DataFrame, address: str, table: str) -> None:
    """Make `frame` the content of a table, in one transaction: all of it or nothing.

    A table that is there keeps its rights, views and indexes; only its rows change.

    Raises
    ------
    SettingsError
        As `check_database_table`, and when the database refuses. Nothing has changed then.
    """
    place = read_address(address)
    what, step = f"to write the table {quoted(table)}", "Nothing was changed. Check your rights."
    with working(place, what, step), _open(place, write=True) as database:
        _refuse_foreign(database, table, list(frame.columns))
        database.replace(table, frame)


def _open(place: Address, *, write: bool = False) -> AbstractContextManager[Database]:
    if place.path and not Path(place.path).is_file():
        raise DataError(
            f"There is no database file {quoted(Path(place.path))}.", "Check the address."
        )
    if place.kind == "duckdb":
        return open_duck(place, write=write)
    return open_sql(place, write=write)


def _statement(database: Database, place: Address, table: str | None, query: str | None) -> str:
    if (table is None) == (query is None):
        given = "Neither --table nor" if table is None else "Both --table and"
        raise SettingsError(
            f"{given} --query came with {quoted(place.name)}; one is needed.",
            f"Choose a table: {listed(database.names()) or 'there is none'}.",
        )
    if query is not None:
        # A server-side cursor is declared FOR the query; a semicolon would end it.
        return query.strip().rstrip(";")
    names = database.names()
    if table not in names:
        near = nearest_names(str(table), names)
        guess = f"Did you mean {' or '.join(quoted(each) for each in near)}? " if near else ""
        raise SettingsError(
            f"{quoted(place.name)} has no table {quoted(str(table))}.",
            f"{guess}Its tables: {listed(names) or 'none'}.",
        )
    return database.whole(str(table))


def _check_query(query: str) -> None:
    """Refuse what is not one reading statement; the transaction is read-only as well."""
    if not _READING.match(query):
        raise SettingsError(
            "A query begins with SELECT or WITH; this one does not. Databases are only read.",
            "Write a SELECT.",
        )
    # Also inside quotes: no reading of quotes of ours can then disagree with the database's.
    if ";" in query.strip().rstrip(";"):
        raise SettingsError(
            "A query is one statement: a semicolon may only stand at its end.",
            "Leave out what follows the first statement (in a text, write chr(59) or char(59)).",
        )


def _refuse_foreign(database: Database, table: str, columns: Sequence[str]) -> None:
    if table not in database.names():
        return
    if database.is_view(table) or database.columns(table) != list(columns):
        raise SettingsError(
            f"The table {quoted(table)} exists and was not written by SmartCart: that would have "
            f"the columns {listed(list(columns))}. It was left as it is.",
            "Choose another name.",
        )


def _where(table: str | None) -> str:
    return "The answer to the query" if table is None else f"The table {quoted(table)}"


def _checksum(cells: pd.DataFrame) -> str:
    """Return a checksum of the rows in any order: a table has none."""
    digest = hashlib.sha256("\x1f".join(cells.columns).encode())
    rows = pd.util.hash_pandas_object(cells, index=False).to_numpy()
    digest.update(np.sort(rows).tobytes())
    return digest.hexdigest()
