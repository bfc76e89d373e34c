"""How cells are quoted: by which character, and with blanks around the quotes or not."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["QUOTE", "find_quote", "is_padded"]

QUOTE = '"'
APOSTROPHE = "'"


def find_quote(head: Sequence[str], delimiter: str) -> str:
    """Return the apostrophe where cells are quoted by it, else the double quote.

    Examples
    --------
    >>> find_quote(["ID,Name", "1,'Tuin, De'", "2,'Bar'"], ",")
    "'"
    >>> find_quote(["ID,Name", "1,'t Hof", "2,'Bar'"], ",")
    '"'
    """
    mark = re.escape(delimiter)
    starts = re.compile(rf"(?:^|{mark}) ?(['\"])")
    whole = re.compile(rf"(?:^|{mark}) ?'(?:[^'\r\n]|''|\\')+'(?=\s*(?:{mark}|$))")
    lines = [line for line in head if line.strip()]
    if any(QUOTE in starts.findall(line) for line in lines):
        return QUOTE
    closed = [len(whole.findall(line)) for line in lines]
    quoted = sum(count > 0 for count in closed)
    clean = sum(
        len(starts.findall(line)) == count for line, count in zip(lines, closed, strict=True)
    )
    often = quoted >= 2 and 2 * quoted >= len(lines) - 1
    return APOSTROPHE if often and 10 * clean >= 9 * len(lines) else QUOTE


def is_padded(head: Sequence[str], delimiter: str) -> bool:
    """Say whether a blank follows every delimiter, so that it belongs to no cell."""
    marks = sum(line.count(delimiter) for line in head)
    return marks > 0 and marks == sum(line.count(f"{delimiter} ") for line in head)
