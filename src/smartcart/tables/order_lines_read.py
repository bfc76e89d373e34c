"""Order lines from anywhere, in memory, line by line."""

from __future__ import annotations

from datetime import date
from os import PathLike
from pathlib import Path

import pandas as pd

from smartcart.customers import RawTable
from smartcart.errors import DataError, SettingsError, quoted
from smartcart.orders import OrderLines, check_lines
from smartcart.orders.columns import LINE_COLUMNS
from smartcart.tables.customers import read_source
from smartcart.tables.database_address import is_address
from smartcart.tables.order_lines_files import list_files

__all__ = ["read_order_lines"]


def read_order_lines(
    source: str | PathLike[str],
    as_of: date | None = None,
    *,
    sheet: str | None = None,
    table: str | None = None,
    query: str | None = None,
) -> OrderLines:
    """Read order lines, and put every line to one rule or to use.

    Parameters
    ----------
    source : path or address
        A table file, a folder of CSV or of Parquet files whose columns have the same names, or the
        address of a database. All lines must fit in memory.
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
    """
    names = [alias for column in LINE_COLUMNS for alias in column.aliases]
    if is_address(source) or not Path(source).is_dir():
        raw = [read_source(source, sheet=sheet, table=table, query=query, names=names)]
    else:
        given = {"--sheet": sheet, "--table": table, "--query": query}
        for option in (option for option, value in given.items() if value is not None):
            raise SettingsError(f"{option} is not for a folder.", "Leave it out.")
        raw = [read_source(file, names=names) for file in list_files(Path(source))[0]]
    set_aside = sum(len(each.rejected) + each.source.non_data for each in raw)
    return check_lines(_together(raw, source), as_of, set_aside=set_aside)


def _together(raw: list[RawTable], source: str | PathLike[str]) -> pd.DataFrame:
    if len({tuple(each.cells.columns) for each in raw}) > 1:
        raise DataError(
            f"The files in {quoted(Path(source))} do not have the same columns.",
            "Export all files in the same way.",
        )
    return pd.concat([each.cells for each in raw], ignore_index=True)
