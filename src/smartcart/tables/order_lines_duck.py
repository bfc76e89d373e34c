"""Order lines larger than memory -> one row per customer, by DuckDB."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from smartcart.errors import DataError, MissingExtraError, SmartCartError, quoted
from smartcart.orders import CustomerOrders
from smartcart.orders.account import make_account, next_day
from smartcart.orders.columns import LINES_LOOKED_AT, match_columns
from smartcart.orders.rules import REPEATED, RETURNING, USED
from smartcart.orders.summary import make_customer_orders
from smartcart.tables.order_lines_files import find_delimiter
from smartcart.tables.order_lines_look_up import day_of, number_of
from smartcart.tables.order_lines_sql import (
    COUNTS,
    CUSTOMERS,
    DAYS,
    PURCHASES,
    as_text,
    lines_table,
    literal,
    ruled_view,
)

__all__ = ["summarize_large"]

_TEXTS = ("customer_id", "order_id", "product_id", "ordered_at", "country")


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
    if unlike := re.search(r'sniffing file "(.*)"', str(error)):
        return DataError(
            f"The file {quoted(Path(unlike[1]))} has a line with more or fewer cells than its "
            "header, or a quote that is not closed.",
            "Correct it; 'smartcart orders' of that file alone says which lines, up to 200 MB.",
        )
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
    # Nothing is left to a guess: lines that do not fit would be taken for titles. All as text,
    # since what a cell is, is decided by the rules that all tables are read by.
    return (
        f"read_csv([{listed}], delim = {literal(find_delimiter(files))}, quote = '\"', "
        "escape = '\"', skip = 0, comment = '', header = true, all_varchar = true, "
        "union_by_name = true)"
    )


def _cells(connection: Any, statement: str) -> pd.DataFrame:
    return pd.DataFrame(connection.sql(statement).to_arrow_table().to_pandas())


def _make_lines(connection: Any, source: str, columns: Mapping[str, str]) -> None:
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608
    kinds = {str(row[0]): str(row[1]) for row in described}
    texts = {
        name: as_text(columns[name], kinds[columns[name]]) if name in columns else "''"
        for name in _TEXTS
    }
    read = {
        name: number_of(connection, source, name, columns[name], kinds[columns[name]])
        for name in ("quantity", "price")
    }
    ordered = columns["ordered_at"]
    read["day"] = day_of(connection, source, ordered, kinds[ordered])
    values = {name: expression for name, (expression, _) in read.items()}
    joins = " ".join(join for _, join in read.values())
    connection.execute(lines_table({**texts, **values}, f"{source} {joins}"))


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
    made = made.astype(days).set_index("customer_id")
    return make_customer_orders(made, _cells(connection, PURCHASES), account)
