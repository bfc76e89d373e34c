"""Look at every block of a text once: its length of lines, and letters that do not belong."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from smartcart.errors import DataError
from smartcart.tables.source import Source
from smartcart.tables.wording import quoted

__all__ = ["CURLY", "INVISIBLE", "NEXT_STEP", "Scan", "binary", "scan_text"]

LINE_LIMIT = 1_000_000
# Below the line limit, so that a line that begins and ends inside a block is never too long.
BLOCK = 1 << 19
NEXT_STEP = "Export the table again as CSV in UTF-8."
#: Control characters other than tab and line ends, C0 and C1.
CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
#: Letters without a shape: soft hyphen, zero-width, and those that turn the writing direction.
SHAPELESS = "\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
INVISIBLE = re.compile(f"[{CONTROLS}{SHAPELESS}]")
CURLY = re.compile("[\u201c\u201d\u201e]")
CONTROL_BYTES = bytes({*range(32), 127} - {9, 10, 13})
#: A text holds a stray control character here and there; a binary file holds them everywhere.
CONTROLS_ALWAYS = 10
CONTROLS_SHARE = 0.05
WIDE = ("utf-16", "utf-16-le", "utf-16-be")


@dataclass
class Scan:
    """What stands in a text, apart from its cells."""

    ends_with_newline: bool = False
    invisible: bool = False
    curly: bool = False


def scan_text(source: Source, encoding: str, errors: str = "strict") -> Scan:
    """Decode the whole text once, without keeping it.

    Raises
    ------
    UnicodeDecodeError
        When it is not of this encoding.
    DataError
        When the text is binary, blank, or has a line of more than 1,000,000 characters.
    """
    lengths, found = _LineLengths(source), Scan()
    blank, controls, letters = True, 0, 0
    for data, block in _blocks(source.stream, encoding, errors):
        controls += len(data) - len(data.translate(None, CONTROL_BYTES))
        letters += len(data)
        if encoding in WIDE or not block.isascii():
            found.invisible = found.invisible or bool(INVISIBLE.search(block))
            found.curly = found.curly or bool(CURLY.search(block))
        lengths.add(block)
        blank = blank and not block.strip("\0\x1a\ufeff \t\r\n\f\v\xa0")
    if encoding not in WIDE:
        found.invisible = found.invisible or controls > 0
        if controls > max(CONTROLS_ALWAYS, CONTROLS_SHARE * letters):
            raise binary(source)
    if blank:
        raise DataError(
            f"The file {quoted(source.name)} holds only blank lines.", "Export it again."
        )
    found.ends_with_newline = lengths.last in ("\r", "\n")
    return found


def binary(source: Source) -> DataError:
    """Return the error for a file that is no text."""
    return DataError(
        f"The file {quoted(source.name)} is binary: neither text in UTF-8, UTF-16 or cp1252, "
        "nor Excel, nor Parquet.",
        NEXT_STEP,
    )


def _blocks(stream: IO[bytes], encoding: str, errors: str) -> Iterator[tuple[bytes, str]]:
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)(errors=errors)
    while data := stream.read(BLOCK):
        if block := decoder.decode(data):
            yield data, block
    if block := decoder.decode(b"", final=True):
        yield b"", block


class _LineLengths:
    """Refuse a line that is too long before anything holds it as one piece."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._open = 0
        self._ended = 0
        self.last = ""

    def add(self, block: str) -> None:
        first = min(_at(block, "\n"), _at(block, "\r"))
        inner = max(block.rfind("\n"), block.rfind("\r"))
        if self._open + first > LINE_LIMIT:
            raise DataError(
                f"Line {self._ended + 1:,} of {quoted(self._source.name)} is longer than "
                f"{LINE_LIMIT:,} characters.",
                "Check that this is a table with one customer per line.",
            )
        self._open = self._open + len(block) if inner < 0 else len(block) - inner - 1
        self._ended += self._ends_in(block)
        self.last = block[-1]

    def _ends_in(self, block: str) -> int:
        ends = block.count("\n") + block.count("\r") - block.count("\r\n")
        return ends - (self.last == "\r" and block.startswith("\n"))


def _at(block: str, end: str) -> int:
    place = block.find(end)
    return len(block) if place < 0 else place
