"""The rows of a sheet as text, and which of their cells were dates."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.tables.columns import TextColumns
from smartcart.tables.header import (
    HEADER_WITHIN,
    check_header,
    clean_header,
    confirm_header,
    header_place,
)

__all__ = ["SheetBody", "cell_text", "mixed_columns", "read_body", "read_header"]

# A spreadsheet keeps 15 digits of a number: those of a longer one would be invented.
WHOLE_LIMIT = 1e15


def cell_text(cell: Any) -> str:
    """Return the text of a spreadsheet cell as a CSV file would hold it.

    Examples
    --------
    >>> [cell_text(cell) for cell in (58138.0, 0.1, True, None, dt.date(2012, 9, 4), 2e15)]
    ['58138', '0.1', '1', '', '2012-09-04', '2e+15']
    """
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, float):
        if abs(cell) >= WHOLE_LIMIT:
            return np.format_float_scientific(cell, trim="-")  # so that it cannot pass for an id
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return (cell.date() if cell.time() == dt.time() else cell).isoformat()
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    return str(int(cell)) if isinstance(cell, bool) else str(cell)


@dataclass
class SheetBody:
    """The rows below the header, and which of their cells were dates."""

    columns: TextColumns
    dates: list[array[int]]
    blank: int = 0


def read_header(
    rows: Iterator[tuple[int, list[Any]]], names: Collection[str], where: str
) -> tuple[list[str], list[tuple[int, list[str]]], list[tuple[int, list[Any]]]]:
    """Return the header, the rows above it as text, and those read below it."""
    head = list(islice(rows, HEADER_WITHIN))
    if all(_is_blank(row) for _, row in head):
        for each in rows:
            head.append(each)
            if not _is_blank(each[1]):
                break
    texts = [(line, [cell_text(cell) for cell in row]) for line, row in head]
    place = header_place([row for _, row in texts], names)
    line, first = texts[place]
    header = clean_header(first)
    confirm_header(header, names, f"row {line} of {where}")
    check_header(header, where)
    return header, texts[:place], head[place + 1 :]


def read_body(rows: Iterator[tuple[int, list[Any]]], header: Sequence[str]) -> SheetBody:
    """Read the rows below the header, blank ones counted."""
    body = SheetBody(TextColumns(len(header)), [array("q") for _ in header])
    while block := list(islice(rows, 1_000)):
        filled = [(line, row) for line, row in block if not _is_blank(row)]
        body.blank += len(block) - len(filled)
        start = len(body.columns)
        for line, row in filled:
            body.columns.append(line, [cell_text(cell) for cell in row])
        columns = zip(*(row for _, row in filled), strict=True)
        for dates, column in zip(body.dates, columns, strict=False):
            dates.extend(at for at, cell in enumerate(column, start) if isinstance(cell, dt.date))
    return body


def _is_blank(row: Sequence[Any]) -> bool:
    return not any(cell.strip() if isinstance(cell, str) else cell is not None for cell in row)


def mixed_columns(
    cells: pd.DataFrame, dates: Sequence[NDArray[np.int64]], kept: NDArray[np.int64]
) -> dict[str, NDArray[np.bool_]]:
    """Return where the dates stand in columns that hold dates and text.

    Opened under another locale, 04-09-2012 becomes 9 April and 21-08-2013 stays text. The
    dates look right; only that text stands between them says that they may be wrong.
    """
    mixed = {}
    for place, name in enumerate(cells.columns):
        if len(dates[place]):
            is_date = np.isin(kept, dates[place])
            others = cells.iloc[:, place][~is_date].str.strip()
            if is_date.any() and (others.ne("") & ~others.str.fullmatch(r"[\d.]+")).any():
                mixed[str(name)] = is_date
    return mixed
