"""Read Excel workbooks, new (.xlsx, .xlsb) and old (.xls), as text."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from smartcart.customers.raw import RawTable, SourceFacts
from smartcart.errors import DataError
from smartcart.tables.columns import TextColumns
from smartcart.tables.header import (
    check_header,
    clean_header,
    confirm_header,
    leave_out_unnamed,
)
from smartcart.tables.source import Source
from smartcart.tables.wording import counted, quoted
from smartcart.tables.workbook import choose_sheet, open_workbook

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

__all__ = ["cell_text", "read_excel"]

# Above this a float no longer holds every whole number; its digits would be invented.
WHOLE_LIMIT = 1e15


def read_excel(source: Source, names: Collection[str] = (), sheet: str | None = None) -> RawTable:
    """Read one sheet of a workbook cell for cell, as text.

    Parameters
    ----------
    source : Source
        An open workbook.
    names : collection of str, default=()
        Column names and aliases that the caller knows; they find the sheet.
    sheet : str, optional
        The sheet to read, where several would do.

    Returns
    -------
    RawTable
        Text columns: whole numbers without ".0", true as "1", dates as YYYY-MM-DD. Lines are
        row numbers of the sheet. Empty rows are counted in ``source.non_data``.

    Raises
    ------
    DataError
        When the workbook is damaged, password-protected or oversized, the sheet is unknown,
        empty or not the only candidate, or a column mixes dates with text.
    MissingExtraError
        When python-calamine is not installed.
    """
    with open_workbook(source) as workbook:
        chosen = choose_sheet(workbook, source.name, names, sheet)
        where = f"the sheet {quoted(chosen.name)}"
        rows = _rows(chosen)
        line, first = next(rows)
        header = clean_header(cell_text(cell) for cell in first)
        confirm_header(header, names, f"row {line} of {where}")
        check_header(header, where)
        columns, blank = _read_body(rows, header, where)
    if not len(columns):
        raise DataError(
            f"{where.capitalize()} has a header but no customers below it.",
            "Check the filter of the export, and export again.",
        )
    cells, notes = leave_out_unnamed(columns.frame(header))
    described = SourceFacts(
        name=source.name,
        format="excel",
        sha256=source.sha256,
        dialect={"sheet": chosen.name},
        records=len(columns) + blank,
        non_data=blank,
        notes=(*source.notes, *notes),
    )
    return RawTable(cells, columns.lines(), described)


def cell_text(cell: Any) -> str:
    """Return the text of a spreadsheet cell as a CSV file would hold it.

    Examples
    --------
    >>> [cell_text(cell) for cell in (58138.0, 0.1, True, None, dt.date(2012, 9, 4), " NA")]
    ['58138', '0.1', '1', '', '2012-09-04', ' NA']
    """
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < WHOLE_LIMIT else repr(cell)
    if isinstance(cell, dt.datetime):
        return (cell.date() if cell.time() == dt.time() else cell).isoformat()
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    return str(int(cell)) if isinstance(cell, bool) else str(cell)


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
    """Yield rows from the first that has a cell, each with its number in the sheet."""
    rows = enumerate(sheet.iter_rows(), start=1)
    for line, row in rows:
        if not _is_blank(row):
            yield line, row
            break
    yield from rows


def _is_blank(row: Sequence[Any]) -> bool:
    return not any(cell.strip() if isinstance(cell, str) else cell is not None for cell in row)


def _read_body(
    rows: Iterator[tuple[int, list[Any]]], header: Sequence[str], where: str
) -> tuple[TextColumns, int]:
    columns, blank = TextColumns(len(header)), 0
    seen: list[Counter[str]] = [Counter() for _ in header]
    while block := list(islice(rows, 1_000)):
        filled = [(line, row) for line, row in block if not _is_blank(row)]
        blank += len(block) - len(filled)
        for line, row in filled:
            columns.append(line, [cell_text(cell) for cell in row])
        for counts, column in zip(
            seen, zip(*(row for _, row in filled), strict=True), strict=False
        ):
            counts.update(map(_kind, column))
    _check_dates(header, seen, where)
    return columns, blank


def _kind(cell: Any) -> str:
    if isinstance(cell, str):
        return "text" if cell.strip() else "empty"
    return "date" if isinstance(cell, dt.date) else "other"


def _check_dates(header: Sequence[str], seen: Sequence[Counter[str]], where: str) -> None:
    """Refuse dates next to text: the mark of a spreadsheet that exchanged day and month.

    Opened under another locale, 04-09-2012 becomes 9 April and 21-08-2013 stays text. The
    dates look right, and nothing in the file says that they are wrong.
    """
    for position, (name, counts) in enumerate(zip(header, seen, strict=True), start=1):
        if counts["date"] and counts["text"]:
            raise DataError(
                f"Column {position} ({quoted(name)}) of {where} mixes "
                f"{counted(counts['date'], 'date cell')} with "
                f"{counted(counts['text'], 'text cell')}: a spreadsheet may have exchanged day "
                "and month in the date cells.",
                "Save the column as text or as ISO dates (YYYY-MM-DD), or export the table as "
                "CSV from the original system.",
            )
