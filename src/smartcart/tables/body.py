"""What stands below the header of a text table, record by record."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from smartcart.customers.raw import RejectedRecord
from smartcart.tables.columns import TextColumns
from smartcart.tables.layout import OddRecord, check_not_swallowed, join_escaped, join_money
from smartcart.tables.records import Record
from smartcart.tables.tidy import NO_TEXT_MARK
from smartcart.tables.wording import counted, first_lines

__all__ = ["Body", "read_body"]


@dataclass
class Body:
    """Records below the header: those that fit, those set aside, and blank lines."""

    width: int
    delimiter: str
    names: Collection[str]
    no_text: bool
    columns: TextColumns
    rejected: list[RejectedRecord] = field(default_factory=list)
    odd: list[OddRecord] = field(default_factory=list)
    money: list[int] = field(default_factory=list)
    escaped: list[int] = field(default_factory=list)
    blank: int = 0
    last_blank: int = 0
    last_is_short: bool = False

    @property
    def records(self) -> int:
        """Every record below the header."""
        return len(self.columns) + len(self.rejected) + self.blank

    def notes(self) -> tuple[str, ...]:
        """Say which records were repaired."""
        repaired = {
            "an amount without quotes cut at its comma, joined again": self.money,
            "a delimiter behind a backslash read as part of its cell": self.escaped,
        }
        return tuple(
            f"{what}: {counted(len(lines), 'row')}{first_lines(lines)}"
            for what, lines in repaired.items()
            if lines
        )


def read_body(records: Iterator[Record], body: Body) -> None:
    """Read every record into the body; nothing is padded or cut."""
    width, no_text, append = body.width, body.no_text, body.columns.append
    for line, record in records:
        if len(record) == width and not no_text:
            append(line, record)
            body.last_is_short = False
        else:
            _look_again(body, line, record)


def _look_again(body: Body, line: int, record: list[str]) -> None:
    body.last_is_short = False
    if not record or (len(record) == 1 and not record[0].strip()):
        _count_blank(body, line)
    elif body.no_text and any(NO_TEXT_MARK in cell for cell in record):
        reason = "bytes that are no text in UTF-8 or cp1252"
        _reject(body, line, record, reason, "Type the broken letters again.")
    elif len(record) == body.width:
        body.columns.append(line, record)
    elif joined := join_money(record, body.width, body.delimiter):
        body.money.append(line)
        body.columns.append(line, joined)
    elif joined := join_escaped(record, body.width, body.delimiter):
        body.escaped.append(line)
        body.columns.append(line, joined)
    else:
        _set_aside(body, line, record)


def _count_blank(body: Body, line: int) -> None:
    body.blank += 1
    body.last_blank = line


def _set_aside(body: Body, line: int, record: Sequence[str]) -> None:
    check_not_swallowed(line, record, body.width, body.delimiter)
    body.last_is_short = len(record) < body.width
    fix = (
        "Fill in the missing cells, or join the lines of one record."
        if body.last_is_short
        else "Put the cell that holds the delimiter in double quotes."
    )
    reason = f"{counted(len(record), 'cell')}, {body.width} expected"
    _reject(body, line, record, reason, fix)


def _reject(body: Body, line: int, record: Sequence[str], reason: str, fix: str) -> None:
    blank = 0 < body.last_blank == line - 1
    body.odd.append(OddRecord.of(line, record, tuple(body.names), blank))
    body.rejected.append(RejectedRecord(line, reason, fix))
