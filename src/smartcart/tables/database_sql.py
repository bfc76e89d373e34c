"""PostgreSQL and SQLite, through SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from smartcart.tables.database_address import Address, extra_missing, identifier
from smartcart.tables.database_columns import Batch, value_column
from smartcart.tables.database_errors import reaching

__all__ = ["SqlDatabase", "open_sql"]

#: Rows that are Python objects at one time, on the way in and out.
ROWS_AT_ONCE = 10_000
_WAIT_SECONDS = 10


@contextmanager
def open_sql(place: Address, *, write: bool = False) -> Iterator[SqlDatabase]:
    """Open a database in one transaction, read-only unless `write`; rolled back on an error."""
    try:
        import psycopg  # noqa: F401 - without it SQLAlchemy fails later and says less
        import sqlalchemy as sa
    except ImportError:
        raise extra_missing() from None
    engine = _engine(sa, place, write=write)
    try:
        with reaching(place):
            connection = engine.connect()
        with connection, connection.begin():
            for statement in _opening(place, write=write):
                connection.exec_driver_sql(statement)
            yield SqlDatabase(sa, connection)
    finally:
        engine.dispose()


class SqlDatabase:
    """An open transaction."""

    def __init__(self, sa: Any, connection: Any) -> None:
        self._connection = connection
        self._inspector = sa.inspect(connection)

    def names(self) -> list[str]:
        """Return tables and views; those of another schema as ``schema.name``."""
        found = [*self._inspector.get_table_names(), *self._views(None)]
        for schema in self._schemas():
            tables = [*self._inspector.get_table_names(schema), *self._views(schema)]
            found += [f"{schema}.{table}" for table in tables]
        return found

    def columns(self, table: str) -> list[str]:
        """Return the column names of a table."""
        name, schema = self._split(table)
        return [str(each["name"]) for each in self._inspector.get_columns(name, schema)]

    def is_view(self, table: str) -> bool:
        """Say whether the name is that of a view."""
        name, schema = self._split(table)
        return name in self._views(schema)

    def whole(self, table: str) -> str:
        """Return the statement that reads a table, its name quoted."""
        return f"SELECT * FROM {self._quoted(table)}"  # noqa: S608 - see _quoted

    def batches(self, statement: str) -> Iterator[Batch]:
        """Yield the rows of a statement, never more than `ROWS_AT_ONCE` as objects."""
        options = {"stream_results": True, "yield_per": ROWS_AT_ONCE, "no_parameters": True}
        connection = self._connection.execution_options(**options)
        result = connection.exec_driver_sql(statement)
        names = [str(name) for name in result.keys()]  # noqa: SIM118 - not a mapping
        for rows in result.partitions(ROWS_AT_ONCE):
            columns = zip(*rows, strict=True)
            yield names, [value_column(c, n) for c, n in zip(columns, names, strict=True)]

    def replace(self, table: str, frame: pd.DataFrame) -> None:
        """Make the rows of `frame` the content of a table, which is made when there is none."""
        name = self._quoted(table)
        if table not in self.names():
            columns = ", ".join(f"{identifier(c)} {_type(frame[c])}" for c in frame)
            self._do(f"CREATE TABLE {name} ({columns})")
        else:
            # Two runs at a time would each delete the old rows and both add theirs.
            if self._on_server:
                self._do(f"LOCK TABLE {name} IN EXCLUSIVE MODE")
            self._do(f"DELETE FROM {name}")  # noqa: S608 - see _quoted
        mark, name = ("%s", name.replace("%", "%%")) if self._on_server else ("?", name)
        marks = ", ".join(mark for _ in frame)
        for start in range(0, len(frame), ROWS_AT_ONCE):
            part = frame.iloc[start : start + ROWS_AT_ONCE]
            rows = list(zip(*(_cells(part[each]) for each in part), strict=True))
            insert = f"INSERT INTO {name} VALUES ({marks})"  # noqa: S608 - see _quoted
            self._connection.exec_driver_sql(insert, rows)

    @property
    def _on_server(self) -> bool:
        return bool(self._connection.dialect.name == "postgresql")

    def _do(self, statement: str) -> None:
        connection = self._connection.execution_options(no_parameters=True)
        connection.exec_driver_sql(statement)

    def _quoted(self, table: str) -> str:
        # Not by SQLAlchemy: it doubles every % as for a statement with parameters.
        name, schema = self._split(table)
        return identifier(name) if schema is None else identifier(schema, name)

    def _split(self, table: str) -> tuple[str, str | None]:
        schema, dot, name = table.partition(".")
        return (name, schema) if dot and schema in self._schemas() else (table, None)

    def _schemas(self) -> list[str]:
        if not self._on_server:
            return []
        own = {"information_schema", self._inspector.default_schema_name}
        return [each for each in self._inspector.get_schema_names() if each not in own]

    def _views(self, schema: str | None) -> list[str]:
        views = list(self._inspector.get_view_names(schema))
        if self._on_server:
            views += self._inspector.get_materialized_view_names(schema)
        return views


def _cells(column: pd.Series) -> list[Any]:
    """Return the cells as a driver takes them: None where there is none."""
    return list(column.astype(object).where(column.notna(), None))


def _type(column: pd.Series) -> str:
    if pd.api.types.is_integer_dtype(column.dtype):
        return "BIGINT"
    return "DOUBLE PRECISION" if pd.api.types.is_float_dtype(column.dtype) else "TEXT"


def _engine(sa: Any, place: Address, *, write: bool) -> Any:
    common = {"poolclass": sa.pool.NullPool, "hide_parameters": True}
    if place.kind == "postgresql":
        wait = {} if "connect_timeout" in place.url.query else {"connect_timeout": _WAIT_SECONDS}
        return sa.create_engine(place.url, connect_args=wait, **common)
    return sa.create_engine("sqlite://", creator=lambda: _file(place.path, write=write), **common)


def _file(path: str, *, write: bool) -> Any:
    import sqlite3

    mode = "rw" if write else "ro"
    uri = f"file:{quote(str(Path(path).absolute()))}?mode={mode}"
    # Without isolation_level=None the driver would commit before it makes a table.
    return sqlite3.connect(uri, uri=True, isolation_level=None)


def _opening(place: Address, *, write: bool) -> list[str]:
    if place.kind == "postgresql":
        return [] if write else ["SET TRANSACTION READ ONLY"]
    return ["BEGIN IMMEDIATE"] if write else ["PRAGMA query_only=ON", "BEGIN"]
