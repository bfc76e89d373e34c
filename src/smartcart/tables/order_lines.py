"""Order lines from anywhere -> one row per customer: in memory, or out of core when large."""

from __future__ import annotations

from datetime import date
from os import PathLike
from pathlib import Path

from smartcart.errors import SettingsError, quoted
from smartcart.orders import CustomerOrders, summarize_orders
from smartcart.tables.database_address import is_address
from smartcart.tables.order_lines_duck import summarize_large
from smartcart.tables.order_lines_files import is_large, list_files
from smartcart.tables.order_lines_read import read_order_lines

__all__ = ["read_orders"]


def read_orders(
    source: str | PathLike[str],
    as_of: date | None = None,
    *,
    sheet: str | None = None,
    table: str | None = None,
    query: str | None = None,
) -> CustomerOrders:
    """Read order lines and summarise them to one row per customer who bought.

    A folder, a CSV or Parquet file of more than 200 MB, and a Parquet file of more than 2,000,000
    lines are summarised by DuckDB, out of core; anything else is read as customer tables are, and
    summarised in memory. Both give the same customers (see `smartcart.orders.summarize_orders`).

    Parameters
    ----------
    source : path or address
        A table file, a folder of CSV or of Parquet files, or the address of a database.
    as_of : date, optional
        Only lines before it count; the day after the last line when not given.
    sheet, table, query : str, optional
        As in `read_customers`.

    Raises
    ------
    DataError
        When the source cannot be read safely, or holds no purchase.
    SettingsError
        When an option is given that the source does not have.
    MissingExtraError
        When DuckDB is needed and not installed.
    """
    if not is_address(source) and is_large(Path(source)):
        given = {"--sheet": sheet, "--table": table, "--query": query}
        for option in (option for option, value in given.items() if value is not None):
            raise SettingsError(
                f"{option} is not for a folder or a file as large as {quoted(Path(source))}.",
                "Leave it out.",
            )
        return summarize_large(list_files(Path(source)), as_of)
    lines = read_order_lines(source, as_of, sheet=sheet, table=table, query=query)
    return summarize_orders(lines)
