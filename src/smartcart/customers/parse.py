"""Turn one column of cells into values, whatever it was stored as.

A cell that cannot be read is never guessed: it is marked, and its row is set aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers.dates import read_dates
from smartcart.customers.schema import Column, Kind

__all__ = ["MISSING_TOKENS", "ParsedColumn", "parse_column"]

#: Texts that stand for "no value" in a column of numbers or dates (lower case).
MISSING_TOKENS = frozenset(
    {"na", "n/a", "#n/a", "nan", "null", "none", "-", "?", "#ref!", "#div/0!", "#value!"}
)

_FLAGS = {"0": 0.0, "1": 1.0, "no": 0.0, "yes": 1.0, "n": 0.0, "y": 1.0, "false": 0.0, "true": 1.0}


@dataclass(frozen=True)
class ParsedColumn:
    """Values of one column, with what was done to read them.

    Attributes
    ----------
    values : Series
        float64 (amounts, counts, numbers, flags, years), ``str`` (categories) or
        ``datetime64`` (dates); missing is NaN, NA or NaT.
    unreadable : bool array
        Cells that hold something the kind does not allow.
    rule : str
        What such a cell should have been.
    repairs : mapping
        ``{rule: count}`` of cells read after a repair.
    """

    values: pd.Series
    unreadable: NDArray[np.bool_]
    rule: str
    repairs: Mapping[str, int]


def parse_column(cells: pd.Series, column: Column, date_order: str = "auto") -> ParsedColumn:
    """Read the cells of one column as its kind says.

    Parameters
    ----------
    cells : Series
        Text or typed cells, one per record.
    column : Column
        Kind, unit and recoding to apply.
    date_order : {'auto', 'dmy', 'mdy'}
        How an all-digit date is to be understood; 'auto' decides by proof from the column.

    Raises
    ------
    DataError
        When the dates of a column can be read in two ways.

    Examples
    --------
    >>> from smartcart.customers import FOUNDING_SCHEMA
    >>> parsed = parse_column(pd.Series(["58138", " 12 ", "", "many"]), FOUNDING_SCHEMA["income"])
    >>> parsed.values.tolist(), parsed.unreadable.tolist()
    ([58138.0, 12.0, nan, nan], [False, False, False, True])
    """
    if column.kind == Kind.CATEGORY:
        return _parse_category(cells, column)
    if column.kind == Kind.DATE:
        return _parse_date(cells, column, date_order)
    if column.kind == Kind.FLAG:
        return _parse_flag(cells)
    return _parse_number(cells, column.kind)


def _as_text(cells: pd.Series) -> pd.Series:
    return cells.astype("str").str.strip()


def _is_typed_number(cells: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(cells.dtype))


def _missing(text: pd.Series) -> tuple[NDArray[np.bool_], int]:
    """Return which cells are missing and how many of them held a token instead of nothing."""
    absent = text.isna().to_numpy() | (text == "").to_numpy(dtype=bool, na_value=False)
    token = text.str.lower().isin(MISSING_TOKENS).to_numpy()
    return absent | token, int((token & ~absent).sum())


def _numbers(cells: pd.Series) -> tuple[NDArray[np.float64], NDArray[np.bool_], int]:
    """Return values, which cells are no number, and the count of missing tokens."""
    if _is_typed_number(cells):
        values = cells.to_numpy(dtype=np.float64, na_value=np.nan)
        return values, np.isinf(values), 0
    text = _as_text(cells)
    missing, tokens = _missing(text)
    values = pd.to_numeric(text.mask(missing), errors="coerce").to_numpy(
        dtype=np.float64, na_value=np.nan
    )
    wrong = ~np.isfinite(values) & ~missing
    return np.where(wrong, np.nan, values), wrong, tokens


def _parse_number(cells: pd.Series, kind: Kind) -> ParsedColumn:
    values, wrong, tokens = _numbers(cells)
    rule = "a plain number"
    if kind in (Kind.COUNT, Kind.BIRTH_YEAR):
        broken = np.isfinite(values) & (values != np.floor(values))
        wrong, rule = wrong | broken, "a whole number"
    values = np.where(wrong, np.nan, values)
    return ParsedColumn(_series(values, cells), wrong, rule, _counted(missing_token=tokens))


def _parse_flag(cells: pd.Series) -> ParsedColumn:
    rule = "0 or 1 (yes or no)"
    if _is_typed_number(cells):
        values, wrong, _ = _numbers(cells)
        wrong = wrong | ~(np.isnan(values) | np.isin(values, (0.0, 1.0)))
        return ParsedColumn(_series(np.where(wrong, np.nan, values), cells), wrong, rule, {})
    text = _as_text(cells).str.lower().str.removesuffix(".0")
    missing, tokens = _missing(text)
    values = text.map(_FLAGS).to_numpy(dtype=np.float64, na_value=np.nan)
    words = int((~text.isin(["0", "1"]).to_numpy() & np.isfinite(values)).sum())
    wrong = np.isnan(values) & ~missing
    repairs = _counted(missing_token=tokens, word_read_as_flag=words)
    return ParsedColumn(_series(values, cells), wrong, rule, repairs)


def _parse_category(cells: pd.Series, column: Column) -> ParsedColumn:
    text = _as_text(cells)
    text = text.mask((text == "").to_numpy(dtype=bool, na_value=False))
    recoded = text.isin(list(column.recode))
    values = text.where(~recoded, text.map(dict(column.recode))).astype("str")
    return ParsedColumn(
        values.reset_index(drop=True),
        np.zeros(len(cells), dtype=bool),
        "a category",
        _counted(category_recoded=int(recoded.sum())),
    )


def _parse_date(cells: pd.Series, column: Column, order: str) -> ParsedColumn:
    rule = "a day, for example 2014-06-29"
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        days = cells.dt.tz_localize(None).dt.normalize().reset_index(drop=True)
        return ParsedColumn(days, np.zeros(len(cells), dtype=bool), rule, {})
    text = _as_text(cells)
    missing, tokens = _missing(text)
    dates = read_dates(text.mask(missing), column.source, order)
    wrong = dates.values.isna().to_numpy() & ~missing
    repairs = {**_counted(missing_token=tokens), **dates.repairs}
    return ParsedColumn(dates.values, wrong, rule, repairs)


def _series(values: NDArray[np.float64], cells: pd.Series) -> pd.Series:
    return pd.Series(values, name=cells.name)


def _counted(**counts: int) -> dict[str, int]:
    return {rule: count for rule, count in counts.items() if count}
