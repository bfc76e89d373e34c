"""Open a workbook safely and find the sheet that holds the table."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from smartcart.errors import DataError, MissingExtraError, OpenQuestionError, nearest_names
from smartcart.tables.header import HEADER_WITHIN, count_known, header_place
from smartcart.tables.kinds import OLE
from smartcart.tables.package import Package, check_zip
from smartcart.tables.source import Source
from smartcart.tables.wording import listed, quoted

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

__all__ = ["choose_sheet", "open_workbook"]

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@contextmanager
def open_workbook(source: Source) -> Iterator[tuple[CalamineWorkbook, Package]]:
    """Open a workbook whose package is within the limits; also say what its parts tell.

    Raises
    ------
    DataError
        When it is no workbook, damaged, password-protected, or would unpack to far more
        than a customer table needs.
    MissingExtraError
        When python-calamine is not installed.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError
    except ImportError:
        raise MissingExtraError("Reading Excel files", "excel") from None
    package = _check_package(source)
    try:
        yield CalamineWorkbook.from_filelike(source.stream), package
    except PasswordError:
        raise _protected(source) from None
    except CalamineError:
        raise DataError(
            f"The Excel file {quoted(source.name)} is damaged.",
            "Open it in Excel, save it again, or export it as CSV.",
        ) from None


def choose_sheet(
    workbook: CalamineWorkbook, file: str, names: Collection[str], sheet: str | None
) -> CalamineSheet:
    """Return the sheet asked for, or the only one whose header has known names.

    Raises
    ------
    DataError
        When the sheet is unknown or empty, or when the choice would be a guess.
    """
    if sheet is not None:
        return _named_sheet(workbook, file, sheet)
    loaded = [workbook.get_sheet_by_name(name) for name in _sheet_names(workbook)]
    filled = {each.name: each for each in loaded if _header_row(each, names)}
    if not filled:
        raise DataError(f"No sheet of {quoted(file)} has a cell.", "Export the table again.")
    known = [name for name in filled if count_known(_header_row(filled[name], names), names)]
    candidates = known or list(filled)
    if len(candidates) == 1:
        return filled[candidates[0]]
    found = "a header with known column names" if known else "cells, none known column names"
    raise OpenQuestionError(
        f"{len(candidates)} sheets of {quoted(file)} have {found}: {listed(candidates)}.",
        "Name the one to read with --sheet.",
        "sheet",
        tuple(candidates),
    )


def _named_sheet(workbook: CalamineWorkbook, file: str, sheet: str) -> CalamineSheet:
    present = _sheet_names(workbook)
    if sheet not in present:
        near = nearest_names(sheet, present)
        raise DataError(
            f"{quoted(file)} has no sheet {quoted(sheet)}. Its sheets: {listed(present)}.",
            f"Did you mean {listed(near)}?" if near else "Name one of them.",
        )
    chosen = workbook.get_sheet_by_name(sheet)
    if not _header_row(chosen, ()):
        raise DataError(f"The sheet {quoted(sheet)} is empty.", "Name the sheet with the table.")
    return chosen


def _sheet_names(workbook: CalamineWorkbook) -> list[str]:
    from python_calamine import SheetTypeEnum

    # Charts and macros are sheets too, without cells. Hidden sheets count: to pass over one
    # in silence would be a guess.
    return [e.name for e in workbook.sheets_metadata if e.typ == SheetTypeEnum.WorkSheet]


def _header_row(sheet: CalamineSheet, names: Collection[str]) -> list[str]:
    """Return the cells of the header as text; empty for an empty sheet."""
    if not sheet.height:  # python-calamine 0.3 panics over the rows of an empty sheet
        return []
    rows = ([str(cell) for cell in row] for row in sheet.iter_rows())
    head = list(islice(rows, HEADER_WITHIN))
    header = head[header_place(head, names)]
    if any(map(str.strip, header)):
        return header
    return next((row for row in rows if any(map(str.strip, row))), [])


def _check_package(source: Source) -> Package:
    head = source.stream.read(len(OLE))
    source.stream.seek(0)
    if head == OLE:
        _check_old(source)
        package = Package()
    else:
        package = check_zip(source)
    source.stream.seek(0)
    return package


def _check_old(source: Source) -> None:
    # A protected .xlsx is an old container around the encrypted package.
    carried = b""
    while block := source.stream.read(1 << 20):
        if ENCRYPTED in carried + block:
            raise _protected(source)
        carried = block[-len(ENCRYPTED) :]


def _protected(source: Source) -> DataError:
    return DataError(
        f"The Excel file {quoted(source.name)} is password-protected.",
        "Save it without a password, or export the table as CSV.",
    )
