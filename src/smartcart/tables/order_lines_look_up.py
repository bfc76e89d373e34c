"""Columns of order lines in DuckDB as codes and values, found once for each different cell.

Texts are costly to compare, and to read. So the different cells of a column are listed, read by
the rules that all tables are read by, and joined back to the lines as whole numbers and values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from smartcart.customers.distinct import Distinct
from smartcart.errors import DataError
from smartcart.orders.cells import TIME_OF_DAY, parse_days, parse_numbers
from smartcart.tables.order_lines_sql import ZONED, as_name, as_text, literal

__all__ = ["Encoded", "day_of", "is_time", "list_texts", "number_of", "text_of"]

_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL")
_UNSIGNED = ("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
#: Places in a list of different texts say nothing of the file.
_PLACES = re.compile(r" \(records? [^)]*\)")


@dataclass(frozen=True)
class Encoded:
    """What a column gives: expressions by our names, and the join that they need."""

    expressions: Mapping[str, str]
    join: str = ""


def list_texts(connection: Any, source: str, name: str, column: str, kind: str) -> str:
    """Keep the different texts of a column, and how many lines have each, as ``<name>_texts``.

    Returns the different cells beside their texts, as SQL for `text_of`.

    Parameters
    ----------
    connection : DuckDB connection
    source : str
        What is read, as SQL.
    name, column, kind : str
        Our name, the name in the source, and the type there.
    """
    _list_cells(connection, source, name, column, as_text("raw", kind))
    [(changed,)] = connection.execute(
        f"SELECT count(*) FROM {name}_cells WHERE text IS DISTINCT FROM CAST(raw AS VARCHAR)"  # noqa: S608
    ).fetchall()
    if not changed:  # each cell is its text, as most often: nothing to put together
        connection.execute(f"ALTER TABLE {name}_cells RENAME TO {name}_texts")
        return f"{name}_texts"
    connection.execute(
        f"CREATE TABLE {name}_texts AS SELECT text, sum(n) AS n FROM {name}_cells GROUP BY text"  # noqa: S608
    )
    return f"{name}_cells JOIN {name}_texts USING (text)"


def text_of(connection: Any, name: str, column: str, cells: str, mark: str = "NULL") -> Encoded:
    """Return a column as codes, equal where the texts are: rows of ``<name>_texts``.

    Parameters
    ----------
    cells : str
        From `list_texts`.
    mark : str
        Of a text, as SQL; given as ``<name>_mark``.
    """
    connection.execute(
        f"CREATE TABLE {name}_of AS SELECT raw, CAST({name}_texts.rowid AS UINTEGER) AS code, "  # noqa: S608
        f"CAST({mark} AS UTINYINT) AS mark FROM {cells}"
    )
    columns = {name: f"{name}_of.code", f"{name}_mark": f"{name}_of.mark"}
    return Encoded(columns, _join(name, column))


def number_of(connection: Any, source: str, name: str, column: str, kind: str) -> Encoded:
    """Return a column as numbers, missing where a cell is none."""
    if kind.partition("(")[0] in (*_NUMBERS, *_UNSIGNED):
        value = f"CAST({as_name(column)} AS DOUBLE)"
        return Encoded({name: f"CASE WHEN isfinite({value}) THEN {value} END"})
    _list_cells(connection, source, name, column, as_text("raw", kind))
    _read_cells(connection, name, column)
    return Encoded({name: f"{name}_of.value"}, _join(name, column))


def is_time(kind: str) -> bool:
    """Say whether a type holds dates or times, not texts of them."""
    return kind.startswith(("DATE", "TIMESTAMP"))


def day_of(connection: Any, source: str, column: str, kind: str) -> Encoded:
    """Return a column of times as days."""
    name = "day"
    if kind == ZONED:
        day = f"CAST(make_timestamp(epoch_us({as_name(column)})) AS DATE)"
        return Encoded({name: day})
    if is_time(kind):
        return Encoded({name: f"CAST({as_name(column)} AS DATE)"})
    text = f"regexp_replace({as_text('raw', kind)}, {literal(TIME_OF_DAY)}, '')"
    _list_cells(connection, source, name, column, text)
    _read_cells(connection, name, column)
    return Encoded({name: f"{name}_of.value"}, _join(name, column))


def _list_cells(connection: Any, source: str, name: str, column: str, text: str) -> None:
    connection.execute(
        f"CREATE TABLE {name}_cells AS SELECT raw, {text} AS text, n FROM ("  # noqa: S608
        f"SELECT {as_name(column)} AS raw, count(*) AS n FROM {source} GROUP BY ALL)"
    )


def _read_cells(connection: Any, name: str, column: str) -> None:
    """Read different cells as values, by their different texts; keeps them as ``<name>_of``."""
    statement = f"SELECT text, sum(n) AS n FROM {name}_cells GROUP BY ALL ORDER BY ALL"  # noqa: S608
    found = connection.sql(statement).to_arrow_table()
    texts = found["text"].cast(pa.large_string()).combine_chunks()
    cells = Distinct(texts, pc.utf8_trim_whitespace(texts), np.arange(len(texts), dtype=np.int32))
    cells.__dict__["counts"] = found["n"].cast(pa.int64()).to_numpy()
    try:
        values = parse_days(cells, column) if name == "day" else parse_numbers(cells, column)
    except DataError as error:
        raise DataError(_PLACES.sub("", error.what), error.next_step) from None
    array = pa.array(values, from_pandas=True)
    connection.register(f"{name}_seen", pa.table({"text": texts, "value": array}))
    connection.execute(
        f"CREATE TABLE {name}_of AS SELECT raw, value FROM {name}_cells "  # noqa: S608
        f"JOIN {name}_seen USING (text)"
    )
    connection.unregister(f"{name}_seen")


def _join(name: str, column: str) -> str:
    # A left join: no line may be lost. An empty cell is like an empty cell.
    return f"LEFT JOIN {name}_of ON {name}_of.raw IS NOT DISTINCT FROM read.{as_name(column)}"
