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
from smartcart.tables.scan import NEXT_STEP, Scan, binary, scan_text
from smartcart.tables.source import Source
from smartcart.tables.wording import counted, first_lines, quoted

__all__ = ["TextFacts", "decoded", "survey_text"]

# Bytes that are not UTF-8 come through the decoder as the surrogates U+DC80 to U+DCFF.
ESCAPED = re.compile("[\udc80-\udcff]")
# No text in cp1252 either: bytes it does not use, a byte order mark inside a line, and a
# surrogate written as UTF-8 (three bytes that cp1252 would read as three letters).
NO_TEXT = re.compile(
    "[\udc81\udc8d\udc8f\udc90\udc9d]|\udcff\udcfe|\udcfe\udcff|\udced[\udca0-\udcbf][\udc80-\udcbf]"
)
NO_TEXT_SHARE = 0.05
NO_TEXT_ALWAYS = 3
HEAD = 4_096


@dataclass(frozen=True)
class TextFacts:
    """What a first pass over a text file found out, before any cell is read.

    Attributes
    ----------
    encoding : str
        In the words of the quality report.
    codec, errors : str
        How to decode; with ``surrogateescape``, lines are not all of one encoding.
    scan : Scan
        What has to be cleaned line by line, and whether the last line is ended.
    no_text : bool
        Whether some lines hold bytes that are no text in any encoding.
    notes : tuple of str
        For the quality report.
    """

    encoding: str
    codec: str
    scan: Scan
    errors: str = "strict"
    no_text: bool = False
    notes: tuple[str, ...] = ()


@contextmanager
def decoded(stream: IO[bytes], facts: TextFacts) -> Iterator[TextIO]:
    """Read a stream as text from its start, line ends kept; the stream stays open."""
    stream.seek(0)
    text = io.TextIOWrapper(stream, facts.codec, errors=facts.errors, newline="")
    try:
        yield text
    finally:
        text.detach()


def survey_text(source: Source) -> TextFacts:
    """Find the encoding of a text file by decoding all of it, and look for what is no text.

    A byte order mark decides; else UTF-16 by where its NUL bytes stand; else strict UTF-8; else
    cp1252, for the whole file or for those lines that are not UTF-8, with a note.

    Raises
    ------
    DataError
        When the file is binary, holds only blanks, or a line of more than 1,000,000
        characters.
    """
    head = source.stream.read(HEAD)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _survey_wide(source, "utf-16")
    if wide := _wide_without_mark(head, source.size):
        return _survey_wide(source, wide, "UTF-16 without its byte order mark")
    codec = "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    try:
        return TextFacts(codec, codec, scan_text(source, codec))
    except UnicodeDecodeError:
        return _survey_lines(source, codec)


def _wide_without_mark(head: bytes, size: int) -> str:
    """Return the kind of UTF-16 in which every second byte is NUL, or nothing."""
    half = len(head) // 2
    if size % 2 or not half:
        return ""
    even, odd = head[0::2].count(0) / half, head[1::2].count(0) / half
    if odd > 0.5 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.5 and odd < 0.05 else ""


def _survey_wide(source: Source, codec: str, note: str = "") -> TextFacts:
    try:
        scan = scan_text(source, codec)
    except UnicodeDecodeError:
        raise DataError(
            f"The file {quoted(source.name)} looks like {codec}, by its mark or its NUL bytes, but "
            "not all of it is valid in it.",
            NEXT_STEP,
        ) from None
    return TextFacts(codec, codec, scan, notes=(note,) if note else ())


def _survey_lines(source: Source, codec: str) -> TextFacts:
    """Look at each line that is not ASCII: UTF-8, cp1252, or no text."""
    mixed = TextFacts(
        "utf-8", codec, scan_text(source, codec, "surrogateescape"), "surrogateescape"
    )
    lines, modern = 0, 0
    legacy: list[int] = []
    no_text: list[int] = []
    with decoded(source.stream, mixed) as text:
        for lines, line in enumerate(text, start=1):
            if line.isascii():
                continue
            if not ESCAPED.search(line):
                modern += 1
            else:
                (no_text if NO_TEXT.search(line) else legacy).append(lines)
    if len(no_text) > max(NO_TEXT_ALWAYS, NO_TEXT_SHARE * lines):
        raise binary(source)
    if codec == "utf-8" and not modern and not no_text:
        note = f"decoded as cp1252, {len(legacy):,} lines hold non-ASCII letters"
        return TextFacts("cp1252", "cp1252", scan_text(source, "cp1252"), notes=(note,))
    return TextFacts(
        "utf-8 and cp1252" if legacy else codec,
        codec,
        mixed.scan,
        mixed.errors,
        bool(no_text),
        _line_notes(legacy, no_text),
    )


def _line_notes(legacy: list[int], no_text: list[int]) -> tuple[str, ...]:
    notes = []
    if legacy:
        which = first_lines(legacy)
        notes.append(
            f"decoded as cp1252, the others as UTF-8: {counted(len(legacy), 'line')}{which}"
        )
    if no_text:
        which = first_lines(no_text)
        notes.append(f"bytes that are no text: {counted(len(no_text), 'line')}{which}")
    return tuple(notes)
