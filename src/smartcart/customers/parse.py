"""Turn one column of cells into values, whatever it was stored as.

A cell that cannot be read is never guessed: it is marked, and its row is set aside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from smartcart.customers.categories import read_levels
from smartcart.customers.convention import UNSETTLED, Convention
from smartcart.customers.dates import proofs_of_dates, read_distinct_dates, years_of_dates
from smartcart.customers.distinct import Distinct, Repair, counted
from smartcart.customers.evidence import Evidence
from smartcart.customers.levels import read_ordered_levels
from smartcart.customers.missing import find_missing
from smartcart.customers.numbers import proofs_of_numbers, read_numbers
from smartcart.customers.schema import Column, Kind

__all__ = ["ParsedColumn", "evidence_of", "parse_column"]

_FLAGS = {"0": 0.0, "1": 1.0, "no": 0.0, "yes": 1.0, "n": 0.0, "y": 1.0, "false": 0.0, "true": 1.0}
_WHOLE = (Kind.COUNT, Kind.BIRTH_YEAR)
_MONEY = (Kind.AMOUNT, Kind.NUMBER)
_NUMBERS = (*_MONEY, *_WHOLE)
_DATE_RULE = "a day, for example 2014-06-29"
_FLAG_RULE = "0 or 1 (yes or no)"

_Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class ParsedColumn:
    """Values of one column, with what was done to read them.

    Attributes
    ----------
    values : Series
        float64 (amounts, counts, numbers, flags, years), ``str`` (categories, levels) or
        ``datetime64`` (dates); missing is NaN, NA or NaT.
    unreadable : bool array
        Cells that hold something the kind does not allow.
    rule : str
        What such a cell should have been.
    repairs : tuple of Repair
        Rules by which cells were changed to be read.
    """

    values: pd.Series
    unreadable: _Mask
    rule: str
    repairs: tuple[Repair, ...]


def parse_column(
    cells: pd.Series | Distinct,
    column: Column,
    convention: Convention = UNSETTLED,
) -> ParsedColumn:
    """Read the cells of one column as its kind says.

    Parameters
    ----------
    cells : Series or Distinct
        Text or typed cells, one per record; or the texts, already made distinct.
    column : Column
        Kind, unit and recoding to apply.
    convention : Convention
        What was settled of the column; the rest is decided from its cells.

    Raises
    ------
    DataError
        When the dates or the numbers of a column can be read in two ways.

    Examples
    --------
    >>> from smartcart.customers import FOUNDING_SCHEMA
    >>> parsed = parse_column(pd.Series(["58138", " 12 ", "", "many"]), FOUNDING_SCHEMA["income"])
    >>> parsed.values.tolist(), parsed.unreadable.tolist()
    ([58138.0, 12.0, nan, nan], [False, False, False, True])
    """
    if isinstance(cells, pd.Series) and is_typed(cells, column.kind):
        return _parse_typed(cells, column.kind)
    if isinstance(cells, pd.Series):
        cells = Distinct.of(cells)
    if column.kind.is_text:
        return _parse_category(cells, column, convention)
    if column.kind == Kind.DATE:
        return _parse_date(cells, column, convention)
    if column.kind == Kind.FLAG:
        return _parse_flag(cells)
    return _parse_number(cells, column, convention)


def is_typed(cells: pd.Series, kind: Kind) -> bool:
    """Say whether a column holds values that need no reading, rather than text.

    Examples
    --------
    >>> is_typed(pd.Series([1.5]), Kind.AMOUNT), is_typed(pd.Series(["1.5"]), Kind.AMOUNT)
    (True, False)
    """
    if kind.is_text or kind == Kind.ID:
        return False
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return kind in (Kind.DATE, Kind.BIRTH_YEAR)
    return kind != Kind.DATE and bool(pd.api.types.is_numeric_dtype(cells.dtype))


def _parse_typed(cells: pd.Series, kind: Kind) -> ParsedColumn:
    if kind == Kind.DATE:
        days = cells.dt.tz_localize(None).dt.normalize().reset_index(drop=True)
        return ParsedColumn(days, np.zeros(len(cells), dtype=bool), _DATE_RULE, ())
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        years = pd.Series(cells.dt.year.to_numpy(dtype=np.float64, na_value=np.nan))
        repair = Repair("year_of_date", int(years.notna().sum()), "the year taken of a date")
        wrong = np.zeros(len(cells), dtype=bool)
        return ParsedColumn(years, wrong, "a whole number", counted(repair))
    values = cells.to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = np.isinf(values)
    if kind == Kind.FLAG:
        wrong |= ~(np.isnan(values) | np.isin(values, (0.0, 1.0)))
        return _finished(values, wrong, _FLAG_RULE, ())
    if pd.api.types.is_bool_dtype(cells.dtype):
        wrong |= ~np.isnan(values)  # true and false are no amounts and no counts
    return _finished(*_checked(values, wrong, kind, lambda mask: int(mask.sum()), ()))


def _parse_number(cells: Distinct, column: Column, convention: Convention) -> ParsedColumn:
    missing, tokens = find_missing(cells)
    if column.kind == Kind.BIRTH_YEAR:
        cells, dated = years_of_dates(cells)
        tokens += dated
    money = column.kind in _MONEY
    read = read_numbers(cells, missing, column.source, convention.decimal, money=money)
    values, wrong, rule, repairs = _checked(
        read.values, read.wrong, column.kind, cells.count, tokens + read.repairs
    )
    return _finished(values[cells.codes], cells.spread(wrong), rule, repairs)


def evidence_of(cells: Distinct, column: Column) -> Evidence:
    """Count what the texts of a column prove of how they are read; nothing for most kinds.

    Examples
    --------
    >>> from smartcart.customers import Role
    >>> column = Column("joined", "Joined", Role.DESCRIPTOR, Kind.DATE)
    >>> cells = Distinct.of(pd.Series(["21-08-2013", "2013-08-20"]))
    >>> evidence_of(cells, column)["day"]
    1
    """
    missing = find_missing(cells)[0]
    if column.kind == Kind.DATE:
        return Evidence.of(cells, proofs_of_dates(cells, missing))
    if column.kind not in _NUMBERS:
        return Evidence({})
    if column.kind == Kind.BIRTH_YEAR:
        cells, _ = years_of_dates(cells)
    return Evidence.of(cells, proofs_of_numbers(cells, missing, money=column.kind in _MONEY))


def _checked(
    values: NDArray[np.float64], wrong: _Mask, kind: Kind, count: Any, repairs: tuple[Repair, ...]
) -> tuple[NDArray[np.float64], _Mask, str, tuple[Repair, ...]]:
    """Apply what a count and a year must obey."""
    if kind not in _WHOLE:
        return values, wrong, "a plain number", repairs
    wrong = wrong | (np.isfinite(values) & (values != np.floor(values)))
    if kind == Kind.BIRTH_YEAR:
        short = (values >= 10) & (values <= 99) & ~wrong
        values = np.where(short, values + np.where(values < 20, 2000, 1900), values)
        meaning = "a year of two digits completed: 10-19 to 2010-2019, 20-99 to 1920-1999"
        repairs += counted(Repair("two_digit_year", count(short), meaning))
    return values, wrong, "a whole number", repairs


def _parse_flag(cells: Distinct) -> ParsedColumn:
    missing, tokens = find_missing(cells)
    lower = pc.replace_substring_regex(pc.utf8_lower(cells.texts), r"\.0$", "").to_pylist()
    values = np.array([_FLAGS.get(text or "", np.nan) for text in lower], dtype=np.float64)
    digit = np.array([text in ("0", "1") for text in lower], dtype=bool)
    words = cells.count(np.isfinite(values) & ~digit)
    repairs = tokens + counted(Repair("word_read_as_flag", words, "a word read as 0 or 1"))
    wrong = np.isnan(values) & ~missing
    return _finished(values[cells.codes], cells.spread(wrong), _FLAG_RULE, repairs)


def _parse_category(cells: Distinct, column: Column, convention: Convention) -> ParsedColumn:
    if column.kind == Kind.ORDINAL:
        levels, repairs = read_ordered_levels(cells, column.levels, column.recode)
    else:
        levels, repairs = read_levels(cells, column.recode, convention.spelling)
    values = pd.Series(pd.array(levels.take(pa.array(cells.codes)), dtype="str"))
    return ParsedColumn(values, np.zeros(len(values), dtype=bool), "a category", repairs)


def _parse_date(cells: Distinct, column: Column, convention: Convention) -> ParsedColumn:
    missing, tokens = find_missing(cells)
    days, repairs = read_distinct_dates(
        cells,
        missing,
        column.source,
        convention.date_order,
        convention.date_system,
        may_be_serials=convention.may_be_serials,
    )
    wrong = np.isnat(days) & ~missing
    values = pd.Series(days[cells.codes], copy=False)
    return ParsedColumn(values, cells.spread(wrong), _DATE_RULE, tokens + repairs)


def _finished(
    values: NDArray[np.float64], wrong: _Mask, rule: str, repairs: tuple[Repair, ...]
) -> ParsedColumn:
    if wrong.any():
        values = np.where(wrong, np.nan, values)
    # No copy here: the table is copied once, when it is sorted by id.
    return ParsedColumn(pd.Series(values, copy=False), wrong, rule, repairs)
