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

from smartcart.errors import DataError, MissingExtraError, SmartCartError
from smartcart.orders import CustomerOrders
from smartcart.orders.account import make_account, next_day
from smartcart.orders.columns import LINES_LOOKED_AT, match_columns
from smartcart.orders.rules import NO_LINE, REPEATED, USED
from smartcart.orders.services import SHORTEST, service_pattern
from smartcart.orders.summary import make_customer_orders
from smartcart.tables.order_lines_csv import stage_texts
from smartcart.tables.order_lines_look_up import (
    Encoded,
    day_of,
    is_time,
    list_texts,
    number_of,
    text_of,
)
from smartcart.tables.order_lines_sql import (
    COUNTS,
    CUSTOMER_COUNTS,
    CUSTOMERS,
    MADE,
    PURCHASES,
    RETURNS,
    as_name,
    lines_table,
    literal,
    text_marks,
)

__all__ = ["summarize_large"]

_TEXTS = ("customer_id", "order_id", "product_id", "ordered_at", "country")


def summarize_large(
    files: tuple[list[Path], bool], as_of: date | None = None, memory: str | None = None
) -> CustomerOrders:
    """Summarise order lines in CSV or Parquet files, of any size.

    Texts of dates, quantities and prices are read by the rules of `smartcart.orders.check_lines`:
    DuckDB gives their different texts, and joins codes and values back. Each different line is
    kept once; what does not fit in memory goes to disk. Columns of several files are matched by
    their names.

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
        source, set_aside = _source(connection, *files)
        first = f"SELECT * FROM {source} LIMIT {LINES_LOOKED_AT}"  # noqa: S608 - names are quoted
        columns = match_columns(_cells(connection, first))
        _make_lines(connection, source, columns, as_of)
        return _summarize(connection, as_of, columns, set_aside)


@contextmanager
def _database(memory: str | None) -> Iterator[Any]:
    """Give an empty database of its own; what does not fit in memory goes to disk, and is gone."""
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
            connection = duckdb.connect(":memory:", config=config)
            try:
                connection.execute("SET enable_progress_bar = false")  # else it shows in notebooks
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
        "Check the files, and the free space; the line ends of a CSV file must be of one kind.",
    )


def _source(connection: Any, files: list[Path], parquet: bool) -> tuple[str, int]:
    """Return what is read, as SQL, and how many lines are none."""
    if not parquet:
        return stage_texts(connection, files)
    listed = ", ".join(literal(str(file)) for file in files)
    return f"read_parquet([{listed}], union_by_name = true)", 0


def _make_lines(
    connection: Any, source: str, columns: Mapping[str, str], as_of: date | None
) -> None:
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608
    kinds = {str(row[0]): str(row[1]) for row in described}
    made = _encode(connection, source, columns, kinds)
    absent = {name: "NULL" for name in _TEXTS if name not in columns}
    read = {name: each for one in made for name, each in one.expressions.items()} | absent
    joins = " ".join(each.join for each in made)
    marks = [name for name in read if name.endswith("_mark")]
    day = str(as_of) if as_of else None
    connection.execute(lines_table(read, marks, f"{source} AS read {joins}", day))


def _encode(
    connection: Any, source: str, columns: Mapping[str, str], kinds: Mapping[str, str]
) -> list[Encoded]:
    ordered = columns["ordered_at"]
    named = [name for name in _TEXTS if name in columns]
    if is_time(kinds[ordered]):  # told apart as it is
        named.remove("ordered_at")
    cells = {
        name: list_texts(connection, source, name, columns[name], kinds[columns[name]])
        for name in named
    }
    marks = text_marks(_services(connection) if "product_id" in named else "")
    made = [
        text_of(connection, name, columns[name], found, marks.get(name, "NULL"))
        for name, found in cells.items()
    ]
    for name in ("product_id", "country"):
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name}_texts (text VARCHAR, n BIGINT)")
    if "ordered_at" not in named:
        made.append(Encoded({"ordered_at": as_name(ordered)}))
    made += [
        number_of(connection, source, name, columns[name], kinds[columns[name]])
        for name in ("quantity", "price")
    ]
    return [*made, day_of(connection, source, ordered, kinds[ordered])]


def _services(connection: Any) -> str:
    counts = connection.execute(
        "SELECT text, n FROM product_id_texts WHERE length(text) BETWEEN 1 AND ?", [SHORTEST]
    ).fetchall()
    lines = "SELECT coalesce(sum(n), 0) FROM product_id_texts WHERE text <> ''"
    [(n_lines,)] = connection.execute(lines).fetchall()
    return service_pattern({str(text): int(n) for text, n in counts}, int(n_lines))


def _summarize(
    connection: Any, as_of: date | None, columns: Mapping[str, str], set_aside: int
) -> CustomerOrders:
    [(last,)] = connection.execute("SELECT max(day) FROM lines").fetchall()
    end = np.datetime64(as_of, "D") if as_of else next_day(last)
    counts = np.zeros(USED + 1, dtype=np.int64)
    counts[NO_LINE] = set_aside
    for rule, lines, repeats in connection.execute(COUNTS).fetchall():
        counts[rule] += int(lines)
        counts[REPEATED] += int(repeats)
    for statement in MADE:
        connection.execute(statement)
    [(bought, only, first, final)] = connection.execute(CUSTOMER_COUNTS).fetchall()
    account = make_account(
        counts, n_customers=bought, n_known=bought + only, days=(first, final, end), columns=columns
    )
    made = _cells(connection, CUSTOMERS.format(end=end))
    missing = {"product_id": "n_products", "country": "country"}
    made = made.drop(columns=[made_of for name, made_of in missing.items() if name not in columns])
    days = dict.fromkeys(("first_order", "last_order"), "datetime64[s]")
    made = made.astype(days).set_index("customer_id")
    bought, returned = (_cells(connection, each) for each in (PURCHASES, RETURNS))
    return make_customer_orders(made, bought, returned, account)


def _cells(connection: Any, statement: str) -> pd.DataFrame:
    table = connection.sql(statement).to_arrow_table()
    return pd.DataFrame(table.to_pandas(date_as_object=False))
