"""What a notebook shows of a result, as plain data: texts and tables, nothing written yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "Cell",
    "Chip",
    "Items",
    "Page",
    "Part",
    "Row",
    "Saying",
    "Table",
    "make_items",
    "make_table",
]

#: More rows than this are left out, and counted.
MOST_ROWS = 12


@dataclass(frozen=True)
class Chip:
    """A text with the colour of a segment."""

    color: str
    text: str


Cell = str | Chip


@dataclass(frozen=True)
class Row:
    """Cells, the first of which names the row, and what is said below them: heading and text."""

    cells: tuple[Cell, ...]
    below: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Table:
    """A table whose first `n_words` columns are words; all others are figures."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    n_words: int = 1
    more: str = ""


@dataclass(frozen=True)
class Items:
    """Sentences in a list."""

    sentences: tuple[str, ...]
    more: str = ""


@dataclass(frozen=True)
class Saying:
    """A sentence that matters, with a word that says what it is about."""

    heading: str
    text: str


Part = str | Saying | Items | Table


@dataclass(frozen=True)
class Page:
    """What it is, the sentence that matters, and the parts below."""

    title: str
    lead: str
    parts: tuple[Part, ...] = ()


def make_table(
    header: Sequence[str],
    rows: Sequence[Sequence[Cell] | Row],
    noun: str,
    n_words: int = 1,
    most: int = MOST_ROWS,
) -> Table:
    """Return a table of at most some rows, which says how many more there are.

    Examples
    --------
    >>> make_table(("k",), [["1"], ["2"], ["3"]], "numbers", most=2).more
    'and 1 more of 3 numbers'
    """
    given = [row if isinstance(row, Row) else Row(tuple(row)) for row in rows]
    return Table(tuple(header), tuple(given[:most]), n_words, _more(len(given), most, noun))


def make_items(sentences: Sequence[str], noun: str, most: int = 6) -> Items:
    """Return a list of at most some sentences, which says how many more there are."""
    return Items(tuple(sentences[:most]), _more(len(sentences), most, noun))


def _more(n: int, most: int, noun: str) -> str:
    return f"and {n - most:,} more of {n:,} {noun}" if n > most else ""
