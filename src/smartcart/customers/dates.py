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
from smartcart.customers.evidence import Evidence
from smartcart.customers.serials import find_serials, read_month_names, read_serials
from smartcart.errors import DataError, OpenQuestionError

__all__ = [
    "Dates",
    "decide_order",
    "proofs_of_dates",
    "read_dates",
    "read_distinct_dates",
    "years_of_dates",
]

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
    cells: Distinct,
    missing: _BoolArray,
    name: str,
    order: str = "auto",
    system: str = "1900",
    *,
    may_be_serials: bool = True,
) -> tuple[NDArray[np.datetime64], tuple[Repair, ...]]:
    """Read the distinct texts of a column; see `read_dates`."""
    serials = read_serials(cells, missing, system) if may_be_serials else None
    if serials is not None:
        return serials
    texts = _known(cells, missing)
    ways = _Ways.of(texts)
    if order == "auto":
        order = decide_order(Evidence.of(cells, ways.proofs), name)
    days = read_month_names(texts, ways.days(order))
    meaning = "a year of two digits completed: 00-69 to 2000-2069, 70-99 to 1970-1999"
    repair = Repair("two_digit_year", cells.count(ways.short_year & ~np.isnat(days)), meaning)
    return days, counted(repair)


def proofs_of_dates(cells: Distinct, missing: _BoolArray) -> dict[str, _BoolArray]:
    """Return which distinct texts prove what; from their counts, `decide_order` decides.

    ``other`` are those that are no day number of a spreadsheet: beside them, none is one.

    Examples
    --------
    >>> cells = Distinct.of(pd.Series(["21-08-2013", "04-09-2012", "41806"]))
    >>> proofs = proofs_of_dates(cells, cells.absent)
    >>> {proof: mask.tolist() for proof, mask in proofs.items() if proof in ("day", "other")}
    {'day': [True, False, False], 'other': [True, True, False]}
    """
    other = ~find_serials(cells.texts) & ~missing
    return {**_Ways.of(_known(cells, missing)).proofs, "other": other}


def decide_order(evidence: Evidence, name: str) -> str:
    """Return the order of day and month that a column proves.

    Raises
    ------
    DataError
        As `read_dates`.

    Examples
    --------
    >>> decide_order(Evidence({"month": 1, "open": 7}), "Dt_Customer")
    'mdy'
    """
    if evidence["day"] and evidence["month"]:
        raise _mixed(name, evidence)
    if evidence["open"] and not evidence["day"] and not evidence["month"]:
        raise _undecided(name, evidence)
    return "mdy" if evidence["month"] else "dmy"


def _known(cells: Distinct, missing: _BoolArray) -> Any:
    return pc.if_else(pa.array(missing), pa.scalar("", pa.large_string()), cells.texts)


@dataclass(frozen=True)
class _Ways:
    """The ways in which texts can be read as days, NaT where one is none."""

    year_first: NDArray[np.datetime64]
    day_first: NDArray[np.datetime64]
    month_first: NDArray[np.datetime64]
    short_year: _BoolArray

    @classmethod
    def of(cls, texts: Any) -> _Ways:
        first, second, third, year_first = _parts(texts)
        short_year = ~year_first & (third > 0) & (third < 100)
        third = np.where(short_year, third + np.where(third < 70, 2000, 1900), third)
        return cls(
            _days(first, second, third, year_first),
            _days(third, second, first, ~year_first),
            _days(third, first, second, ~year_first),
            short_year,
        )

    @property
    def proofs(self) -> dict[str, _BoolArray]:
        """Which texts can only be day-month, only month-day, or are two different days."""
        day, month = ~np.isnat(self.day_first), ~np.isnat(self.month_first)
        both = day & month & (self.day_first != self.month_first)
        return {"day": day & ~month, "month": month & ~day, "open": both}

    def days(self, order: str) -> NDArray[np.datetime64]:
        chosen = self.day_first if order == "dmy" else self.month_first
        return np.where(np.isnat(self.year_first), chosen, self.year_first)


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


def _mixed(name: str, evidence: Evidence) -> DataError:
    return DataError(
        f"Column {name!r} mixes two orders of day and month: {evidence['day']} dates can only be "
        f"day-month{evidence.places('day')}, {evidence['month']} only month-day"
        f"{evidence.places('month')}, so the others cannot be read safely.",
        "Write all dates as YYYY-MM-DD and try again.",
    )


def _undecided(name: str, evidence: Evidence) -> DataError:
    return OpenQuestionError(
        f"Column {name!r} does not say whether day or month comes first: no day is above 12, and "
        f"{evidence['open']} dates could be read either way{evidence.places('open')}.",
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
