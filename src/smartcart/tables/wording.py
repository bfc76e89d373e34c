"""How names that came from outside are shown in a message."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

__all__ = ["counted", "listed", "quoted"]

SHOWN_LENGTH = 80
SHOWN_NAMES = 25


def quoted(name: str | Path) -> str:
    r"""Return a name in quotes, safe to print: control characters replaced, cut to 80.

    A path keeps its end, where the name of the file stands.

    Examples
    --------
    >>> print(quoted("Year\x1b[2J_Birth"))
    'Year?[2J_Birth'
    """
    text = "".join(letter if letter.isprintable() else "?" for letter in str(name))
    if len(text) > SHOWN_LENGTH:
        text = (
            f"...{text[-SHOWN_LENGTH:]}" if isinstance(name, Path) else f"{text[:SHOWN_LENGTH]}..."
        )
    return f"'{text}'"


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
