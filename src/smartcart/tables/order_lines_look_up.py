"""Numbers and days of order lines in DuckDB, read by the rules that all tables are read by."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from smartcart.customers.distinct import Distinct
from smartcart.errors import DataError
from smartcart.orders.cells import TIME_OF_DAY, parse_days, parse_numbers
from smartcart.tables.order_lines_sql import ZONED, as_name, as_text, literal

__all__ = ["day_of", "number_of"]

_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL")
_UNSIGNED = ("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
#: Places in a list of different texts say nothing of the file.
_PLACES = re.compile(r" \(records? [^)]*\)")


def number_of(connection: Any, source: str, name: str, column: str, kind: str) -> tuple[str, str]:
    """Return the expression for a column as a number, and the join that it needs.

    Parameters
    ----------
    connection : DuckDB connection
        Keeps the values of different texts, as the table ``<name>_of``.
    source : str
        What is read, as SQL.
    name, column, kind : str
        Our name, the name in the source, and the type there.
    """
    if kind.partition("(")[0] in (*_NUMBERS, *_UNSIGNED):
        value = f"CAST({as_name(column)} AS DOUBLE)"
        return f"CASE WHEN isfinite({value}) THEN {value} END", ""
    return _look_up(connection, source, name, as_text(column, kind), column)


def day_of(connection: Any, source: str, column: str, kind: str) -> tuple[str, str]:
    """Return the expression for a column as a day, and the join that it needs."""
    if kind == ZONED:
        return f"CAST(make_timestamp(epoch_us({as_name(column)})) AS DATE)", ""
    if kind.startswith(("DATE", "TIMESTAMP")):
        return f"CAST({as_name(column)} AS DATE)", ""
    text = f"regexp_replace({as_text(column, kind)}, {literal(TIME_OF_DAY)}, '')"
    return _look_up(connection, source, "day", text, column)


def _look_up(connection: Any, source: str, name: str, text: str, column: str) -> tuple[str, str]:
    statement = f"SELECT {text} AS text, count(*) AS n FROM {source} GROUP BY ALL ORDER BY ALL"  # noqa: S608
    found = connection.sql(statement).to_arrow_table()
    texts = found["text"].cast(pa.large_string()).combine_chunks()
    cells = Distinct(texts, pc.utf8_trim_whitespace(texts), np.arange(len(texts), dtype=np.int32))
    cells.__dict__["counts"] = found["n"].to_numpy()
    try:
        values = parse_days(cells, column) if name == "day" else parse_numbers(cells, column)
    except DataError as error:
        raise DataError(_PLACES.sub("", error.what), error.next_step) from None
    array = pa.array(values, from_pandas=True)
    connection.register(f"{name}_seen", pa.table({"text": texts, "value": array}))
    connection.execute(f"CREATE TABLE {name}_of AS SELECT * FROM {name}_seen")  # noqa: S608
    connection.unregister(f"{name}_seen")
    return f"{name}_of.value", f"LEFT JOIN {name}_of ON {name}_of.text = {text}"
