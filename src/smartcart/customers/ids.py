"""Read the ids of a table as text exactly as written, or number the rows that have none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from smartcart.customers.distinct import as_text, matches
from smartcart.customers.missing import MISSING_TOKENS
from smartcart.errors import DataError

__all__ = ["look_personal", "made_up_ids", "read_ids"]

_DAMAGED = r"[-+]?\d(?:[.,]\d+)?[eE]\+\d{1,3}"
_PERSONAL = (
    r"[^@\s]+@[^@\s]+\.[^@\s]+"  # an e-mail address
    r"|\+\d[\d ()./-]{6,18}|\(?0\d{1,4}[)/ -][\d ./-]{4,}"  # a phone number
)
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
        cells = _whole(cells, name, lines)
    array = pa.array(as_text(cells.rename(name)))
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    text = pc.fill_null(pc.utf8_trim_whitespace(array.cast(pa.large_string())), "")
    _refuse_damaged(matches(text, _DAMAGED), name, lines)
    words = pc.is_in(pc.utf8_lower(text), value_set=pa.array(MISSING_TOKENS, text.type))
    text = pc.if_else(pc.or_(words, matches(text, _NONE)), "", text)
    return pd.Series(pd.array(text, dtype="str"))


def _whole(cells: pd.Series, name: str, lines: NDArray[np.int64]) -> pd.Series:
    values = cells.to_numpy(dtype=np.float64, na_value=np.nan)
    kind = np.dtype(str(cells.dtype).lower()) if "[" not in str(cells.dtype) else np.float64
    exact = 2.0 ** (np.finfo(kind).nmant + 1)
    _refuse_damaged(np.abs(values) >= exact, name, lines)
    whole = np.isfinite(values) & (values == np.floor(values))
    return pd.Series(np.where(whole, values, 0)).astype("int64").astype("str").where(whole)


def _refuse_damaged(damaged: NDArray[np.bool_], name: str, lines: NDArray[np.int64]) -> None:
    if damaged.any():
        raise DataError(
            f"Column {name!r}: a spreadsheet damaged the ids. {int(damaged.sum()):,} of them are "
            "written as powers of ten or too large for a float, so that digits are lost, first "
            f"at line {lines[damaged.argmax()]}.",
            "Export the table again with the ids as text.",
        )


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
