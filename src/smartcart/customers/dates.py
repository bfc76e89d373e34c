"""Read the dates of a column by one order that the whole column proves.

``05-04-2014`` is the fifth of April or the fourth of May; no single cell can tell. A cell
such as ``21-08-2013`` can: its day is above 12. So the order is decided from the column,
and where the column does not decide, it is refused rather than guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from smartcart.customers.distinct import Distinct, Repair, counted, matches
from smartcart.customers.serials import read_month_names, read_serials
from smartcart.errors import DataError, OpenQuestionError

__all__ = ["Dates", "read_dates", "read_distinct_dates", "years_of_dates"]

_PATTERN = (
    r"^(?P<a>\d{1,4})[-/.](?P<b>\d{1,2})[-/.](?P<c>\d{1,4})"
    r"(?:[ T]\d{1,2}:\d{2}.*)?(?:Z|[-+]\d{2}:\d{2})?$"
)

_IntArray = NDArray[np.int64]
_BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Dates:
    """Dates of one column (NaT where missing or unreadable), and the repairs made."""

    values: pd.Series
    repairs: tuple[Repair, ...]


def read_dates(text: pd.Series, name: str, order: str = "auto", system: str = "1900") -> Dates:
    """Read dates; a year of four digits in front is always year-month-day.

    Parameters
    ----------
    text : Series of str
        Cells, missing ones as NA.
    name : str
        Name of the column, for the messages.
    order : {'auto', 'dmy', 'mdy'}
        Order of day and month; 'auto' takes the only one that the column allows.
    system : {'1900', '1904'}
        Where a spreadsheet starts to count days, for columns of day numbers.

    Raises
    ------
    DataError
        When every cell fits both orders, or some cells prove one order and some the other.

    Examples
    --------
    >>> dates = read_dates(pd.Series(["04-09-2012", "21-08-2013"]), "Dt_Customer")
    >>> dates.values.dt.strftime("%Y-%m-%d").tolist()
    ['2012-09-04', '2013-08-21']
    """
    cells = Distinct.of(text)
    days, repairs = read_distinct_dates(cells, cells.absent, name, order, system)
    return Dates(pd.Series(days[cells.codes]), repairs)


def read_distinct_dates(
    cells: Distinct, missing: _BoolArray, name: str, order: str = "auto", system: str = "1900"
) -> tuple[NDArray[np.datetime64], tuple[Repair, ...]]:
    """Read the distinct texts of a column; see `read_dates`."""
    serials = read_serials(cells, missing, system)
    if serials is not None:
        return serials
    texts = pc.if_else(pa.array(missing), pa.scalar("", pa.large_string()), cells.texts)
    first, second, third, year_first = _parts(texts)
    short_year = ~year_first & (third > 0) & (third < 100)
    third = np.where(short_year, third + np.where(third < 70, 2000, 1900), third)
    iso = _days(first, second, third, year_first)
    day_first = _days(third, second, first, ~year_first)
    month_first = _days(third, first, second, ~year_first)
    chosen = _decide(day_first, month_first, cells, name, order)
    days = read_month_names(texts, np.where(year_first, iso, chosen))
    meaning = "a year of two digits completed: 00-69 to 2000-2069, 70-99 to 1970-1999"
    repair = Repair("two_digit_year", cells.count(short_year & ~np.isnat(days)), meaning)
    return days, counted(repair)


def _parts(texts: Any) -> tuple[_IntArray, _IntArray, _IntArray, _BoolArray]:
    found = pc.extract_regex(texts, _PATTERN)
    numbers = []
    for i in range(3):
        part = pc.fill_null(pc.cast(found.field(i).filter(found.is_valid()), pa.int64()), 0)
        full = np.zeros(len(texts), dtype=np.int64)
        full[np.asarray(found.is_valid())] = part.to_numpy(zero_copy_only=False)
        numbers.append(full)
    year_first = np.asarray(pc.match_substring_regex(texts, r"^\d{4}\D"))
    return numbers[0], numbers[1], numbers[2], year_first


def _days(
    year: _IntArray, month: _IntArray, day: _IntArray, wanted: _BoolArray
) -> NDArray[np.datetime64]:
    """Return days, NaT where the three numbers are no day of the calendar."""
    possible = wanted & (year >= 1800) & (year <= 2200) & (month >= 1) & (month <= 12) & (day >= 1)
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    possible &= days.astype("datetime64[M]") == months
    return np.where(possible, days, np.datetime64("NaT")).astype("datetime64[us]")


def _decide(
    day_first: NDArray[np.datetime64],
    month_first: NDArray[np.datetime64],
    cells: Distinct,
    name: str,
    order: str,
) -> NDArray[np.datetime64]:
    if order != "auto":
        return day_first if order == "dmy" else month_first
    proves_day = ~np.isnat(day_first) & np.isnat(month_first)
    proves_month = ~np.isnat(month_first) & np.isnat(day_first)
    if proves_day.any() and proves_month.any():
        raise _mixed(name, cells, proves_day, proves_month)
    if proves_month.any():
        return month_first
    open_cells = ~np.isnat(day_first) & (day_first != month_first)
    if open_cells.any() and not proves_day.any():
        raise _undecided(name, cells, open_cells)
    return day_first


def _mixed(name: str, cells: Distinct, day: _BoolArray, month: _BoolArray) -> DataError:
    return DataError(
        f"Column {name!r} mixes two orders of day and month: {cells.count(day)} dates can only be "
        f"day-month ({cells.where(day)}), {cells.count(month)} only month-day "
        f"({cells.where(month)}), so the others cannot be read safely.",
        "Write all dates as YYYY-MM-DD and try again.",
    )


def _undecided(name: str, cells: Distinct, open_cells: _BoolArray) -> DataError:
    return OpenQuestionError(
        f"Column {name!r} does not say whether day or month comes first: no day is above 12, and "
        f"{cells.count(open_cells)} dates could be read either way ({cells.where(open_cells)}).",
        "Write the dates as YYYY-MM-DD, or set date_order = 'dmy' (or 'mdy') in smartcart.toml.",
        "date_order",
        ("dmy", "mdy"),
    )


def years_of_dates(cells: Distinct) -> tuple[Distinct, tuple[Repair, ...]]:
    """Put the year in the place of each full date in a column of years; count them.

    Examples
    --------
    >>> cells, repairs = years_of_dates(Distinct.of(pd.Series(["29-06-1957", "1960"])))
    >>> cells.texts.to_pylist(), repairs[0].count
    (['1957', '1960'], 1)
    """
    date = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ T].*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?:[ T].*)?"
    dated = matches(cells.texts, date)
    years = pc.extract_regex(cells.texts, r"\b(?P<year>\d{4})\b").field("year")
    texts = pc.if_else(pa.array(dated), years, cells.texts).cast(pa.large_string())
    repair = Repair("year_of_date", cells.count(dated), "the year taken of a date")
    return Distinct(cells.raw, texts, cells.codes, cells.lines), counted(repair)
