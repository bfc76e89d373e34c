"""Read text tables: CSV, tab-separated, semicolons, vertical bars."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers.raw import RawTable, RejectedRecord, SourceFacts
from smartcart.errors import DataError
from smartcart.tables.body import Body, read_body
from smartcart.tables.columns import TextColumns
from smartcart.tables.dialect import Dialect, find_dialect
from smartcart.tables.header import leave_out_unnamed
from smartcart.tables.layout import check_lines
from smartcart.tables.nondata import find_non_data, without
from smartcart.tables.quotes import BrokenRecordError, refuse_broken
from smartcart.tables.records import MendedRecords, read_records
from smartcart.tables.source import Source
from smartcart.tables.text import TextFacts, decoded, survey_text
from smartcart.tables.text_header import TextHeader, read_header
from smartcart.tables.tidy import Tidy
from smartcart.tables.wording import counted, first_lines, quoted

__all__ = ["read_delimited"]

_TOO_LONG = (
    "a cell more than the header",
    "Put the cell that holds the delimiter in double quotes.",
)


@dataclass(frozen=True)
class _Read:
    """One pass over the text."""

    header: TextHeader
    body: Body
    notes: tuple[str, ...]


def read_delimited(source: Source, names: Collection[str] = ()) -> RawTable:
    """Read a text table cell for cell; nothing is converted or padded.

    Repaired, and counted in ``source.notes``: invisible characters, curly quotes, quotes
    inside quoted cells, amounts cut at their comma, a delimiter at the end of every row.

    Parameters
    ----------
    source : Source
        An open file whose content is text.
    names : collection of str, default=()
        Column names and aliases that the caller knows; they find header and delimiter.

    Returns
    -------
    RawTable
        Text columns; lines are physical lines of the file, from 1, and of a record over
        several lines the first. Blank lines, titles above the header, units, repeated headers
        and totals are counted in ``source.non_data``. Records with another number of cells
        than the header, or with bytes that are no text, are in ``rejected``.

    Raises
    ------
    DataError
        When there is no header, no record below it, no delimiter, a quote that is not
        closed, a second table, or when the file ends in the middle of a row.
    """
    facts = survey_text(source)
    with decoded(source.stream, facts) as text:
        dialect = find_dialect(Tidy(facts).lines(text), names)
    try:
        read = _read(source, facts, dialect, names, mend=False)
    except BrokenRecordError:
        # Mending looks at every record on its own: slower, and needed for few files.
        try:
            read = _read(source, facts, dialect, names, mend=True)
        except BrokenRecordError as broken:
            with decoded(source.stream, facts) as text:
                lines = Tidy(facts).lines(text)
                raise refuse_broken(broken, lines, dialect.delimiter, dialect.quote) from None
    return _table(source, facts, dialect, read, names)


def _read(
    source: Source, facts: TextFacts, dialect: Dialect, names: Collection[str], *, mend: bool
) -> _Read:
    tidy = Tidy(facts)
    with decoded(source.stream, facts) as text:
        lines = dialect.cells_apart(tidy.lines(text))
        mender = MendedRecords(lines, dialect) if mend else None
        records = iter(mender or read_records(lines, dialect))
        if dialect.declared:
            next(records)
        header, first = read_header(records, dialect, names, source.name)
        width = len(header.names)
        if mender:
            mender.width = width
        body = Body(width, dialect.delimiter, names, facts.no_text, TextColumns(width))
        read_body(chain(first, records), body)
    notes = (*tidy.notes(), *_mended_notes(mender), *header.notes, *body.notes())
    return _Read(header, body, notes)


def _mended_notes(mender: MendedRecords | None) -> tuple[str, ...]:
    if not mender or not mender.mended:
        return ()
    which = first_lines(mender.mended)
    return (f"quotes inside quoted cells: {counted(len(mender.mended), 'row')}{which}",)


def _table(
    source: Source, facts: TextFacts, dialect: Dialect, read: _Read, names: Collection[str]
) -> RawTable:
    header, body = read.header, read.body
    cells, lines = body.columns.frame(header.names), body.columns.lines()
    check_lines(cells, lines, body.width, dialect.delimiter)
    extra = find_non_data(cells, lines, body.odd, names)
    rejected = [each for each in body.rejected if each.line not in extra.odd_lines]
    _check_end(body, facts, source.name, extra.odd_lines)
    too_long = _too_long(cells) if header.trailing else extra.rows[:0]
    rejected += [RejectedRecord(line, *_TOO_LONG) for line in lines[too_long].tolist()]
    left_out = np.union1d(extra.rows, too_long)
    if len(left_out):
        kept = without(len(cells), left_out)
        cells, lines = cells.iloc[kept].reset_index(drop=True), lines[kept]
    if not len(cells) and not rejected:
        raise DataError(
            f"{quoted(source.name)} has a header but no customers below it.",
            "Check the filter of the export, and export again.",
        )
    cells, notes = leave_out_unnamed(cells)
    if header.trailing:
        notes = (*notes, f"a delimiter more than the header at the end of {len(cells):,} rows")
    described = SourceFacts(
        name=source.name,
        format="csv",
        sha256=source.sha256,
        encoding=facts.encoding,
        dialect=dialect.facts(),
        records=body.records + header.above,
        non_data=body.blank + header.above + len(extra.rows) + len(extra.odd_lines),
        notes=(*source.notes, *facts.notes, *read.notes, *extra.notes, *notes),
    )
    return RawTable(cells, lines, described, tuple(sorted(rejected, key=lambda each: each.line)))


def _too_long(cells: pd.DataFrame) -> NDArray[np.int64]:
    """Return the rows with a cell behind the delimiter that ends every row."""
    return np.flatnonzero(cells.iloc[:, -1].str.strip().ne(""))


def _check_end(body: Body, facts: TextFacts, name: str, footers: Collection[int]) -> None:
    if not body.last_is_short or facts.scan.ends_with_newline:
        return
    last = body.rejected[-1]
    if last.line not in footers:
        raise DataError(
            f"The file ends in the middle of a row (line {last.line}): {last.reason}, and no "
            f"line end follows. {quoted(name)} was not written or copied completely.",
            "Export or copy the file again.",
        )
