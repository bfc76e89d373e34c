"""Explain a quote that breaks the rules, by the line on which it opens."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from smartcart.errors import DataError

__all__ = ["BrokenRecordError", "refuse_broken"]

NEXT_STEP = 'Close the quote, and double every quote inside a quoted cell ("").'


class BrokenRecordError(Exception):
    """The csv reader stopped; carries where its record starts and where it stopped."""

    def __init__(self, line: int, stopped: int, reason: str) -> None:
        self.line = line
        self.stopped = stopped
        self.reason = reason
        super().__init__(line, stopped, reason)


def refuse_broken(
    broken: BrokenRecordError, text: Iterable[str], delimiter: str, quote: str
) -> DataError:
    """Return the error that names the line of the quote; `text` is read from its start."""
    if "field larger" in broken.reason and broken.line == broken.stopped:
        return DataError(
            f"Line {broken.line} has a cell that is too long for a table "
            f"({broken.reason.removeprefix('field larger than field limit ').strip('()')} "
            "characters are allowed).",
            "Check that this is a table with one customer per line.",
        )
    lines = islice(text, broken.line - 1, broken.stopped)
    opened = _opening_line(lines, broken.line, delimiter, quote)
    what = (
        f"The quote that opens on line {opened} is followed by text after it closes on line "
        f"{broken.stopped}; most often it was never closed where it should be"
        if "expected after" in broken.reason
        else f"The quote that opens on line {opened} is never closed"
    )
    return DataError(f"{what}. The cells from there on cannot be told apart.", NEXT_STEP)


def _opening_line(lines: Iterable[str], first: int, delimiter: str, quote: str) -> int:
    """Return the line of the last quote that opens a cell.

    A quote opens only at the start of a cell; directly after a closing quote it means a
    doubled quote, and the same cell goes on.
    """
    opened, state = first, "start"
    for number, line in enumerate(lines, start=first):
        for letter in line:
            if state == "inside":
                state = "closed" if letter == quote else "inside"
            elif letter == delimiter:
                state = "start"
            elif letter == quote and state != "plain":
                opened = number if state == "start" else opened
                state = "inside"
            else:
                state = "plain"
        state = "inside" if state == "inside" else "start"
    return opened
