"""Read the ids of a table as text exactly as written, or number the rows that have none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from smartcart.customers.distinct import as_text, matches
from smartcart.customers.missing import MISSING_TOKENS
from smartcart.errors import DataError

__all__ = [
    "as_whole_numbers",
    "damaged_ids",
    "find_damaged",
    "look_personal",
    "made_up_ids",
    "read_ids",
]

_DAMAGED = r"[-+]?\d(?:[.,]\d+)?[eE]\+\d{1,3}"
_PERSONAL = (
    r"[^@\s]+@[^@\s]+\.[^@\s]+"  # an e-mail address
    r"|\+\d[\d ()./-]{6,18}|\(?0\d{1,4}[)/ -][\d ./-]{4,}"  # a phone number
)
#: Whole numbers of so many digits fit 64 bits.
_LONGEST_NUMBER = 18
_NONE = r"(?i)nan|#n/a|#ref!|#div/0!|#value!|#name\?|#num!|#null!|#+"


def read_ids(cells: pd.Series, name: str, lines: NDArray[np.int64]) -> pd.Series:
    """Return ids as text; a whole number stored as float loses its '.0', a missing id is ''.

    Raises
    ------
    DataError
        When a spreadsheet or a float has cut the digits of ids (``1.2E+10``).

    Examples
    --------
    >>> read_ids(pd.Series(["0007", " 9 ", "#N/A"]), "ID", np.arange(1, 4)).tolist()
    ['0007', '9', '']
    """
    if pd.api.types.is_float_dtype(cells.dtype):
        _refuse(_too_large(cells), name, lines)
    array = _texts(cells, name)
    if _is_all_digits(array):  # nearly always, and nothing below can happen to digits
        return pd.Series(pd.array(array, dtype="str"))
    text = pc.fill_null(pc.utf8_trim_whitespace(array), "")
    _refuse(matches(text, _DAMAGED), name, lines)
    words = pc.is_in(pc.utf8_lower(text), value_set=pa.array(MISSING_TOKENS, text.type))
    text = pc.if_else(pc.or_(words, matches(text, _NONE)), "", text)
    return pd.Series(pd.array(text, dtype="str"))


def as_whole_numbers(ids: pd.Series) -> NDArray[np.int64] | None:
    """Return ids as numbers that have the same order and are equal alike, or None.

    Ids of digits without leading zeros, as most tables have them, are compared ten times
    faster so; the order is that of texts of which the shorter one comes first.

    Examples
    --------
    >>> as_whole_numbers(pd.Series(["10", "9"])), as_whole_numbers(pd.Series(["10", "09"]))
    (array([10,  9]), None)
    """
    array = pa.array(ids)
    zeros = pc.and_(pc.starts_with(array, "0"), pc.not_equal(array, "0"))
    if not len(array) or not _is_all_digits(array) or pc.any(zeros).as_py():
        return None
    if pc.max(pc.binary_length(array)).as_py() > _LONGEST_NUMBER:
        return None
    return np.asarray(array.cast(pa.int64()), dtype=np.int64)


def _is_all_digits(array: Any) -> bool:
    # Null counts as no digit, and so does the empty text.
    return bool(pc.all(pc.fill_null(pc.ascii_is_decimal(array), False)).as_py())


def find_damaged(cells: pd.Series, name: str) -> NDArray[np.bool_]:
    """Say which ids lost digits to a spreadsheet or a float.

    Examples
    --------
    >>> find_damaged(pd.Series(["7", "1.2E+10"]), "ID").tolist()
    [False, True]
    """
    if pd.api.types.is_float_dtype(cells.dtype):
        return _too_large(cells)
    array = _texts(cells, name)
    if _is_all_digits(array):
        return np.zeros(len(array), dtype=bool)
    return matches(pc.utf8_trim_whitespace(array), _DAMAGED)


def damaged_ids(n: int, name: str, first: str = "") -> DataError:
    """Return the refusal of a column of which `n` ids are damaged; `first` ends its sentence.

    Examples
    --------
    >>> damaged_ids(2, "ID", ", first at line 7").what[-49:]
    ' float, so that digits are lost, first at line 7.'
    """
    return DataError(
        f"Column {name!r}: a spreadsheet damaged the ids. {n:,} of them are "
        f"written as powers of ten or too large for a float, so that digits are lost{first}.",
        "Export the table again with the ids as text.",
    )


def _refuse(damaged: NDArray[np.bool_], name: str, lines: NDArray[np.int64]) -> None:
    if damaged.any():
        first = f", first at line {lines[damaged.argmax()]}"
        raise damaged_ids(int(damaged.sum()), name, first)


def _too_large(cells: pd.Series) -> NDArray[np.bool_]:
    values = cells.to_numpy(dtype=np.float64, na_value=np.nan)
    kind = np.dtype(str(cells.dtype).lower()) if "[" not in str(cells.dtype) else np.float64
    return np.asarray(np.abs(values) >= 2.0 ** (np.finfo(kind).nmant + 1))


def _texts(cells: pd.Series, name: str) -> Any:
    if pd.api.types.is_float_dtype(cells.dtype):
        values = cells.to_numpy(dtype=np.float64, na_value=np.nan)
        whole = np.isfinite(values) & (values == np.floor(values))
        cells = pd.Series(np.where(whole, values, 0)).astype("int64").astype("str").where(whole)
    array = pa.array(as_text(cells.rename(name)))
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return array.cast(pa.large_string())


def look_personal(ids: pd.Series) -> NDArray[np.bool_]:
    """Say which ids are an e-mail address or a phone number.

    Examples
    --------
    >>> look_personal(pd.Series(["17", "a@b.example", "+49 30 1234567"])).tolist()
    [False, True, True]
    """
    array = pa.array(ids)
    if not pc.any(pc.match_substring_regex(array, r"[@+() /-]")).as_py():
        return np.zeros(len(ids), dtype=bool)  # nearly always, and much faster
    return matches(array, _PERSONAL)


def made_up_ids(n: int) -> pd.Series:
    """Return ids numbered by row, for a table that has none.

    Examples
    --------
    >>> made_up_ids(2).tolist()
    ['row-000001', 'row-000002']
    """
    return pd.Series([f"row-{i:06d}" for i in range(1, n + 1)], dtype="str")
