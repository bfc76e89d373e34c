"""DuckDB, through its own package: its rows arrive as Arrow and need no translation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd

from smartcart.tables.database_address import Address, extra_missing, identifier
from smartcart.tables.database_columns import Batch, arrow_column
from smartcart.tables.database_errors import reaching

__all__ = ["DuckDatabase", "open_duck"]

ROWS_AT_ONCE = 100_000
# Nothing is fetched from the network, and a name in a query never means a Python variable.
_CONFIG = {"autoinstall_known_extensions": "false", "python_enable_replacements": "false"}


@contextmanager
def open_duck(place: Address, *, write: bool = False) -> Iterator[DuckDatabase]:
    """Open a database in one transaction, read-only unless `write`; rolled back on an error."""
    try:
        import duckdb
    except ImportError:
        raise extra_missing() from None
    with reaching(place):
        connection = duckdb.connect(place.path, read_only=not write, config=dict(_CONFIG))
    try:
        connection.execute("BEGIN")
        yield DuckDatabase(connection)
        connection.execute("COMMIT")
    finally:
        # What is not committed when the connection closes is rolled back.
        connection.close()


class DuckDatabase:
    """An open transaction."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def names(self) -> list[str]:
        """Return tables and views; those of another schema as ``schema.name``."""
        return [shown for shown, *_ in self._listing()]

    def columns(self, table: str) -> list[str]:
        """Return the column names of a table."""
        self._connection.execute(f"{self.whole(table)} LIMIT 0")
        return [str(each[0]) for each in self._connection.description]

    def is_view(self, table: str) -> bool:
        """Say whether the name is that of a view."""
        return any(shown == table and kind == "VIEW" for shown, _, _, kind in self._listing())

    def whole(self, table: str) -> str:
        """Return the statement that reads a table, its name quoted."""
        return f"SELECT * FROM {self._quoted(table)}"  # noqa: S608 - see _quoted

    def batches(self, statement: str) -> Iterator[Batch]:
        """Yield the rows of a statement, batch by batch."""
        reader = self._connection.sql(statement).to_arrow_reader(ROWS_AT_ONCE)
        names = [str(name) for name in reader.schema.names]
        for batch in reader:
            if batch.num_rows:
                yield names, [arrow_column(c, n) for c, n in zip(batch, names, strict=True)]

    def replace(self, table: str, frame: pd.DataFrame) -> None:
        """Make the rows of `frame` the content of a table, which is made when there is none."""
        name = self._quoted(table)
        self._connection.register("smartcart_rows", frame)
        if table in self.names():
            self._connection.execute(f"DELETE FROM {name}")  # noqa: S608 - quoted
            self._connection.execute(f"INSERT INTO {name} SELECT * FROM smartcart_rows")  # noqa: S608
        else:
            self._connection.execute(f"CREATE TABLE {name} AS SELECT * FROM smartcart_rows")  # noqa: S608
        self._connection.unregister("smartcart_rows")

    def _listing(self) -> list[tuple[str, str, str, str]]:
        """Return (name as shown, schema, name, type) of every table and view."""
        rows = self._connection.execute(
            "SELECT table_schema, table_name, table_type FROM information_schema.tables "
            "WHERE table_catalog = current_database() ORDER BY ALL"
        ).fetchall()
        return [
            (name if schema == "main" else f"{schema}.{name}", schema, name, kind)
            for schema, name, kind in rows
        ]

    def _quoted(self, table: str) -> str:
        known = {shown: (schema, name) for shown, schema, name, _ in self._listing()}
        return identifier(*known.get(table, ("main", table)))
