"""Cut a text into records, each with the line it starts on."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator

from smartcart.tables.dialect import Dialect
from smartcart.tables.quotes import BrokenRecordError

__all__ = ["MendedRecords", "Record", "read_records"]

Record = tuple[int, list[str]]


def read_records(lines: Iterable[str], dialect: Dialect) -> Iterator[Record]:
    """Yield every record with the physical line it starts on, from 1.

    Raises
    ------
    BrokenRecordError
        At the first quote that breaks the rules.
    """
    reader = csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        skipinitialspace=dialect.padded,
        strict=True,
    )
    line = 1
    try:
        for record in reader:
            yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        raise BrokenRecordError(line, reader.line_num, str(error)) from None


class MendedRecords:
    """The same records, but a line whose quotes break the rules is read by other rules.

    A line is mended only when every quote in it closes at the end of a cell. Where one does
    not, nobody can say where its cell ends, and `BrokenRecordError` is raised as before.

    Attributes
    ----------
    width : int
        Cells that a record must have; 0 while the header is not known.
    mended : list of int
        Lines that were read by other rules.
    """

    def __init__(self, lines: Iterable[str], dialect: Dialect) -> None:
        self.width = 0
        self.mended: list[int] = []
        self._lines = iter(lines)
        self._dialect = dialect
        self._pending: deque[str] = deque()

    def __iter__(self) -> Iterator[Record]:
        line = 1
        while True:
            taken: list[str] = []
            records = read_records(self._feed(taken), self._dialect)
            try:
                record = next(records)[1]
            except StopIteration:
                return
            except BrokenRecordError as broken:
                record = self._mend(
                    taken[0], BrokenRecordError(line, line + broken.stopped - 1, broken.reason)
                )
                self._pending.extendleft(reversed(taken[1:]))
                del taken[1:]
                self.mended.append(line)
            yield line, record
            line += len(taken)

    def _feed(self, taken: list[str]) -> Iterator[str]:
        while self._pending:
            taken.append(self._pending.popleft())
            yield taken[-1]
        for line in self._lines:
            taken.append(line)
            yield line

    def _mend(self, line: str, broken: BrokenRecordError) -> list[str]:
        readings = [each for each in (self._escaped(line), self._inner(line)) if each]
        fitting = [each for each in readings if len(each) == self.width]
        if not readings or "field larger" in broken.reason:
            raise broken
        return (fitting or readings)[0]

    def _escaped(self, line: str) -> list[str]:
        """Read a backslash before a quote as what makes it a letter."""
        quote = self._dialect.quote
        if f"\\{quote}" not in line:
            return []
        reader = csv.reader(
            [line],
            delimiter=self._dialect.delimiter,
            quotechar=quote,
            escapechar="\\",
            skipinitialspace=self._dialect.padded,
            strict=True,
        )
        try:
            return next(reader)
        except csv.Error:
            return []

    def _inner(self, line: str) -> list[str]:
        """Let a quote close a cell only where the cell ends."""
        delimiter, quote = self._dialect.delimiter, self._dialect.quote
        rest, cells = line.rstrip("\r\n") + delimiter, []
        while rest:
            if self._dialect.padded:
                rest = rest.lstrip(" ")
            quoted = rest.startswith(quote)
            end = rest.find(quote + delimiter, 1) if quoted else rest.find(delimiter)
            if end < 0:
                return []
            cell = rest[1:end].replace(quote * 2, quote) if quoted else rest[:end]
            rest = rest[end + 1 + quoted :]
            cells.append(cell)
        return cells
