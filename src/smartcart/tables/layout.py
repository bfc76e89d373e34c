"""Give a record of another width than the header its right cells, where only one way fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.errors import DataError
from smartcart.tables.header import count_known, is_number
from smartcart.tables.quotes import NEXT_STEP
from smartcart.tables.wording import counted

__all__ = [
    "OddRecord",
    "check_lines",
    "check_not_swallowed",
    "has_trailing",
    "join_escaped",
    "join_money",
]

# Thousands in a comma file without quotes: the currency sign says that the cell is money.
MONEY = re.compile(
    r"\s*-?\(?[$€£¥]\s?-?\d{1,3}(,\d{3})+(\.\d+)?\)?\s*|\s*-?\d{1,3}(,\d{3})+(\.\d+)?\s?[$€£¥]\s*"
)
MOST_JOINED = 3
# A quoted cell over several lines that holds as many delimiters as a row has swallowed a row.
SWALLOWED_WIDTH = 8


@dataclass(frozen=True)
class OddRecord:
    """A record that does not fit below the header; its cells are not kept, but their looks."""

    line: int
    width: int
    first: str
    filled: int
    known: int
    is_text: bool
    after_blank: bool

    @classmethod
    def of(cls, line: int, cells: Sequence[str], names: Sequence[str], blank: bool) -> OddRecord:
        """Describe a record."""
        filled = [cell.strip() for cell in cells if cell.strip()]
        return cls(
            line,
            len(cells),
            filled[0] if filled else "",
            len(filled),
            count_known(filled, names),
            not any(map(is_number, filled)),
            blank,
        )


def join_money(cells: Sequence[str], width: int, delimiter: str) -> list[str] | None:
    """Join the parts of one amount that its thousands commas cut, or return None.

    Examples
    --------
    >>> join_money(["1", "$57", "091.00", "7"], 3, ",")
    ['1', '$57,091.00', '7']
    >>> join_money(["1", "57", "091.00", "7"], 3, ",")
    """
    more = len(cells) - width
    if delimiter != "," or not 1 <= more <= MOST_JOINED:
        return None
    joined = [",".join(cells[at : at + more + 1]) for at in range(width)]
    money = [at for at, text in enumerate(joined) if MONEY.fullmatch(text)]
    if len(money) != 1:
        return None
    return [*cells[: money[0]], joined[money[0]], *cells[money[0] + more + 1 :]]


def join_escaped(cells: Sequence[str], width: int, delimiter: str) -> list[str] | None:
    r"""Join cells cut at a delimiter behind a backslash, or return None.

    Examples
    --------
    >>> join_escaped(["1", "Tuin\\", " De"], 2, ",")
    ['1', 'Tuin, De']
    """
    joined: list[str] = []
    for cell in cells:
        if joined and joined[-1].endswith("\\"):
            joined[-1] = joined[-1][:-1] + delimiter + cell
        else:
            joined.append(cell)
    return joined if len(joined) == width else None


def has_trailing(records: Sequence[Sequence[str]], width: int) -> bool:
    """Say whether every record ends in one delimiter more than the header."""
    filled = [record for record in records if any(map(str.strip, record))]
    return bool(filled) and all(
        len(record) == width + 1 and not record[-1].strip() for record in filled
    )


def check_lines(cells: pd.DataFrame, lines: NDArray[np.int64], width: int, delimiter: str) -> None:
    """Do the same for records that fit: two wrong quotes can swallow a row between them.

    Raises
    ------
    DataError
        At the line on which the quote opens.
    """
    # A record over several lines leaves a gap behind it; the last one may have none.
    over_lines = (np.diff(lines) > 1).any() or _ends_over_lines(cells)
    if width < SWALLOWED_WIDTH or not over_lines:
        return
    for place in range(cells.shape[1]):
        column = cells.iloc[:, place]
        many = column.str.contains("[\r\n]") & column.str.count(re.escape(delimiter)).ge(width - 1)
        for row in np.flatnonzero(many).tolist():
            record = [str(cell) for cell in cells.iloc[row]]
            check_not_swallowed(int(lines[row]), record, width, delimiter)


def _ends_over_lines(cells: pd.DataFrame) -> bool:
    return any(re.search("[\r\n]", str(cell)) for row in cells[-1:].to_numpy() for cell in row)


def check_not_swallowed(line: int, cells: Sequence[str], width: int, delimiter: str) -> None:
    """Refuse a cell over several lines that holds the delimiters of a whole row.

    Raises
    ------
    DataError
        At the line on which the quote opens.
    """
    for cell in cells:
        ends = len(cell.splitlines()) - 1
        if ends > 0 and width >= SWALLOWED_WIDTH and cell.count(delimiter) >= width - 1:
            raise DataError(
                f"The quote that opens on line {line} closes on line {line + ends}, and its cell "
                f"holds the {counted(width - 1, 'delimiter')} of a whole row; most often it was "
                "never closed where it should be.",
                NEXT_STEP,
            )
        line += max(ends, 0)
