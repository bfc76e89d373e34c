"""Read Excel workbooks, new (.xlsx, .xlsb) and old (.xls), as text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers.raw import RawTable, RejectedRecord, SourceFacts
from smartcart.errors import DataError
from smartcart.tables.header import (
    leave_out_unnamed,
    titles,
)
from smartcart.tables.nondata import NonData, find_non_data, without
from smartcart.tables.sheet_rows import SheetBody, mixed_columns, read_body, read_header
from smartcart.tables.source import Source
from smartcart.tables.wording import quoted
from smartcart.tables.workbook import choose_sheet, open_workbook

__all__ = ["read_excel"]


def read_excel(source: Source, names: Collection[str] = (), sheet: str | None = None) -> RawTable:
    """Read one sheet of a workbook cell for cell, as text.

    Parameters
    ----------
    source : Source
        An open workbook.
    names : collection of str, default=()
        Column names and aliases that the caller knows; they find the sheet and its header.
    sheet : str, optional
        The sheet to read, where several would do.

    Returns
    -------
    RawTable
        Text columns: whole numbers without ".0", true as "1", dates as YYYY-MM-DD. Lines are
        row numbers of the sheet. Empty rows, titles, units and totals are counted in
        ``source.non_data``. Rows with a formula whose result is not stored are in ``rejected``:
        their empty cell is not what the sheet shows. ``date_cells`` holds the columns in which
        dates stand next to text: a spreadsheet may have exchanged day and month there.

    Raises
    ------
    DataError
        When the workbook is damaged, password-protected or oversized, or the sheet is unknown,
        empty or not the only candidate.
    MissingExtraError
        When python-calamine is not installed.
    """
    with open_workbook(source) as (workbook, package):
        chosen = choose_sheet(workbook, source.name, names, sheet)
        title, where = chosen.name, f"the sheet {quoted(chosen.name)}"
        rows = enumerate(chosen.iter_rows(), start=1)
        header, above, first = read_header(rows, names, where)
        body = read_body(chain(first, rows), header)
    uncached = package.uncached.get(title, set())
    cells, lines, rejected, extra, date_cells = _customers(body, header, names, uncached)
    if not len(cells) and not rejected:
        raise DataError(
            f"{where.capitalize()} has a header but no customers below it.",
            "Check the filter of the export, and export again.",
        )
    cells, notes = leave_out_unnamed(cells)
    system = {"date_system": "1904"} if package.dates_from_1904 else {}
    non_data = len(above) + body.blank + len(extra.rows)
    described = SourceFacts(
        name=source.name,
        format="excel",
        sha256=source.sha256,
        dialect={"sheet": title, **system},
        records=len(cells) + len(rejected) + non_data,
        non_data=non_data,
        notes=(*source.notes, *titles(above), *extra.notes, *notes),
    )
    return RawTable(cells, lines, described, rejected, date_cells)


def _customers(
    body: SheetBody, header: Sequence[str], names: Collection[str], uncached: set[int]
) -> tuple[
    pd.DataFrame,
    NDArray[np.int64],
    tuple[RejectedRecord, ...],
    NonData,
    dict[str, NDArray[np.bool_]],
]:
    """Return the rows that are customers, with their lines, and what was left out."""
    cells, lines = body.columns.frame(header), body.columns.lines()
    extra = find_non_data(cells, lines, (), names)
    kept = without(len(cells), extra.rows)
    without_value = np.isin(lines[kept], list(uncached))
    rejected = tuple(map(_without_value, lines[kept][without_value].tolist()))
    kept = kept[~without_value]
    cells, lines = cells.iloc[kept].reset_index(drop=True), lines[kept]
    dates = [np.array(each, dtype=np.int64) for each in body.dates]
    return cells, lines, rejected, extra, mixed_columns(cells, dates, kept)


def _without_value(line: int) -> RejectedRecord:
    return RejectedRecord(
        line,
        "a formula whose result is not stored",
        "Open the workbook in Excel, let it calculate, and save it.",
    )
