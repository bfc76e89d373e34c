"""Undo what a spreadsheet does to dates: it reads 05-04-2014 in its own order of day and month.

Cells whose day may be a month (up to 12) become dates with both exchanged; the others stay
text. That signature is exact, so the exchange can be undone; a mixture without it cannot.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from smartcart.customers.distinct import Repair, as_text, matches
from smartcart.errors import DataError

__all__ = ["undo_exchange"]

_ISO = r"\s*\d{4}-\d{1,2}-\d{1,2}.*"
_DIGITS = r"\s*\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:\D.*)?"
_HIGH = r"(?:1[3-9]|[23]\d)"

_Mask = NDArray[np.bool_]


def undo_exchange(
    cells: pd.Series, dates: _Mask | None, name: str, lines: NDArray[np.int64]
) -> tuple[pd.Series, tuple[Repair, ...]]:
    """Return the cells with day and month put back where a spreadsheet exchanged them.

    Parameters
    ----------
    cells : Series of str
    dates : bool array of shape (n_records,) or None
        Cells that were dates in the workbook (their text is ISO).
    name : str
        Name of the column, for the message.
    lines : int array of shape (n_records,)

    Raises
    ------
    DataError
        When date cells and dates as text are mixed without the signature of the exchange.

    Examples
    --------
    >>> cells = pd.Series(["2014-05-04", "21-08-2013"])
    >>> mask = np.array([True, False])
    >>> undo_exchange(cells, mask, "Dt_Customer", np.array([2, 3]))[0].tolist()
    ['2014-04-05', '21-08-2013']
    """
    if dates is None or not dates.any():
        return cells, ()
    array = pa.array(as_text(cells)).cast(pa.large_string())
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    texts = ~dates & matches(array, _DIGITS)
    if not texts.any():
        return cells, ()
    low = dates & matches(array, r"\s*\d{4}-\d{2}-(?:0[1-9]|1[0-2])(?:\D.*)?")
    first = texts & matches(array, rf"\s*{_HIGH}[-/.].*")
    second = texts & matches(array, rf"\s*\d{{1,2}}[-/.]{_HIGH}[-/.].*")
    one_place = (first == texts).all() or (second == texts).all()
    iso = ~dates & matches(array, _ISO)
    if not (low == dates).all() or not one_place or (first & second).any() or iso.any():
        raise _refusal(dates, texts, name, lines)
    swapped = pc.replace_substring_regex(array, r"^(\s*\d{4})-(\d{2})-(\d{2})", r"\1-\3-\2")
    restored = pd.Series(pd.array(pc.if_else(dates, swapped, array), dtype="str"))
    meaning = (
        "day and month, exchanged by a spreadsheet, put back: every date cell has a day up to 12 "
        "and every date left as text one above 12"
    )
    return restored, (Repair("day_month_exchanged", int(dates.sum()), meaning),)


def _refusal(dates: _Mask, texts: _Mask, name: str, lines: NDArray[np.int64]) -> DataError:
    return DataError(
        f"Column {name!r} mixes {int(dates.sum()):,} date cells (first at line "
        f"{lines[dates.argmax()]}) and {int(texts.sum()):,} dates as text (first at line "
        f"{lines[texts.argmax()]}): a spreadsheet may have exchanged day and month in some.",
        "Export the table again from its source with dates as YYYY-MM-DD.",
    )
