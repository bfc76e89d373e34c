"""The header of a text table, and the rows above it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from smartcart.errors import DataError
from smartcart.tables.dialect import NO_DELIMITER, Dialect
from smartcart.tables.header import (
    HEADER_WITHIN,
    check_header,
    clean_header,
    confirm_header,
    count_known,
    header_place,
    is_number,
    titles,
)
from smartcart.tables.layout import has_trailing
from smartcart.tables.records import Record
from smartcart.tables.wording import counted, quoted

__all__ = ["TextHeader", "read_header"]

SAMPLE = 100


@dataclass(frozen=True)
class TextHeader:
    """The header, with the rows above it.

    Attributes
    ----------
    names : list of str
        Column names; an empty one more where every row ends in a delimiter.
    above : int
        Rows above the header, blank ones included.
    notes : tuple of str
        For the quality report.
    trailing : bool
        Whether every row ends in one delimiter more than the header.
    """

    names: list[str]
    above: int
    notes: tuple[str, ...]
    trailing: bool


def read_header(
    records: Iterator[Record], dialect: Dialect, names: Collection[str], file: str
) -> tuple[TextHeader, Iterable[Record]]:
    """Find the header among the first records; also return those below it.

    Raises
    ------
    DataError
        When there is none, it cannot be used, or customers stand above it.
    """
    head = list(islice(records, HEADER_WITHIN + SAMPLE))
    place = header_place([record for _, record in head], names)
    line, record = head[place] if head else (1, [])
    header = clean_header(record)
    if not any(header):
        raise DataError(f"The file {quoted(file)} holds no column names.", "Export it again.")
    where = f"line {line} of {quoted(file)}"
    if dialect.delimiter == NO_DELIMITER and not count_known(header, names):
        raise _no_delimiter(where)
    confirm_header(header, names, where)
    check_header(header, where)
    _check_above([record for _, record in head[:place]], len(header), where)
    below = [record for _, record in head[place + 1 :]]
    trailing = has_trailing(below, len(header))
    notes = titles(head[:place])
    columns = [*header, ""] if trailing else header
    return TextHeader(columns, place, notes, trailing), head[place + 1 :]


def _check_above(above: list[list[str]], width: int, where: str) -> None:
    """Refuse a header that stands between rows of data."""
    rows = sum(len(record) == width > 1 and any(map(is_number, record)) for record in above)
    if rows:
        raise DataError(
            f"{counted(rows, 'row')} above the header ({where}) have as many cells as the header "
            "and look like customers.",
            "Put the column names in the first line of the file.",
        )


def _no_delimiter(where: str) -> DataError:
    return DataError(
        f"No delimiter was found in {where} (looked for comma, semicolon, tab, vertical bar "
        "and columns of spaces), and the line as a whole is no known column name.",
        "Export the table as CSV with commas, with the column names in the first line.",
    )
