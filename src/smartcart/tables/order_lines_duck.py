"""Order lines larger than memory -> one row per customer, by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from smartcart.customers.distinct import Distinct
from smartcart.errors import DataError, MissingExtraError, SmartCartError
from smartcart.orders import CustomerOrders
from smartcart.orders.cells import TIME_OF_DAY, parse_days, parse_numbers
from smartcart.orders.columns import LINES_LOOKED_AT, match_columns
from smartcart.orders.lines import make_account, next_day
from smartcart.orders.rules import REPEATED, RETURNING, USED
from smartcart.orders.summary import make_customer_orders
from smartcart.tables.order_lines_sql import (
    COUNTS,
    CUSTOMERS,
    DAYS,
    as_text,
    lines_table,
    literal,
    ruled_view,
)

__all__ = ["summarize_large"]

_TEXTS = ("customer_id", "order_id", "product_id", "ordered_at", "country")
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL")
_UNSIGNED = ("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_TIMES = ("DATE", "TIMESTAMP")


def summarize_large(
    files: tuple[list[Path], bool], as_of: date | None = None, memory: str | None = None
) -> CustomerOrders:
    """Summarise order lines in CSV or Parquet files, of any size.

    Texts of dates, quantities and prices are read by the rules of `smartcart.orders.check_lines`:
    DuckDB gives their different texts, and joins the values back. Each different line is kept
    once in a temporary database; what does not fit in memory goes to disk. Columns of several
    files are matched by their names.

    Parameters
    ----------
    files : tuple of (list of Path, bool)
        The files, and whether they are Parquet.
    as_of : date, optional
        As in `check_lines`.
    memory : str, optional
        How much DuckDB may hold (``"500MB"``); most of the machine's when not given.

    Raises
    ------
    DataError, SettingsError
        As in `check_lines`, and when a file is damaged.
    MissingExtraError
        When DuckDB is not installed.
    """
    with _database(memory) as connection:
        source = _source(*files)
        first = f"SELECT * FROM {source} LIMIT {LINES_LOOKED_AT}"  # noqa: S608 - names are quoted
        columns = match_columns(_cells(connection, first))
        _make_lines(connection, source, columns)
        return _summarize(connection, as_of, columns)


@contextmanager
def _database(memory: str | None) -> Iterator[Any]:
    """Give an empty database of its own on disk, gone afterwards."""
    try:
        import duckdb
    except ImportError:
        raise MissingExtraError("Reading a folder or a large file", "database") from None
    with TemporaryDirectory(prefix="smartcart-") as folder:
        config: dict[str, Any] = {
            "autoinstall_known_extensions": "false",
            "python_enable_replacements": "false",
        }
        config |= {"temp_directory": folder, "preserve_insertion_order": "false"}
        config |= {"memory_limit": memory} if memory else {}
        try:
            connection = duckdb.connect(f"{folder}/lines.duckdb", config=config)
            try:
                yield connection
            finally:
                connection.close()
        except duckdb.Error as error:
            raise _refused(error) from None


def _refused(error: Exception) -> SmartCartError:
    """Return one message; the first line alone, since others repeat cells."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    what = (lines[0] if lines else type(error).__name__).split(": ", 1)[-1]
    what = "".join(each if each.isprintable() else " " for each in what).strip().rstrip(".:")
    return DataError(
        f"The order lines cannot be read: {what}.",
        "Check the file at that line, and the free space; a CSV file must be UTF-8.",
    )


def _source(files: list[Path], parquet: bool) -> str:
    listed = ", ".join(literal(str(file)) for file in files)
    if parquet:
        return f"read_parquet([{listed}], union_by_name = true)"
    # As text: what a cell is, is decided by the rules that all tables are read by.
    return f"read_csv([{listed}], all_varchar = true, header = true, union_by_name = true)"


def _cells(connection: Any, statement: str) -> pd.DataFrame:
    return pd.DataFrame(connection.sql(statement).to_arrow_table().to_pandas())


