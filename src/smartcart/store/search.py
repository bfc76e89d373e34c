"""Where a customer still stands: every column of every table, and the bytes of the files."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from smartcart.store.tables import TABLES, assignments
from smartcart.tables.database_address import Address

__all__ = ["search_files", "search_tables", "word_pattern"]

#: What an SQLite store consists of, behind the name of its file.
_FILES = ("", "-wal", "-shm", ".lock")
_AT_ONCE = 1 << 24
#: Times that the store wrote itself: a day of them may look like an id.
_TIMES = frozenset({"added", "started", "finished", "promoted", "since"})


def word_pattern(customer_id: str) -> re.Pattern[str]:
    r"""Return what finds an id as a word: not within a longer id, nor within a number.

    Examples
    --------
    >>> text = '7817,S1 "7817" 17817 7817b 0.7817 7817.5'
    >>> [found.start() for found in word_pattern("7817").finditer(text)]
    [0, 9]
    """
    written = {
        customer_id,
        customer_id.replace('"', '""'),
        html.escape(customer_id),
        json.dumps(customer_id)[1:-1],
        json.dumps(customer_id, ensure_ascii=False)[1:-1],
    }
    either = "|".join(
        re.escape(each) for each in sorted(written, key=lambda each: (-len(each), each))
    )
    return re.compile(rf"(?<!\w)(?<!\d[.,])(?:{either})(?!\w|[.,]\d)")


def search_tables(connection: sa.Connection, customer_id: str) -> dict[str, int]:
    """Return rows that hold a customer, by ``table.column``.

    A column of ids holds it as the whole value. Elsewhere it is looked for as a word; in plain
    data only in texts and keys, because a number is no id.
    """
    pattern = word_pattern(customer_id)
    found: dict[str, int] = {}
    for table in TABLES.sorted_tables:
        for column in table.columns:
            rows = _count_rows(connection, column, customer_id, pattern)
            if rows:
                found[f"{table.name}.{column.name}"] = rows
    return found


def search_files(place: Address, customer_id: str) -> dict[str, int]:
    """Return how often the bytes of an id stand in each file of an SQLite store."""
    if place.kind != "sqlite":
        return {}
    files = [Path(f"{place.path}{ending}") for ending in _FILES]
    wanted = customer_id.encode()
    return {file.name: _count_bytes(file, wanted) for file in files if file.is_file()}


def _count_rows(
    connection: sa.Connection,
    column: sa.Column[Any],
    customer_id: str,
    pattern: re.Pattern[str],
) -> int:
    if isinstance(column.type, sa.Integer | sa.Double) or column.name in _TIMES:
        return 0
    if column.name == "customer_id":
        same = sa.select(sa.func.count()).where(column == customer_id)
        return int(connection.execute(same).scalar_one())
    chosen = sa.select(column, sa.func.count()).group_by(column)
    if column.table is not assignments:
        chosen = sa.select(column, sa.literal(1))
    rows = connection.execute(chosen.execution_options(yield_per=1_000))
    return sum(n for cell, n in rows if cell is not None and _holds(cell, pattern))


def _holds(cell: str | bytes, pattern: re.Pattern[str]) -> bool:
    text = cell if isinstance(cell, str) else bytes(cell).decode("utf-8", "replace")
    if text[:1] in ("{", "["):
        try:
            return any(map(pattern.search, _texts(json.loads(text))))
        except ValueError:
            pass  # a damaged model is searched as it is
    return pattern.search(text) is not None


def _texts(value: Any) -> Iterator[str]:
    """Yield every text and every key of plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from value
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _count_bytes(file: Path, wanted: bytes) -> int:
    """Count in pieces; a find that lies across the end of a piece is found once."""
    count, rest = 0, b""
    with file.open("rb") as opened:
        while piece := opened.read(_AT_ONCE):
            held = rest + piece
            count += held.count(wanted)
            rest = held[-(len(wanted) - 1) :] if len(wanted) > 1 else b""
    return count
