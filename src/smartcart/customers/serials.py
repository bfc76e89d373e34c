"""Dates that are not digits with separators: day numbers of a spreadsheet, names of months."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from smartcart.customers.distinct import Distinct, Repair, counted, matches

__all__ = ["find_serials", "read_month_names", "read_serials"]

_NUMBERS = (20_000, 60_000)  # 1954 to 2064: other numbers are no date of joining
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAMES = (
    r"(?i)(?P<m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_TIME = r"(?:[ T]\d{1,2}:\d{2}.*)?$"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_WRITTEN = (
    rf"^{_NAMES}\.? {_DAY},? (?P<y>\d{{4}}){_TIME}",
    rf"^{_NAMES.replace('(?i)', f'(?i){_DAY}[ .-]+')}[ .,-]+(?P<y>\d{{4}}){_TIME}",
)


def read_serials(
    cells: Distinct, missing: NDArray[np.bool_], system: str
) -> tuple[NDArray[np.datetime64], tuple[Repair, ...]] | None:
    """Read a column of nothing but day numbers of a spreadsheet; None when it is another one.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = Distinct.of(pd.Series(["41806", ""]))
    >>> days, repairs = read_serials(cells, cells.absent, "1900")
    >>> str(days[0])[:10], repairs[0].count
    ('2014-06-16', 1)
    """
    if missing.all() or not (find_serials(cells.texts) | missing).all():
        return None
    numbers = _numbers(
        pc.if_else(pa.array(missing), pa.scalar("0", pa.large_string()), cells.texts)
    )
    start = np.datetime64("1904-01-01" if system == "1904" else "1899-12-30")
    days = np.where(missing, np.datetime64("NaT"), start + numbers).astype("datetime64[us]")
    meaning = f"a day number of a spreadsheet ({system} date system) read as its day"
    return days, counted(Repair("excel_day_number", cells.count(~missing), meaning))


def find_serials(texts: Any) -> NDArray[np.bool_]:
    """Say which texts may be day numbers of a spreadsheet.

    Examples
    --------
    >>> find_serials(pa.array(["41806", "41806.5", "99999", "2014-06-16"])).tolist()
    [True, True, False, False]
    """
    serial = matches(texts, r"\d{5}(?:\.\d+)?")
    numbers = _numbers(pc.if_else(pa.array(serial), texts, pa.scalar("0", texts.type)))
    return serial & (numbers >= _NUMBERS[0]) & (numbers <= _NUMBERS[1])


def _numbers(texts: Any) -> NDArray[np.int64]:
    return np.asarray(np.floor(np.asarray(pc.cast(texts, pa.float64()))), dtype=np.int64)


def read_month_names(texts: Any, days: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    """Fill in the days of texts such as '29 Jun 2014' and 'Jun 29, 2014'.

    Examples
    --------
    >>> unread = np.array(["NaT"], dtype="datetime64[us]")
    >>> str(read_month_names(pa.array(["29 Jun 2014"]), unread)[0])[:10]
    '2014-06-29'
    """
    for pattern in _WRITTEN:
        unread = np.flatnonzero(np.isnat(days))
        found = pc.extract_regex(texts.take(pa.array(unread)), pattern)
        hits = np.flatnonzero(np.asarray(found.is_valid()))
        for i, part in zip(hits, found.take(pa.array(hits)).to_pylist(), strict=True):
            month = _MONTHS.index(part["m"][:3].lower()) + 1
            days[unread[i]] = _day(int(part["y"]), month, int(part["d"]))
    return days


def _day(year: int, month: int, day: int) -> np.datetime64:
    first = np.datetime64(f"{year:04d}-{month:02d}", "M")
    given = first.astype("datetime64[D]") + (day - 1)
    exists = day >= 1 and given.astype("datetime64[M]") == first
    return given if exists else np.datetime64("NaT")
