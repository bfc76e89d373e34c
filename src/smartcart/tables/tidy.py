"""Clean the lines of a text before they are cut into cells; every change is counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from smartcart.tables.scan import INVISIBLE
from smartcart.tables.text import ESCAPED, NO_TEXT, TextFacts
from smartcart.tables.wording import counted, first_lines

__all__ = ["NO_TEXT_MARK", "Tidy"]

#: Stands for bytes that are no text; it is no character, so no text holds it.
NO_TEXT_MARK = "\ufffe"
# A whole cell between curly quotes; a curly quote inside a cell is a letter like others.
CURLY_CELL = re.compile(
    '(^|[,;\t|] ?)[\u201c\u201d\u201e]([^\u201c\u201d\u201e"\r\n]*)[\u201c\u201d]'
    "(?=[ ]*(?:[,;\t|\r\n]|$))"
)
LEGACY = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", errors="replace") for byte in range(0x80, 0x100)
}


class Tidy:
    """Lines in, the same number of cleaned lines out; afterwards `notes` says what was done.

    A text without any oddity passes through untouched, as the file object it is.
    """

    def __init__(self, facts: TextFacts) -> None:
        self._steps: list[Callable[[int, str], str]] = []
        if facts.errors != "strict":
            self._steps.append(self._decode)
        if facts.scan.invisible:
            self._steps.append(self._show)
        if facts.scan.curly:
            self._steps.append(self._straighten)
        self._removed = 0
        self._shown_lines: list[int] = []
        self._curly = 0

    def lines(self, text: Iterable[str]) -> Iterable[str]:
        """Return the cleaned lines, line ends kept."""
        return self._cleaned(text) if self._steps else text

    def notes(self) -> tuple[str, ...]:
        """Say what was changed."""
        notes = []
        if self._removed:
            which = first_lines(self._shown_lines)
            removed = counted(self._removed, "invisible or control character")
            notes.append(f"{removed} removed in {counted(len(self._shown_lines), 'line')}{which}")
        if self._curly:
            notes.append(f"curly quotes read as quotes: {counted(self._curly, 'cell')}")
        return tuple(notes)

    def _cleaned(self, text: Iterable[str]) -> Iterator[str]:
        for number, line in enumerate(text, start=1):
            for step in self._steps:
                line = step(number, line)
            yield line

    def _decode(self, _: int, line: str) -> str:
        if line.isascii() or not ESCAPED.search(line):
            return line
        return NO_TEXT.sub(NO_TEXT_MARK, line).translate(LEGACY)

    def _show(self, number: int, line: str) -> str:
        shown, removed = INVISIBLE.subn("", line)
        # The byte order mark before the first name is a mark of the file, and no repair.
        if number == 1 and line.startswith("\ufeff"):
            removed -= 1
        if removed:
            self._removed += removed
            self._shown_lines.append(number)
        return shown

    def _straighten(self, _: int, line: str) -> str:
        if '"' in line:
            return line
        straight, cells = CURLY_CELL.subn(r'\1"\2"', line)
        self._curly += cells
        return straight
