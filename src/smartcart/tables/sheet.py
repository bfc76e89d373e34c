"""Write a table as the one sheet of an Excel workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from smartcart.errors import MissingExtraError, SettingsError

__all__ = ["write_sheet"]

ROW_LIMIT = 1_048_576
COLUMN_LIMIT = 16_384
TEXT_LIMIT = 32_767


def write_sheet(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as .xlsx; text stays text, also where it looks like a formula.

    Raises
    ------
    SettingsError
        When the table has more rows, columns or letters in a cell than a sheet can hold, or
        text with control characters.
    MissingExtraError
        When openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise MissingExtraError("Writing Excel files", "excel") from None
    _check_fits(frame)
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Sheet1")
    plain = _plain_text(sheet)
    for row in _rows(frame):
        sheet.append([plain(value) if isinstance(value, str) else value for value in row])
    workbook.save(path)


def _rows(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    yield tuple(str(name) for name in frame.columns)
    # One column at a time: a row of a mixed frame would turn whole numbers into floats.
    columns = [frame.iloc[:, place].astype(object) for place in range(frame.shape[1])]
    yield from zip(*(column.where(column.notna(), None) for column in columns), strict=True)


def _plain_text(sheet: Any) -> Callable[[str], Any]:
    """Return what makes a cell of a text that openpyxl would take for something else."""
    from openpyxl.cell import WriteOnlyCell

    def plain(text: str) -> Any:
        # Text that starts with "=" is what somebody typed, not a formula to run; with "#",
        # not an error to show.
        if not text.startswith(("=", "#")):
            return text
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        return cell

    return plain


def _check_fits(frame: pd.DataFrame) -> None:
    """Refuse before the first row is written: openpyxl cannot take back half a sheet."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if len(frame) >= ROW_LIMIT or frame.shape[1] > COLUMN_LIMIT:
        raise _refused(f"has {len(frame):,} rows and {frame.shape[1]:,} columns")
    for row in _rows(frame):
        texts = [value for value in row if isinstance(value, str)]
        if any(len(text) > TEXT_LIMIT for text in texts):
            raise _refused(f"has a cell of more than {TEXT_LIMIT:,} letters")
        if any(ILLEGAL_CHARACTERS_RE.search(text) for text in texts):
            raise _refused("has text with control characters")


def _refused(what: str) -> SettingsError:
    return SettingsError(
        f"The table {what}; a sheet holds {ROW_LIMIT - 1:,} rows, {COLUMN_LIMIT:,} columns and "
        f"{TEXT_LIMIT:,} printable letters in a cell.",
        "Write it as .csv or .parquet.",
    )