def _make_lines(connection: Any, source: str, columns: Mapping[str, str]) -> None:
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608
    kinds = {str(row[0]): str(row[1]).partition("(")[0].partition(" ")[0] for row in described}
    texts = {
        name: as_text(columns[name], kinds[columns[name]]) if name in columns else "''"
        for name in _TEXTS
    }
    joins: list[str] = []
    numbers = {}
    for name in ("quantity", "price"):
        column, kind = columns[name], kinds[columns[name]]
        plain = '"' + column.replace('"', '""') + '"'
        if kind in (*_NUMBERS, *_UNSIGNED):
            value = f"CAST({plain} AS DOUBLE)"
            numbers[name] = f"CASE WHEN isfinite({value}) THEN {value} END"
        else:
            joins.append(_look_up(connection, source, name, as_text(column, kind), column))
            numbers[name] = f"{name}_of.value"
    day, kind = texts["ordered_at"], kinds[columns["ordered_at"]]
    if kind.startswith(_TIMES):
        plain = '"' + columns["ordered_at"].replace('"', '""') + '"'
        shown = f"CAST({plain} AS DATE)"
    else:
        stripped = f"regexp_replace({day}, {literal(TIME_OF_DAY)}, '')"
        joins.append(_look_up(connection, source, "day", stripped, columns["ordered_at"]))
        shown = "day_of.value"
    connection.execute(lines_table(texts, numbers, shown, source, " ".join(joins)))


def _look_up(connection: Any, source: str, name: str, text: str, column: str) -> str:
    """Read the different texts of a column, keep their values as a table, and return the join."""
    statement = f"SELECT {text} AS text, count(*) AS n FROM {source} GROUP BY ALL ORDER BY ALL"  # noqa: S608
    found = connection.sql(statement).to_arrow_table()
    texts = found["text"].cast(pa.large_string()).combine_chunks()
    cells = Distinct(texts, pc.utf8_trim_whitespace(texts), np.arange(len(texts), dtype=np.int32))
    cells.__dict__["counts"] = found["n"].to_numpy()
    values = parse_days(cells, column) if name == "day" else parse_numbers(cells, column)
    array = pa.array(values, from_pandas=True)
    connection.register(f"{name}_seen", pa.table({"text": texts, "value": array}))
    connection.execute(f"CREATE TABLE {name}_of AS SELECT * FROM {name}_seen")  # noqa: S608
    connection.unregister(f"{name}_seen")
    return f"LEFT JOIN {name}_of ON {name}_of.text = {text}"


def _summarize(connection: Any, as_of: date | None, columns: Mapping[str, str]) -> CustomerOrders:
    last = connection.execute("SELECT max(day) FROM lines").fetchone()[0]
    end = np.datetime64(as_of, "D") if as_of else next_day(last)
    connection.execute(ruled_view(str(end)))
    counts = np.zeros(USED + 1, dtype=np.int64)
    for rule, lines, repeats in connection.execute(COUNTS).fetchall():
        counts[rule] += int(lines)
        counts[REPEATED] += int(repeats)
    returning = ", ".join(map(str, RETURNING))
    known, bought, first, final = connection.execute(
        "SELECT count(DISTINCT customer_id), count(DISTINCT customer_id) FILTER (rule = ?), "  # noqa: S608
        f"min(day) FILTER (rule = ?), max(day) FILTER (rule = ?) FROM ruled "
        f"WHERE rule IN (?, {returning})",
        [USED] * 4,
    ).fetchone()
    account = make_account(
        counts, n_customers=bought, n_known=known, days=(first, final, end), columns=columns
    )
    connection.execute(DAYS)
    made = _cells(connection, CUSTOMERS.format(end=end, returning=returning))
    missing = {"product_id": "n_products", "country": "country"}
    made = made.drop(columns=[made_of for name, made_of in missing.items() if name not in columns])
    days = dict.fromkeys(("first_order", "last_order"), "datetime64[s]")
    return make_customer_orders(made.astype(days).set_index("customer_id"), account)
