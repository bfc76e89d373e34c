"""How names that came from outside are shown in a message."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from smartcart.errors import quoted

__all__ = ["counted", "first_lines", "listed", "quoted"]

SHOWN_NAMES = 25
SHOWN_LINES = 5


def listed(names: Collection[str]) -> str:
    """Return names as one text, in a stable order; after 25 only their number.

    Examples
    --------
    >>> print(listed(["ID", "Income"]))
    'ID', 'Income'
    """
    # A set has another order in every process; the same file must give the same message.
    ordered = sorted(names) if isinstance(names, (set, frozenset)) else list(names)
    text = ", ".join(quoted(name) for name in ordered[:SHOWN_NAMES])
    more = len(ordered) - SHOWN_NAMES
    return f"{text} and {more} more" if more > 0 else text


def counted(n: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "cell"), counted(2240, "cell")
    ('1 cell', '2,240 cells')
    """
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def first_lines(lines: Sequence[int]) -> str:
    """Return the first lines in brackets, to stand after their number.

    Examples
    --------
    >>> first_lines([3]), first_lines([3, 8, 9, 12, 15, 16])
    (' (line 3)', ' (first: lines 3, 8, 9, 12, 15)')
    """
    shown = ", ".join(f"{line}" for line in lines[:SHOWN_LINES])
    if len(lines) > SHOWN_LINES:
        return f" (first: lines {shown})"
    return f" ({'line' if len(lines) == 1 else 'lines'} {shown})"
