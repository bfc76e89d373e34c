"""Read the dates of a column by one order that the whole column proves.

``05-04-2014`` is the fifth of April or the fourth of May; no single cell can tell. A cell
such as ``21-08-2013`` can: its day is above 12. So the order is decided from the column,
and where the column does not decide, it is refused rather than guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.errors import DataError

__all__ = ["Dates", "read_dates"]

_PATTERN = r"^(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?:[ T]\d{1,2}:\d{2}.*)?$"

_IntArray = NDArray[np.int64]
_BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Dates:
    """Dates of one column (NaT where missing or unreadable), and the repairs made."""

    values: pd.Series
    repairs: Mapping[str, int]


def read_dates(text: pd.Series, name: str, order: str = "auto") -> Dates:
    """Read all-digit dates; a year of four digits in front is always year-month-day.

    Parameters
    ----------
    text : Series of str
        Cells, missing ones as NA.
    name : str
        Name of the column, for the messages.
    order : {'auto', 'dmy', 'mdy'}
        Order of day and month; 'auto' takes the only one that the column allows.

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
    parts = text.str.extract(_PATTERN).astype("Float64").fillna(0)
    first, second, third = (parts[i].to_numpy(dtype=np.int64) for i in range(3))
    year_first = text.str.match(r"^\d{4}\D").to_numpy(dtype=bool, na_value=False)
    short_year = ~year_first & (third > 0) & (third < 100)
    third = np.where(short_year, third + np.where(third < 70, 2000, 1900), third)
    iso = _days(first, second, third, year_first)
    day_first = _days(third, second, first, ~year_first)
    month_first = _days(third, first, second, ~year_first)
    chosen = _decide(day_first, month_first, name, order)
    values = pd.Series(np.where(year_first, iso, chosen)).astype("datetime64[us]")
    count = int(short_year.sum())
    return Dates(values, {"two_digit_year": count} if count else {})


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
    day_first: NDArray[np.datetime64], month_first: NDArray[np.datetime64], name: str, order: str
) -> NDArray[np.datetime64]:
    if order != "auto":
        return day_first if order == "dmy" else month_first
    proves_day = ~np.isnat(day_first) & np.isnat(month_first)
    proves_month = ~np.isnat(month_first) & np.isnat(day_first)
    if proves_day.any() and proves_month.any():
        raise _mixed(name, proves_day, proves_month)
    if proves_month.any():
        return month_first
    open_cells = ~np.isnat(day_first) & (day_first != month_first)
    if open_cells.any() and not proves_day.any():
        raise _undecided(name, open_cells)
    return day_first


def _records(mask: _BoolArray, n: int) -> str:
    return ", ".join(str(position + 1) for position in np.flatnonzero(mask)[:n])


def _mixed(name: str, day: _BoolArray, month: _BoolArray) -> DataError:
    return DataError(
        f"Column {name!r} mixes two orders of day and month: {int(day.sum())} dates can only be "
        f"day-month (records {_records(day, 3)}), {int(month.sum())} only month-day (records "
        f"{_records(month, 3)}), so the others cannot be read safely.",
        "Write all dates as YYYY-MM-DD and try again.",
    )


def _undecided(name: str, open_cells: _BoolArray) -> DataError:
    return DataError(
        f"Column {name!r} does not say whether day or month comes first: no day is above 12, and "
        f"{int(open_cells.sum())} dates could be read either way (records "
        f"{_records(open_cells, 3)}).",
        "Write the dates as YYYY-MM-DD, or set date_order = 'dmy' (or 'mdy') in smartcart.toml.",
    )
