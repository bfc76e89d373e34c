"""Rows that are no customers: units below the header, repeated headers, totals at the end."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.errors import DataError
from smartcart.tables.header import count_known, fold_name, is_number
from smartcart.tables.layout import OddRecord
from smartcart.tables.wording import counted, first_lines

__all__ = ["NonData", "find_non_data", "without"]

ROWS_LOOKED_AT = 200
FOOTER_ROWS = 5
UNIT_ROWS = 2
MISSING = {"na", "n/a", "nan", "null", "none", "-", "?", "."}
TOTAL = re.compile(
    r"\W*(grand\s+|sub)?(totals?|sum|summe|gesamt\w*|average|mean|count|totaal|somme|total\w*)\b"
    r"(?!.*@)|\W*\(?[\d.,]+\)?\s+(rows?|records?|customers?|lines?|kunden|zeilen)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class NonData:
    """Which rows and which odd records are no customers, and why, for the report."""

    rows: NDArray[np.int64]
    odd_lines: frozenset[int]
    notes: tuple[str, ...]


def find_non_data(
    cells: pd.DataFrame,
    lines: NDArray[np.int64],
    odd: Sequence[OddRecord],
    names: Collection[str],
) -> NonData:
    """Find rows that are no customers.

    Raises
    ------
    DataError
        When a second table with other columns begins below the first.
    """
    repeated = _repeated_headers(cells, lines, names)
    _check_second_table(odd)
    body = without(len(cells), repeated)
    units = _units(cells, body)
    inner = without(len(cells), np.concatenate([repeated, units]))
    footers, odd_footers = _footers(cells, lines, odd, inner)
    found = {
        "a units or second header row below the header": lines[units],
        "the header repeated": lines[repeated],
        "totals or remarks at the end": np.array(
            sorted([*lines[footers].tolist(), *odd_footers]), dtype=np.int64
        ),
    }
    notes = tuple(
        f"{what}: {counted(len(which), 'row')}{first_lines(which.tolist())}, no customers"
        for what, which in found.items()
        if len(which)
    )
    rows = np.concatenate([repeated, units, footers]).astype(np.int64)
    return NonData(rows, frozenset(odd_footers), notes)


def without(rows: int, left_out: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of all rows but some."""
    kept = np.ones(rows, dtype=bool)
    kept[left_out] = False
    return np.flatnonzero(kept)


def _repeated_headers(
    cells: pd.DataFrame, lines: NDArray[np.int64], names: Collection[str]
) -> NDArray[np.int64]:
    header = [fold_name(str(name)) for name in cells.columns]
    starts = {str(name).strip().lower() for name in (*names, *cells.columns)} - {""}
    suspects = np.flatnonzero(cells.iloc[:, 0].str.strip().str.lower().isin(starts))
    # Another table may begin with a column of any name, but most often after a blank line.
    behind_gap = np.flatnonzero(np.diff(lines) > 1) + 1
    suspects = np.union1d(suspects, behind_gap)
    repeated = []
    for place in suspects.tolist():
        row = [str(cell) for cell in cells.iloc[place]]
        if [fold_name(cell) for cell in row] == header:
            repeated.append(place)
        elif count_known(row, names) > 1:
            raise _second_table(int(lines[place]))
    return np.array(repeated, dtype=np.int64)


def _check_second_table(odd: Sequence[OddRecord]) -> None:
    for record in odd:
        if record.known > 1:
            raise _second_table(record.line)
    for first, second in pairwise(odd):
        alike = first.width == second.width and second.line == first.line + 1
        if alike and first.width > 1 and first.after_blank and first.is_text and not second.is_text:
            raise _second_table(first.line)


def _second_table(line: int) -> DataError:
    return DataError(
        f"A second table begins on line {line}: its header has other columns than the first.",
        "Keep one table in a file.",
    )


def _numeric_columns(cells: pd.DataFrame) -> list[int]:
    columns = [cells.iloc[:, place] for place in range(cells.shape[1])]
    filled = [[cell for cell in column if cell.strip()] for column in columns]
    return [
        place
        for place, each in enumerate(filled)
        if each and sum(map(is_number, each)) >= 0.9 * len(each)
    ]


def _units(cells: pd.DataFrame, body: NDArray[np.int64]) -> NDArray[np.int64]:
    below = cells.iloc[body[UNIT_ROWS : UNIT_ROWS + ROWS_LOOKED_AT]]
    numeric = _numeric_columns(below) if len(below) > 2 else []
    units: list[int] = []
    if len(numeric) < 2:
        return np.array(units, dtype=np.int64)
    for place in body[:UNIT_ROWS].tolist():
        row = [str(cells.iloc[place, column]).strip() for column in numeric]
        words = [cell for cell in row if cell and cell.casefold() not in MISSING]
        if not words or any(any(map(str.isdigit, cell)) for cell in row):
            break
        units.append(place)
    return np.array(units, dtype=np.int64)


def _footers(
    cells: pd.DataFrame,
    lines: NDArray[np.int64],
    odd: Sequence[OddRecord],
    body: NDArray[np.int64],
) -> tuple[NDArray[np.int64], list[int]]:
    """Go up from the end as long as records are no customers."""
    above = cells.iloc[body[:-FOOTER_ROWS][-ROWS_LOOKED_AT:], 0].tolist()
    totals_above = any(TOTAL.match(cell) for cell in above)
    numbers_above = len(above) > 2 and all(map(is_number, above))
    tail: list[tuple[int, int | OddRecord]] = [
        (int(lines[place]), int(place)) for place in body[-FOOTER_ROWS:]
    ]
    tail += [(record.line, record) for record in odd[-FOOTER_ROWS:]]
    rows: list[int] = []
    odd_lines: list[int] = []
    for line, each in sorted(tail, key=lambda pair: -pair[0])[:FOOTER_ROWS]:
        looks = each if isinstance(each, OddRecord) else _looks(cells, each)
        remark = numbers_above and looks.filled <= 2 and not is_number(looks.first)
        sparse = 2 * looks.filled <= cells.shape[1] or numbers_above
        total = not totals_above and sparse and bool(TOTAL.match(looks.first))
        if not total and not (remark and cells.shape[1] > 3 and looks.first):
            break
        if isinstance(each, OddRecord):
            odd_lines.append(line)
        else:
            rows.append(each)
    return np.array(rows, dtype=np.int64), odd_lines


def _looks(cells: pd.DataFrame, place: int) -> OddRecord:
    return OddRecord.of(place, [str(cell) for cell in cells.iloc[place]], (), blank=False)
