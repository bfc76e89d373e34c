"""Read text tables: CSV, tab-separated, semicolons, vertical bars."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TextIO

from smartcart.customers.raw import RawTable, RejectedRecord, SourceFacts
from smartcart.errors import DataError
from smartcart.tables.columns import TextColumns
from smartcart.tables.dialect import NO_DELIMITER, QUOTE, Dialect, find_dialect
from smartcart.tables.header import (
    check_header,
    clean_header,
    confirm_header,
    count_known,
    leave_out_unnamed,
)
from smartcart.tables.quotes import BrokenRecordError, refuse_broken
from smartcart.tables.source import Source
from smartcart.tables.text import TextFacts, decoded, survey_text
from smartcart.tables.wording import counted, quoted

__all__ = ["read_delimited"]


@dataclass
class _Body:
    """What stands below the header."""

    columns: TextColumns
    rejected: list[RejectedRecord] = field(default_factory=list)
    blank: int = 0
    last_is_short: bool = False

    @property
    def records(self) -> int:
        return len(self.columns) + len(self.rejected) + self.blank


def read_delimited(source: Source, names: Collection[str] = ()) -> RawTable:
    """Read a text table cell for cell; nothing is converted, padded or cut.

    Parameters
    ----------
    source : Source
        An open file whose content is text.
    names : collection of str, default=()
        Column names and aliases that the caller knows; they confirm header and delimiter.

    Returns
    -------
    RawTable
        Text columns; lines are physical lines of the file, from 1, and of a record over
        several lines the first. Blank lines are counted in ``source.non_data``. Records with
        another number of cells than the header are in ``rejected``.

    Raises
    ------
    DataError
        When there is no header, no record below it, no delimiter, a quote that is not
        closed, or when the file ends in the middle of a row.
    """
    facts = survey_text(source)
    with decoded(source.stream, facts.encoding) as text:
        dialect = find_dialect(text, names)
    try:
        with decoded(source.stream, facts.encoding) as text:
            header, body = _read(text, dialect, names, source.name)
    except BrokenRecordError as broken:
        with decoded(source.stream, facts.encoding) as text:
            raise refuse_broken(broken, text, dialect.delimiter) from None
    _check_end(body, facts, source.name)
    return _table(source, facts, dialect, header, body)


def _table(
    source: Source, facts: TextFacts, dialect: Dialect, header: Sequence[str], body: _Body
) -> RawTable:
    cells, notes = leave_out_unnamed(body.columns.frame(header))
    described = SourceFacts(
        name=source.name,
        format="csv",
        sha256=source.sha256,
        encoding=facts.encoding,
        dialect=dialect.facts(),
        records=body.records,
        non_data=body.blank,
        notes=(*source.notes, *facts.notes, *notes),
    )
    return RawTable(cells, body.columns.lines(), described, tuple(body.rejected))


def _read(
    text: TextIO, dialect: Dialect, names: Collection[str], name: str
) -> tuple[list[str], _Body]:
    records = _records(text, dialect.delimiter)
    if dialect.declared:
        next(records)
    header = _read_header(records, dialect, names, name)
    body = _Body(TextColumns(len(header)))
    for line, record in records:
        if len(record) == len(header):
            body.columns.append(line, record)
            body.last_is_short = False
        else:
            _set_aside(body, line, record, len(header))
    return header, body


def _records(text: TextIO, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield every record with the physical line it starts on, from 1."""
    reader = csv.reader(text, delimiter=delimiter, quotechar=QUOTE, strict=True)
    line = 1
    try:
        for record in reader:
            yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        raise BrokenRecordError(line, reader.line_num, str(error)) from None


def _read_header(
    records: Iterator[tuple[int, list[str]]], dialect: Dialect, names: Collection[str], name: str
) -> list[str]:
    for line, record in records:
        header = clean_header(record)
        if any(header):
            where = f"line {line} of {quoted(name)}"
            if dialect.delimiter == NO_DELIMITER and not count_known(header, names):
                raise _no_delimiter(where)
            confirm_header(header, names, where)
            check_header(header, where)
            return header
    raise DataError(f"The file {quoted(name)} holds no column names.", "Export it again.")


def _set_aside(body: _Body, line: int, record: Sequence[str], width: int) -> None:
    body.last_is_short = False
    if not record or (len(record) == 1 and not record[0].strip()):
        body.blank += 1
        return
    body.last_is_short = len(record) < width
    fix = (
        "Fill in the missing cells, or join the lines of one record."
        if body.last_is_short
        else "Put the cell that holds the delimiter in double quotes."
    )
    reason = f"{counted(len(record), 'cell')}, {width} expected"
    body.rejected.append(RejectedRecord(line, reason, fix))


def _check_end(body: _Body, facts: TextFacts, name: str) -> None:
    if body.last_is_short and not facts.ends_with_newline:
        last = body.rejected[-1]
        raise DataError(
            f"The file ends in the middle of a row (line {last.line}): {last.reason}, and no "
            f"line end follows. {quoted(name)} was not written or copied completely.",
            "Export or copy the file again.",
        )
    if body.records == body.blank:
        raise DataError(
            f"{quoted(name)} has a header but no customers below it.",
            "Check the filter of the export, and export again.",
        )


def _no_delimiter(where: str) -> DataError:
    return DataError(
        f"No delimiter was found in {where} (looked for comma, semicolon, tab and vertical "
        "bar), and the line as a whole is no known column name.",
        "Export the table as CSV with commas, with the column names in the first line.",
    )
