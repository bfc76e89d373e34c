"""Cells of order lines -> texts, numbers and days; by their distinct texts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from smartcart.customers.dates import read_distinct_dates
from smartcart.customers.distinct import Distinct
from smartcart.customers.missing import MISSING_TOKENS, find_missing
from smartcart.customers.numbers import read_numbers
from smartcart.errors import DataError

__all__ = [
    "BLANKS",
    "NO_ID",
    "POINT_ZERO",
    "TIME_OF_DAY",
    "encode_texts",
    "parse_days",
    "parse_numbers",
    "read_days",
    "read_quantities",
]

_Days = NDArray[np.datetime64]
_Floats = NDArray[np.float64]

#: Left out at both ends of a text.
BLANKS = " \t\r\n\u00a0"
#: What stands behind the day in a time (RE2).
TIME_OF_DAY = r"[ T]\d{1,2}:\d{2}.*$"
#: Texts that name no customer, in lower case; shop systems write 0 for a guest.
NO_ID = ("", "0", "guest", "nan", *MISSING_TOKENS)
#: A whole number that was a float once, in a tool on the way: ``13085.0`` (RE2).
POINT_ZERO = r"^(\d+)\.0$"
#: Floats hold every whole number up to here.
_EXACT = 2.0**53


def encode_texts(cells: pd.Series) -> tuple[list[str], NDArray[np.int64]]:
    """Return the distinct texts of a column, without blanks around them, and a code per line.

    A whole number that is, or once was, a float loses its ``.0``; an empty cell is the empty
    text.

    Examples
    --------
    >>> encode_texts(pd.Series([13085.0, None, 13085.0]))
    (['13085', ''], array([0, 1, 0]))
    >>> encode_texts(pd.Series(["13085.0", " 13085"]))
    (['13085'], array([0, 0]))
    """
    coded = Distinct.of(_whole(cells) if pd.api.types.is_float_dtype(cells.dtype) else cells)
    texts = pc.utf8_trim(coded.raw, characters=BLANKS)
    texts = pc.replace_substring_regex(texts, POINT_ZERO, r"\1")
    again = pc.dictionary_encode(pc.fill_null(texts, ""))
    codes = again.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return again.dictionary.to_pylist(), codes[coded.codes]


def read_quantities(cells: pd.Series, name: str) -> _Floats:
    """Return the cells as numbers, NaN where there is none."""
    if pd.api.types.is_numeric_dtype(cells.dtype):
        numbers = cells.to_numpy(dtype=np.float64, na_value=np.nan)
        return np.where(np.isfinite(numbers), numbers, np.nan)
    coded = Distinct.of(cells)
    return parse_numbers(coded, name)[coded.codes]


def read_days(cells: pd.Series, name: str) -> _Days:
    """Return the cells as days, NaT where there is none; a time with a zone has its day in UTC."""
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        if getattr(cells.dt, "tz", None) is not None:
            cells = cells.dt.tz_convert("UTC").dt.tz_localize(None)
        return np.asarray(cells.to_numpy(), dtype="datetime64[D]")
    coded = Distinct.of(cells)
    return parse_days(coded, name)[coded.codes]


def parse_numbers(cells: Distinct, name: str) -> _Floats:
    """Read distinct texts as numbers, by the rules that customer tables are read by.

    Raises
    ------
    DataError
        When the column can be read in two ways.
    """
    try:
        return read_numbers(cells, find_missing(cells)[0], name).values
    except DataError as error:
        raise DataError(error.what, "Write plain numbers such as 1234.50.") from None


def parse_days(cells: Distinct, name: str) -> _Days:
    """Read distinct texts as days, by the rules that customer tables are read by.

    Raises
    ------
    DataError
        When day and month cannot be told apart.

    Examples
    --------
    >>> parse_days(Distinct.of(pd.Series(["12/13/2010 8:26", "1/2/2010 9:01", ""])), "Date")
    array(['2010-12-13', '2010-01-02', 'NaT'], dtype='datetime64[D]')
    """
    texts = pc.replace_substring_regex(cells.texts, TIME_OF_DAY, "")
    days = Distinct(cells.raw, texts, cells.codes, cells.lines)
    if "counts" in cells.__dict__:
        days.__dict__["counts"] = cells.counts
    try:
        read = read_distinct_dates(days, find_missing(days)[0], name)[0]
    except DataError as error:
        raise DataError(error.what, "Write the dates as YYYY-MM-DD.") from None
    return read.astype("datetime64[D]")


def _whole(cells: pd.Series) -> Any:
    values = cells.to_numpy(dtype=np.float64, na_value=np.nan)
    whole = np.isfinite(values) & (values == np.floor(values)) & (np.abs(values) < _EXACT)
    texts = pa.array(np.where(whole, values, 0).astype(np.int64)).cast(pa.large_string())
    other = pa.array(values, from_pandas=True).cast(pa.large_string())
    return pd.Series(pc.if_else(pa.array(whole), texts, other).to_pandas(), name=cells.name)
