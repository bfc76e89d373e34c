"""A year of made-up customer tables: the same shop at the end of each month."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from smartcart.datasets.files import Progress
from smartcart.datasets.founding import AMOUNTS, AT, COLUMNS, LEVELS
from smartcart.datasets.month_kinds import HABITS
from smartcart.datasets.month_life import Crowd, join_new_kind, last_day, live_month, start_crowd
from smartcart.datasets.quirks import MISSING
from smartcart.datasets.tables import checked
from smartcart.datasets.writers import WRITERS, replacing
from smartcart.errors import SettingsError

__all__ = ["Month", "make_months", "write_months"]

YEAR = 2026
NEW_KIND, BROKEN, RENAMED = 6, 9, 10  # June, September, October
INFLATION = 1.08
#: What October calls the column.
RENAMING = {"MntWines": "WinesAmount"}


@dataclass(frozen=True)
class Month:
    """The customers of a shop at the end of a month.

    Attributes
    ----------
    day : date
        The last day of the month.
    customers : DataFrame
        One row per customer, in the columns of `make_customers`.
    content : bytes
        The file that the shop uploads, as CSV. In most months it holds `customers`; in September
        the upload breaks off in the middle of a row, and in October a column has another name.
    """

    day: date
    customers: pd.DataFrame
    content: bytes

    @property
    def file_name(self) -> str:
        """Year and month, such as 2026-01.csv: files sort by time."""
        return f"{self.day:%Y-%m}.csv"


def make_months(n: int = 2000, seed: int = 0) -> tuple[Month, ...]:
    """Return twelve customer tables of one shop, from January to December 2026.

    Customers keep their number, and live. They buy at random times; each month their spend,
    purchases and visits move a little, and about 1 in 100 becomes a customer of the next kind up or
    down, which shows within some months. Each month 3 in 100 join, and the 1 in 100 leave who have
    not bought for longest. The kinds are three groups of the founding table (`make_customers`) that
    stand well apart; their shares hardly change. In June a new kind joins and makes 18 in 100 of
    the customers: young families who order by catalogue, with deals, and seldom visit the web
    pages. All amounts rise by 8 % from January to December.

    Two files are as files are at times: that of September breaks off in the middle of a row, and
    October's has ``WinesAmount`` where ``MntWines`` was.

    Parameters
    ----------
    n : int, default 2000
        Customers in January, at least 1.
    seed : int, default 0
        Not negative. The same seed and `n` give the same months.

    Returns
    -------
    tuple of Month
        Tables of 22 columns, sorted by ``ID``.

    Raises
    ------
    SettingsError
        When `n` is below 1, `seed` is negative, or either is not a whole number.

    Examples
    --------
    >>> months = make_months(200)
    >>> [month.file_name for month in months][:2], len(months)
    (['2026-01.csv', '2026-02.csv'], 12)
    >>> january, december = months[0].customers, months[-1].customers
    >>> len(january), int(january["ID"].isin(december["ID"]).sum()) > 150
    (200, True)
    """
    n, seed = checked(n, seed)
    rng = np.random.Generator(np.random.Philox(np.random.SeedSequence(seed, spawn_key=(YEAR,))))
    first = np.datetime64(f"{YEAR}-01", "M")
    crowd, months = start_crowd(n, first, rng), []
    for number in range(1, 13):
        month = first + number - 1
        if number > 1:
            crowd = live_month(crowd, month, rng)
        if number == NEW_KIND:
            crowd = join_new_kind(crowd, month, rng)
        months.append(_month(crowd, month, number))
    return tuple(months)


def write_months(
    folder: str | os.PathLike[str], n: int = 2000, seed: int = 0, progress: Progress | None = None
) -> tuple[Path, ...]:
    """Write the files of `make_months` into a folder, which is made if it is missing.

    A file is there whole or not at all; one of the same name is replaced.

    Parameters
    ----------
    folder : path-like
    n, seed : int
        As in `make_months`.
    progress : callable, optional
        Called with the files written so far and 12.

    Returns
    -------
    tuple of Path
        ``2026-01.csv`` to ``2026-12.csv``.

    Raises
    ------
    SettingsError
        When a number is out of range, or the folder cannot be made or written to.
    """
    months, target = make_months(n, seed), Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
        for done, month in enumerate(months, start=1):
            with replacing(target / month.file_name) as sink:
                sink.write(month.content)
            if progress is not None:
                progress(done, len(months))
    except OSError as error:
        what = f'The months cannot be written into "{target}": {error.strerror}.'
        raise SettingsError(what, "Choose another folder.") from None
    return tuple(target / month.file_name for month in months)


def _month(crowd: Crowd, month: np.datetime64, number: int) -> Month:
    customers = _tell_customers(crowd, INFLATION ** ((number - 1) / 11))
    content = _as_csv(customers.rename(columns=RENAMING) if number == RENAMED else customers)
    if number == BROKEN:
        content = _break_off(content)
    return Month(last_day(month).astype(object), customers, content)


def _tell_customers(crowd: Crowd, prices: float) -> pd.DataFrame:
    """Return the customers as a shop exports them, with amounts in today's money."""
    person = crowd.person.copy()
    person[[AT[name] for name in HABITS]] = np.floor(_in_prices(crowd, prices))
    income = person[AT["Income"]]
    values = {name: person[AT[name]] for name in COLUMNS}
    values |= {name: np.array(LEVELS[name])[person[AT[name]]] for name in LEVELS}
    values |= {
        "ID": crowd.ids,
        "Income": pd.array(np.floor(income * prices).astype(np.int64), dtype="Int64"),
        "Dt_Customer": pd.DatetimeIndex(crowd.joined).strftime("%d-%m-%Y"),
        "Recency": crowd.recency,
    }
    table = pd.DataFrame(values)
    return table.assign(Income=table["Income"].mask(income == MISSING))


def _in_prices(crowd: Crowd, prices: float) -> NDArray[np.float64]:
    is_amount = np.isin(HABITS, AMOUNTS)
    return crowd.habits * np.where(is_amount, prices, 1.0)[:, None]


def _as_csv(table: pd.DataFrame) -> bytes:
    sink = BytesIO()
    cells = pa.Table.from_pandas(table, preserve_index=False)
    WRITERS[".csv"](sink, iter([cells]), cells.schema)
    return sink.getvalue()


def _break_off(content: bytes) -> bytes:
    """Return about two thirds of a file: what came of an upload that broke off in a row."""
    end = content.index(b"\n", len(content) * 2 // 3)
    return content[: end + 25]
