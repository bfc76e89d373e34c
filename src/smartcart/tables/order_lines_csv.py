"""CSV files of order lines -> one table of texts in DuckDB, with the lines that do not fit counted.

Nothing is left to a guess of DuckDB: lines that do not fit would be taken for titles. All cells
are texts, since what a cell is, is decided by the rules that all tables are read by.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from smartcart.errors import DataError, quoted
from smartcart.tables.order_lines_files import find_delimiter, open_file
from smartcart.tables.order_lines_sql import as_name, literal

__all__ = ["stage_texts"]

#: Lines of another width than the header are set aside; any other trouble is refused.
_OF_ANOTHER_WIDTH = ("MISSING COLUMNS", "TOO MANY COLUMNS")
_TROUBLES = {
    "UNQUOTED VALUE": "a quote that is not closed where it should be",
    "INVALID ENCODING": "letters that are not UTF-8",
}
_BLANK = (b"\n\n", b"\n\r\n", b"\r\r")
_BLOCK = 1 << 24


def stage_texts(connection: Any, files: Sequence[Path]) -> tuple[str, int]:
    """Copy the cells of CSV files to the table ``cells``; return its name and the lines set aside.

    Columns of several files are matched by their names, in any case. Set aside are blank lines and
    those with more or fewer cells than the header.

    Raises
    ------
    DataError
        When a file is damaged, has no header, or the files differ in how they separate cells.
    """
    delimiter = find_delimiter(files)
    headers = {file: _header(file, delimiter) for file in files}
    names: dict[str, str] = {}
    for name in (name for header in headers.values() for name in header):
        names.setdefault(name.casefold(), name)
    listed = ", ".join(f"{as_name(name)} VARCHAR" for name in names.values())
    connection.execute(f"CREATE TABLE cells ({listed})")
    for header, group in groupby(sorted(files, key=headers.__getitem__), headers.__getitem__):
        found = ", ".join(as_name(names[each.casefold()]) for each in header)
        read = _read(list(group), header, delimiter)
        connection.execute(f"INSERT INTO cells ({found}) SELECT * FROM {read}")  # noqa: S608
    _refuse_troubles(connection)
    [(odd,)] = connection.execute(
        "SELECT count(DISTINCT (scan_id, file_id, line_byte_position)) FROM odd_lines"
    ).fetchall()
    return "cells", int(odd) + sum(_count_blank(file, delimiter) for file in files)


def _header(file: Path, delimiter: str) -> tuple[str, ...]:
    """Return the names of the columns; a name that stands there twice gets a number."""
    with open_file(file, text=True) as stream:
        names = [name.strip() for name in next(csv.reader(stream, delimiter=delimiter))]
    taken: dict[str, str] = {}
    for place, name in enumerate(names):
        fresh = name or f"_{place}"
        while fresh.casefold() in taken:
            fresh = f"{fresh}_{place}"
        taken[fresh.casefold()] = fresh
    return tuple(taken.values())


def _read(files: list[Path], header: Sequence[str], delimiter: str) -> str:
    listed = ", ".join(literal(str(file)) for file in files)
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header)
    return (
        f"read_csv([{listed}], columns = {{{columns}}}, delim = {literal(delimiter)}, "
        "quote = '\"', escape = '\"', skip = 0, comment = '', header = true, auto_detect = false, "
        "store_rejects = true, rejects_table = 'odd_lines', rejects_scan = 'odd_scans')"
    )


def _refuse_troubles(connection: Any) -> None:
    found = connection.execute(
        "SELECT file_path, line, CAST(error_type AS VARCHAR) FROM odd_lines "
        "JOIN odd_scans USING (scan_id, file_id) "
        "WHERE CAST(error_type AS VARCHAR) NOT IN (?, ?) ORDER BY ALL LIMIT 1",
        _OF_ANOTHER_WIDTH,
    ).fetchall()
    for file, line, trouble in found:
        what = _TROUBLES.get(trouble, "cells that cannot be told apart")
        raise DataError(
            f"Line {line:,} of {quoted(Path(file))} has {what}.",
            "Correct it, or export the file again as CSV in UTF-8.",
        )


def _count_blank(file: Path, delimiter: str) -> int:
    """Count the blank lines, of which DuckDB says nothing; those in a quoted cell are text."""
    if not _may_hold_blank(file):
        return 0
    with open_file(file, text=True) as stream:
        try:
            return sum(not record for record in csv.reader(stream, delimiter=delimiter))
        except csv.Error:
            raise DataError(
                f"The file {quoted(file)} has a cell of more than {csv.field_size_limit():,} "
                "letters; most often a quote was never closed.",
                "Correct it, or export the file again.",
            ) from None


def _may_hold_blank(file: Path) -> bool:
    end = b""
    with open_file(file) as stream:
        while block := stream.read(_BLOCK):
            joined = end + block
            if any(each in joined for each in _BLANK):
                return True
            end = block[-2:]
    return False
