"""Look at one part of a workbook: entities, far-out cells, formulas without a result."""

from __future__ import annotations

import re

from smartcart.errors import DataError
from smartcart.tables.source import Source
from smartcart.tables.wording import quoted

__all__ = ["PackagePart"]

# A reader allocates every cell up to the last one: one far-out cell costs 17 billion.
AREA_ALWAYS = 2_000_000
AREA_PER_CELL = 50

# A row of a sheet in XML; more without its end is no row.
ROW_LIMIT = 8 << 20

CELL = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]+)')
ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d+)"')
FAR_ROW = re.compile(rb'\br="[A-Z]+(\d{7,})"')
# Text results may be empty on purpose.
FORMULA = re.compile(
    rb'<c r="[A-Z]+(\d+)"(?![^>]*\bt="str")[^>]*>\s*<f(?:[^>]*/>|[^>]*>[^<]*</f>)\s*'
    rb"(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)


class PackagePart:
    """One part of the package, seen block by block.

    Parameters
    ----------
    source : Source
        The workbook, for messages.
    name : str
        The part's path in the package.

    Attributes
    ----------
    uncached : set of int
        Rows with a formula whose result is not stored.
    """

    def __init__(self, source: Source, name: str) -> None:
        self._source = source
        self._is_xml = name.lower().endswith((".xml", ".rels"))
        self._is_sheet = self._is_xml and name.startswith("xl/worksheets/")
        self._carried = b""
        self._seen = b""
        self._cells = 0
        self._last_row = 0
        self._columns: set[bytes] = set()
        self.uncached: set[int] = set()

    def add(self, block: bytes) -> None:
        """Look at the next block.

        Raises
        ------
        DataError
            When it defines XML entities.
        """
        if self._is_xml:
            self._refuse_entities(block)
        if self._is_sheet:
            whole, end, rest = (self._carried + block).rpartition(b"</row>")
            self._look(whole + end)
            self._carried = rest
            if len(rest) > ROW_LIMIT:
                self._look(rest)
                self._carried = b""

    def _refuse_entities(self, block: bytes) -> None:
        seen = self._seen + block
        # In UTF-16, which no spreadsheet program writes, nothing here would be found.
        if b"\0" in block or (b"<!" in seen and re.search(rb"<!(DOCTYPE|ENTITY)", seen)):
            raise DataError(
                f"The Excel file {quoted(self._source.name)} defines XML entities or is written in "
                "UTF-16, as no spreadsheet program does.",
                "Open it in Excel and save it again, or export the table as CSV.",
            )
        self._seen = seen[-len(b"<!DOCTYPE") :]

    def finish(self) -> None:
        """Look at what is left.

        Raises
        ------
        DataError
            When a cell stands far away from all others.
        """
        self._look(self._carried)
        width = max(map(_column_number, self._columns), default=0)
        area = width * self._last_row
        if area > max(AREA_ALWAYS, AREA_PER_CELL * self._cells):
            raise DataError(
                f"A sheet of {quoted(self._source.name)} has {self._cells:,} cells spread over "
                f"{self._last_row:,} rows and {width:,} columns: some stand far away from the "
                "table.",
                "Delete the rows and columns beyond the table, and save it again.",
            )

    def _look(self, rows: bytes) -> None:
        self._cells += rows.count(b"<c ")
        self._columns.update(CELL.findall(rows))
        numbers = (*ROW.findall(rows)[-1:], *FAR_ROW.findall(rows))
        self._last_row = max([self._last_row, *(int(number[:9]) for number in numbers)])
        if b"<f" in rows:
            self.uncached.update(int(row) for row in FORMULA.findall(rows))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number
