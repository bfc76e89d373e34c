"""Customers who object, and customers who are to be forgotten."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from smartcart.errors import StoreError
from smartcart.store.models import insert
from smartcart.store.plain import from_time, now, to_json, to_time, without
from smartcart.store.records import ErasureReceipt, Suppression
from smartcart.store.tables import assignments, events, runs, suppressions

__all__ = [
    "add_suppressions",
    "clear_traces",
    "delete_customer",
    "delete_suppressions",
    "find_suppressions",
    "list_suppressions",
]

#: Everything else is never about one customer.
_MAY_NAME = ((runs, ("quality", "figures")), (events, ("detail",)))
#: A customer with such an id cannot be told from a segment, of which figures and events speak.
_LIKE_A_SEGMENT = re.compile(r"S[0-9]+")
#: SQLite of old takes no more than 999 values.
_IDS_AT_ONCE = 900
_MAY_NAME_THEN = ((runs, ("quality",)), (events, ()))


def add_suppressions(connection: sa.Connection, ids: Iterable[str], reason: str) -> int:
    """Add customers who are not there yet; return how many were new."""
    since = from_time(now())
    statement = insert(connection, suppressions).on_conflict_do_nothing()
    before = _count(connection)
    rows = [{"customer_id": each, "since": since, "reason": reason} for each in sorted(set(ids))]
    if rows:
        connection.execute(statement, rows)
    return _count(connection) - before


def delete_suppressions(connection: sa.Connection, ids: Iterable[str]) -> int:
    """Take customers from the list; return how many were on it."""
    statement = sa.delete(suppressions).where(suppressions.c.customer_id == sa.bindparam("who"))
    before = _count(connection)
    rows = [{"who": each} for each in sorted(set(ids))]
    if rows:
        connection.execute(statement, rows)
    return before - _count(connection)


def list_suppressions(connection: sa.Connection) -> tuple[Suppression, ...]:
    """Return all who object, by customer id."""
    rows = connection.execute(sa.select(suppressions))
    found = [Suppression(row.customer_id, to_time(row.since), row.reason) for row in rows]
    return tuple(sorted(found, key=lambda each: each.customer_id))


def find_suppressions(connection: sa.Connection, ids: Iterable[str]) -> frozenset[str]:
    """Return who of some customers objects, asked in parts that every database takes."""
    wanted = sorted({each for each in ids if "\x00" not in each})
    found: set[str] = set()
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        part = wanted[start : start + _IDS_AT_ONCE]
        chosen = sa.select(suppressions.c.customer_id)
        found.update(
            connection.execute(chosen.where(suppressions.c.customer_id.in_(part))).scalars()
        )
    return frozenset(found)


def delete_customer(connection: sa.Connection, customer_id: str) -> ErasureReceipt:
    """Take a customer out of every table."""
    deleted = [
        connection.execute(sa.delete(table).where(table.c.customer_id == customer_id)).rowcount
        for table in (assignments, suppressions)
    ]
    may_name = _MAY_NAME_THEN if _LIKE_A_SEGMENT.fullmatch(customer_id) else _MAY_NAME
    cleaned = [_clean(connection, table, names, customer_id) for table, names in may_name]
    return ErasureReceipt(now(), *deleted, *cleaned)


def clear_traces(connection: sa.Connection) -> None:
    """Write the tables anew, so that no byte of deleted rows is left; outside a transaction.

    Raises
    ------
    StoreError
        When another program still reads an older state of an SQLite file.
    """
    if connection.dialect.name == "postgresql":
        for table in (assignments, suppressions, runs, events):
            connection.exec_driver_sql(f"VACUUM FULL {table.name}")
        return
    connection.exec_driver_sql("VACUUM")
    busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    if busy:
        raise StoreError(
            "The customer is out of every table, but another program still reads an older state "
            "of the store, so that its journal could not be emptied.",
            "Close the other program and erase once more.",
        )


def _count(connection: sa.Connection) -> int:
    counted = sa.select(sa.func.count()).select_from(suppressions)
    return int(connection.execute(counted).scalar_one())


def _clean(
    connection: sa.Connection, table: sa.Table, names: tuple[str, ...], customer_id: str
) -> int:
    """Take a customer out of the plain data in some columns; return how many rows had it."""
    (key,) = table.primary_key
    changed = 0
    for row in connection.execute(sa.select(key, *(table.c[name] for name in names))).all():
        new = {name: _cleaned(getattr(row, name), customer_id) for name in names}
        if any(new[name] != getattr(row, name) for name in names):
            connection.execute(sa.update(table).where(key == row[0]).values(new))
            changed += 1
    return changed


def _cleaned(text: str, customer_id: str) -> str:
    plain: Any = json.loads(text)
    return to_json(without(plain, customer_id))
