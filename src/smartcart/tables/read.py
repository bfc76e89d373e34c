"""Read a table from a file, whatever the file is called."""

from __future__ import annotations

import os
from collections.abc import Collection

from smartcart.customers.raw import RawTable
from smartcart.errors import SettingsError
from smartcart.tables.delimited import read_delimited
from smartcart.tables.excel import read_excel
from smartcart.tables.fast import read_plain
from smartcart.tables.kinds import recognise
from smartcart.tables.parquet import read_parquet
from smartcart.tables.source import open_source
from smartcart.tables.wording import quoted

__all__ = ["read_table"]


def read_table(
    path: str | os.PathLike[str], *, sheet: str | None = None, names: Collection[str] = ()
) -> RawTable:
    r"""Read the cells of a table file, and where each row stands in it.

    The content decides how a file is read, never its name: text with comma, semicolon, tab
    or vertical bar, Excel, Parquet, and each of them gzipped.

    Parameters
    ----------
    path : path-like
        The file.
    sheet : str, optional
        Sheet of an Excel workbook, where more than one could be the table.
    names : collection of str, default=()
        Column names and aliases that the caller knows. They confirm the header row, the
        delimiter and the sheet; compared are letters and digits, in any case.

    Returns
    -------
    RawTable
        Text cells exactly as in a text file or sheet ("NA" stays "NA", an empty cell is ""),
        typed columns of a Parquet file. No row is dropped in silence: ``source.records ==
        len(cells) + len(rejected) + source.non_data``.

    Raises
    ------
    DataError
        When the file is missing, unreadable, empty, not a table, incomplete, changing, or
        cannot be read in one way only. Messages hold lines, columns, column names and
        counts, never a cell.
    SettingsError
        When `sheet` is given for a file that is not Excel.
    MissingExtraError
        When the file is Excel and the "excel" extra is not installed.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "customers.txt")
    ...     _ = path.write_text("ID;Income\n0001;58138,50\n\n5524\n")
    ...     raw = read_table(path, names=["ID", "Income"])
    >>> raw.cells.iloc[0].tolist(), raw.lines.tolist(), raw.source.non_data
    (['0001', '58138,50'], [2], 1)
    >>> raw.rejected[0].line, raw.rejected[0].reason
    (4, '1 cell, 2 expected')
    """
    with open_source(path) as source:
        kind = recognise(source)
        if kind == "excel":
            return read_excel(source, names, sheet)
        if sheet is not None:
            raise SettingsError(
                f"The sheet {quoted(sheet)} was asked for, but {quoted(source.name)} is not an "
                "Excel workbook.",
                "Leave the sheet out.",
            )
        if kind == "parquet":
            return read_parquet(source)
        return read_plain(source, names) or read_delimited(source, names)
