"""Assignments of a run: in bulk, in the order of the customers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from smartcart.errors import DataError
from smartcart.store.records import Assignment
from smartcart.store.tables import assignments, runs

__all__ = ["ASSIGNED", "add_assignments", "find_assignment", "read_assignments"]

#: What is kept of ``segments.csv``; the rest can be made again from model and table.
ASSIGNED = ("customer_id", "segment_id", "segment", "confidence", "is_high_value")
_NEEDED = ASSIGNED[:3]
#: Rows that are Python objects at one time.
_ROWS_AT_ONCE = 50_000


def add_assignments(connection: sa.Connection, run_id: int, assigned: pd.DataFrame) -> None:
    """Add one row per customer, past SQLAlchemy: a million rows take seconds.

    Raises
    ------
    DataError
        When a column is missing, or a customer comes twice.
    """
    _check(assigned)
    rows = _rows(run_id, assigned.sort_values("customer_id", ignore_index=True))
    if connection.dialect.name == "postgresql":
        _copy(connection, rows)
    else:
        _insert_many(connection, rows)


def read_assignments(connection: sa.Connection, run_id: int) -> pd.DataFrame:
    """Return the assignments of a run, with the columns `ASSIGNED`, by customer id."""
    by_id: sa.ColumnElement[str] = assignments.c.customer_id
    if connection.dialect.name == "postgresql":
        by_id = sa.collate(by_id, "C")
    chosen = sa.select(*(assignments.c[name] for name in ASSIGNED))
    rows = connection.execute(chosen.where(assignments.c.run_id == run_id).order_by(by_id))
    parts = [_frame(part) for part in rows.partitions(_ROWS_AT_ONCE)]
    return pd.concat(parts or [_frame([])], ignore_index=True)


def find_assignment(connection: sa.Connection, customer_id: str) -> Assignment | None:
    """Return where the last run that kept assignments placed a customer; by the key, so quick."""
    if "\x00" in customer_id:  # PostgreSQL has no text with one
        return None
    last = sa.select(sa.func.max(assignments.c.run_id)).scalar_subquery()
    chosen = (
        sa.select(runs.c.run_id, runs.c.model_hash, *(assignments.c[name] for name in ASSIGNED))
        .join(runs, runs.c.run_id == assignments.c.run_id)
        .where(assignments.c.run_id == last, assignments.c.customer_id == customer_id)
    )
    row = connection.execute(chosen).first()
    if row is None:
        return None
    run_id, model_hash, own, segment_id, segment, confidence, high = row
    is_high = None if high is None else bool(high)
    return Assignment(run_id, model_hash, own, segment_id, segment, confidence, is_high)


def _frame(rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    columns = list(zip(*rows, strict=True)) or [()] * len(ASSIGNED)
    types = {"confidence": "float64", "is_high_value": "Int64"}
    found = zip(ASSIGNED, columns, strict=True)
    return pd.DataFrame(
        {name: pd.array(list(cells), dtype=types.get(name, "str")) for name, cells in found}
    )


def _check(assigned: pd.DataFrame) -> None:
    absent = [name for name in _NEEDED if name not in assigned]
    if absent:
        raise DataError(
            f"Assignments need the columns {', '.join(_NEEDED)}; {', '.join(absent)} is missing.",
            "Give the table that Segmentation.assign returns.",
        )
    twice = int(assigned["customer_id"].duplicated().sum())
    if twice:
        raise DataError(
            f"A customer has one assignment in a run; {twice:,} rows repeat a customer.",
            "Give one row per customer.",
        )


def _rows(run_id: int, assigned: pd.DataFrame) -> Iterator[list[tuple[Any, ...]]]:
    for start in range(0, len(assigned), _ROWS_AT_ONCE):
        part = assigned.iloc[start : start + _ROWS_AT_ONCE]
        columns: Iterable[list[Any]] = (_cells(part, name) for name in ASSIGNED)
        yield list(zip([run_id] * len(part), *columns, strict=True))


def _cells(part: pd.DataFrame, name: str) -> list[Any]:
    """Return the cells as a driver takes them: None where there is none."""
    if name not in part:
        return [None] * len(part)
    column = part[name]
    kind = {"confidence": "float64", "is_high_value": "Int64"}.get(name)
    cells = column.astype(kind or "str").astype(object)
    return list(cells.where(column.notna().to_numpy(), None))


def _insert_many(connection: sa.Connection, batches: Iterable[list[tuple[Any, ...]]]) -> None:
    columns = ", ".join(("run_id", *ASSIGNED))
    marks = ", ".join("?" for _ in range(len(ASSIGNED) + 1))
    statement = f"INSERT INTO {assignments.name} ({columns}) VALUES ({marks})"  # noqa: S608
    for rows in batches:
        connection.exec_driver_sql(statement, rows)


def _copy(connection: sa.Connection, batches: Iterable[list[tuple[Any, ...]]]) -> None:
    columns = ", ".join(("run_id", *ASSIGNED))
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - the transaction is open
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {assignments.name} ({columns}) FROM STDIN") as copy,
    ):
        for rows in batches:
            for row in rows:
                copy.write_row(row)
