"""Which row names the columns, and whether these names can be used."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

import pandas as pd

from smartcart.errors import DataError
from smartcart.tables.wording import counted, first_lines, listed, quoted

__all__ = [
    "check_header",
    "clean_header",
    "confirm_header",
    "count_known",
    "fold_name",
    "header_place",
    "is_number",
    "leave_out_unnamed",
    "titles",
]

COLUMN_LIMIT = 500
BYTE_ORDER_MARK = "\ufeff"
#: The header stands among the first rows; what stands above is a title.
HEADER_WITHIN = 50
_NAME_LENGTH = 1_000


def fold_name(name: str) -> str:
    """Return the form in which column names are compared: letters and digits, casefolded.

    Of the first 1,000 characters: a longer cell is no name, and must not be kept.

    Examples
    --------
    >>> fold_name(" Year_Birth "), fold_name("yearBIRTH")
    ('yearbirth', 'yearbirth')
    """
    return _fold(name[:_NAME_LENGTH])


@lru_cache(maxsize=4_096)  # the same few cells are asked for again and again
def _fold(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def clean_header(cells: Iterable[str]) -> list[str]:
    """Return column names without surrounding blanks and byte order mark."""
    return [cell.replace(BYTE_ORDER_MARK, "").strip() for cell in cells]


def count_known(header: Iterable[str], names: Iterable[str]) -> int:
    """Return how many of the known names stand in a header row."""
    return len({fold_name(cell) for cell in header} & _fold_names(tuple(names)))


@lru_cache(maxsize=8)  # the same names are looked for in many rows
def _fold_names(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold_name, names)) - {""}


def confirm_header(header: Sequence[str], names: Collection[str], where: str) -> None:
    """Refuse a first row that is a customer, not a header.

    Without known names the first row is taken at its word. A row of unknown names passes
    too: the check of the columns says which are missing, and that is the better message.

    Raises
    ------
    DataError
        When no cell is a known name and the row looks like data. Cell values are personal
        data, so the message holds their number only.
    """
    if not names or count_known(header, names) or not _looks_like_data(header):
        return
    raise DataError(
        f"No header was found: {where} has {counted(len(header), 'cell')}, none of them is a "
        f"known column name, and they look like data. Known names: {listed(names)}.",
        "Put the column names in the first line of the file.",
    )


def check_header(header: Sequence[str], where: str) -> None:
    """Refuse too many columns and names that stand twice; columns count from 1."""
    if len(header) > COLUMN_LIMIT:
        raise DataError(
            f"{where} has {len(header):,} columns; at most {COLUMN_LIMIT} are read.",
            "Export only the columns that describe the customers.",
        )
    first: dict[str, int] = {}
    for position, name in enumerate(header, start=1):
        if name and first.setdefault(name, position) != position:
            raise DataError(
                f"The column name {quoted(name)} stands twice in {where}: "
                f"in columns {first[name]} and {position}.",
                "Rename or remove one of the two columns.",
            )


def leave_out_unnamed(cells: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Leave out columns with neither a name nor a cell, as delimiters at line ends make them.

    Returns
    -------
    tuple of (DataFrame, notes)
        The other columns, and one note per column left out. A single column that has cells
        but no name (a saved row number, most often) stays, under the empty name.

    Raises
    ------
    DataError
        When several columns without a name have cells.
    """
    unnamed = [place for place, name in enumerate(cells.columns) if name == ""]
    filled = [place for place in unnamed if cells.iloc[:, place].ne("").any()]
    if len(filled) > 1:
        places = ", ".join(str(place + 1) for place in filled)
        raise DataError(
            f"{counted(len(filled), 'column')} have cells but no name: columns {places}.",
            "Give every column a name in the header.",
        )
    empty = sorted(set(unnamed) - set(filled))
    notes = tuple(f"column {place + 1} has no name and no cells: left out" for place in empty)
    kept = [place for place in range(cells.shape[1]) if place not in empty]
    return (cells.iloc[:, kept] if empty else cells), notes


def is_number(cell: str) -> bool:
    """Say whether a cell is a number or a date: digits, and no letter at all."""
    return any(letter.isdigit() for letter in cell) and not any(map(str.isalpha, cell))


def header_place(rows: Sequence[Sequence[str]], names: Collection[str]) -> int:
    """Return which of the first rows is the header.

    The first that has at least two known names and half as many as the best; else the first
    that is not blank.

    Examples
    --------
    >>> header_place([["Report: May"], [], ["ID", "Income"], ["1", "2"]], ["ID", "Income"])
    2
    """
    known = [count_known(row, names) for row in rows[:HEADER_WITHIN]] if names else []
    most = max(known, default=0)
    if most > 1:
        return next(place for place, each in enumerate(known) if 2 * each >= most and each > 1)
    return next((place for place, row in enumerate(rows) if any(map(str.strip, row))), 0)


def titles(above: Sequence[tuple[int, Sequence[str]]]) -> tuple[str, ...]:
    """Return the note on rows above the header, unless all are blank."""
    lines = [line for line, row in above if any(map(str.strip, row))]
    if not lines:
        return ()
    return (f"above the header: {counted(len(lines), 'row')}{first_lines(lines)}, no customers",)


def _looks_like_data(header: Sequence[str]) -> bool:
    return any(map(is_number, header))
