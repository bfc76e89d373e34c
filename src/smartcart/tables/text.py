"""Bytes to text: which encoding, and whether this is text at all."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TextIO

from smartcart.errors import DataError
from smartcart.tables.source import Source
from smartcart.tables.wording import quoted

__all__ = ["TextFacts", "decoded", "survey_text"]

LINE_LIMIT = 1_000_000
# Below the line limit, so that a line that begins and ends inside a block is never too long.
BLOCK = 1 << 19
CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
NEXT_STEP = "Export the table again as CSV in UTF-8."


@dataclass(frozen=True)
class TextFacts:
    """What a first pass over a text file found out, before any cell is read."""

    encoding: str
    ends_with_newline: bool
    notes: tuple[str, ...] = ()


@contextmanager
def decoded(stream: IO[bytes], encoding: str) -> Iterator[TextIO]:
    """Read a stream as text from its start, line ends kept; the stream stays open."""
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding, newline="")
    try:
        yield text
    finally:
        text.detach()


def survey_text(source: Source) -> TextFacts:
    """Find the encoding of a text file by decoding all of it, and look for what is no text.

    A byte order mark decides; else strict UTF-8; else cp1252, with a note.

    Raises
    ------
    DataError
        When the file is binary, holds a NUL byte, only blanks, or a line of more than
        1,000,000 characters.
    """
    head = source.stream.read(3)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _survey_marked(source, "utf-16")
    if head.startswith(codecs.BOM_UTF8):
        return _survey_marked(source, "utf-8-sig")
    try:
        return TextFacts("utf-8", _scan(source, "utf-8"))
    except UnicodeDecodeError:
        return _survey_cp1252(source)


def _survey_marked(source: Source, encoding: str) -> TextFacts:
    try:
        return TextFacts(encoding, _scan(source, encoding))
    except UnicodeDecodeError:
        raise DataError(
            f"The file {quoted(source.name)} starts with the mark of {encoding}, but what "
            "follows is not valid in it.",
            NEXT_STEP,
        ) from None


def _survey_cp1252(source: Source) -> TextFacts:
    try:
        ends_with_newline = _scan(source, "cp1252", binary=CONTROLS)
    except UnicodeDecodeError:
        raise _binary(source) from None
    with decoded(source.stream, "cp1252") as text:
        lines = sum(not line.isascii() for line in text)
    note = f"decoded as cp1252, {lines:,} lines hold non-ASCII letters"
    return TextFacts("cp1252", ends_with_newline, (note,))


def _scan(source: Source, encoding: str, binary: re.Pattern[str] | None = None) -> bool:
    """Look at every block of the text once; return whether it ends with a line end."""
    lengths = _LineLengths(source)
    blank = True
    for block in _blocks(source.stream, encoding):
        if "\0" in block:
            raise _nul(source, lengths.line_of(block, block.index("\0")))
        if binary and binary.search(block):
            raise _binary(source)
        lengths.add(block)
        blank = blank and not block.strip("\ufeff \t\r\n\f\v\xa0")
    if blank:
        raise DataError(
            f"The file {quoted(source.name)} holds only blank lines.", "Export it again."
        )
    return lengths.last in ("\r", "\n")


def _blocks(stream: IO[bytes], encoding: str) -> Iterator[str]:
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    while data := stream.read(BLOCK):
        if block := decoder.decode(data):
            yield block
    if block := decoder.decode(b"", final=True):
        yield block


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
        self._ended = self.line_of(block, len(block)) - 1
        self.last = block[-1]

    def line_of(self, block: str, place: int) -> int:
        """Return the line, from 1, of a place in the block that follows those added."""
        ends = block.count("\n", 0, place) + block.count("\r", 0, place)
        ends -= block.count("\r\n", 0, place)
        ends -= self.last == "\r" and block.startswith("\n", 0, place)
        return self._ended + ends + 1


def _at(block: str, end: str) -> int:
    place = block.find(end)
    return len(block) if place < 0 else place


def _nul(source: Source, line: int) -> DataError:
    return DataError(
        f"Line {line:,} of {quoted(source.name)} holds a NUL byte: the file is binary, or "
        "UTF-16 without its byte order mark.",
        NEXT_STEP,
    )


def _binary(source: Source) -> DataError:
    return DataError(
        f"The file {quoted(source.name)} is binary: neither text in UTF-8, UTF-16 or cp1252, "
        "nor Excel, nor Parquet.",
        NEXT_STEP,
    )
