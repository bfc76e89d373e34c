"""Connections to a store, one transaction each, and what goes wrong in them, in words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa

from smartcart.errors import StoreError, quoted
from smartcart.tables.database_address import Address
from smartcart.tables.database_errors import is_from_driver, read_reason

__all__ = ["asking", "make_engine", "reading", "use_journal", "writing"]

WAIT_SECONDS = 30
_NOTHING_CHANGED = (
    "Nothing was changed. Check the address, your rights, the free space, and that the database "
    "runs."
)


def make_engine(place: Address, *, read_only: bool) -> sa.Engine:
    """Return how the place is reached; nothing is opened yet."""
    if place.kind == "postgresql":
        wait = {} if "connect_timeout" in place.url.query else {"connect_timeout": WAIT_SECONDS}
        return sa.create_engine(
            place.url, connect_args=wait, poolclass=sa.pool.NullPool, hide_parameters=True
        )
    return sa.create_engine(
        "sqlite://",
        creator=lambda: _open_file(place.path, read_only=read_only),
        poolclass=sa.pool.NullPool,
        hide_parameters=True,
    )


def _open_file(path: str, *, read_only: bool) -> sqlite3.Connection:
    uri = f"file:{quote(str(Path(path).absolute()))}?mode={'ro' if read_only else 'rw'}"
    if read_only and _is_at_rest(Path(path)):
        uri += "&immutable=1"
    # Without isolation_level=None the driver would commit before it makes a table.
    file = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=WAIT_SECONDS)
    try:
        for pragma in ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
            file.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        file.close()
        raise
    return file


def _is_at_rest(file: Path) -> bool:
    """Say whether nobody writes at the moment, and the files that SQLite reads by cannot be made.

    That is so on a medium or in a folder that may only be read.
    """
    return not os.access(file.absolute().parent, os.W_OK) and not Path(f"{file}-wal").exists()


def use_journal(connection: sa.Connection) -> None:
    """Let readers of an SQLite file go on while one writes (write-ahead log); it lasts."""
    if connection.exec_driver_sql("PRAGMA journal_mode").scalar() != "wal":
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")


@contextmanager
def asking(place: Address, what: str, next_step: str = _NOTHING_CHANGED) -> Iterator[None]:
    """Turn a refusal of the database into one message: ``what`` was refused, and why."""
    try:
        yield
    except Exception as error:
        if not is_from_driver(error):
            raise
        raise StoreError(
            f"The store {quoted(place.name)} refused {what}: {read_reason(error, place)}.",
            next_step,
        ) from None


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction that sees one state of the store, and changes nothing."""
    with engine.connect() as connection, connection.begin():
        on_server = connection.dialect.name == "postgresql"
        snapshot = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
        connection.exec_driver_sql(snapshot if on_server else "BEGIN")
        yield connection


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction that changes everything it says, or nothing."""
    with engine.connect() as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            # At once: a transaction that reads first could not be made to wait for another.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection
