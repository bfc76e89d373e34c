"""Write the clean table, changed or not, in forms that the product's own writers do not have."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import openpyxl
from tests.corpus.table import HEADER, JOINED, ROWS, Row


def text(
    rows: Iterable[Sequence[str]] = ROWS,
    delimiter: str = ",",
    end: str = "\n",
    header: Sequence[str] = HEADER,
) -> str:
    """Return the table as text, every cell as it is: no quotes are added."""
    return "".join(delimiter.join(line) + end for line in (header, *rows))


def as_csv(rows: Sequence[Row], delimiter: str = ",", end: str = "\n", quoting: int = 0) -> bytes:
    """Return rows as a text table, with quotes where the format needs them."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(
        stream, list(rows[0]), delimiter=delimiter, lineterminator=end, quoting=quoting
    )
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def book(sheets: dict[str, list[list[Any]]], change: Callable[[Any], None] | None = None) -> bytes:
    """Return a workbook."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    if change:
        change(workbook)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def typed(rows: Iterable[Sequence[str]] = ROWS) -> list[list[Any]]:
    """Return header and rows with numbers as numbers and dates as dates."""

    def cell(column: int, value: str) -> Any:
        if column == JOINED:
            return dt.datetime.strptime(value, "%d-%m-%Y").date()
        return int(value) if value.isdigit() else value

    return [HEADER, *([cell(i, v) for i, v in enumerate(row)] for row in rows)]


def exchanged(row: list[Any]) -> list[Any]:
    """Return a typed row as a spreadsheet of another country opens it."""
    joined = row[JOINED]
    if joined.day <= 12:
        swapped: Any = joined.replace(day=joined.month, month=joined.day)
    else:
        swapped = joined.strftime("%d-%m-%Y")
    return [*row[:JOINED], swapped, *row[JOINED + 1 :]]
