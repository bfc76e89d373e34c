"""Order lines as read -> lines that count, and the account of all others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.errors import DataError, SettingsError
from smartcart.orders.cells import encode_texts, read_days, read_quantities
from smartcart.orders.columns import match_columns
from smartcart.orders.rules import RETURNING, RULES, USED, find_rules

__all__ = ["LineAccount", "OrderLines", "RuleCount", "check_lines", "make_account", "next_day"]

_TEXTS = ("customer_id", "order_id", "product_id", "ordered_at", "country")
_Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class RuleCount:
    """A rule, in words, and how many lines fell to it."""

    rule: str
    meaning: str
    lines: int


@dataclass(frozen=True)
class LineAccount:
    """What became of every line: ``lines == used + sum(each.lines for each in rules)``.

    Attributes
    ----------
    lines, used : int
    rules : tuple of RuleCount
        Every rule, also those no line fell to.
    customers, only_returned : int
        Customers who bought, and those of whom nothing but returns is known: they are left out.
    first, last : date
        First and last day on which a line that is used was ordered.
    as_of : date
        Only days before it count.
    columns : mapping of str to str
        Our names of the columns, and those of the table.
    """

    lines: int
    used: int
    rules: tuple[RuleCount, ...]
    customers: int
    only_returned: int
    first: date
    last: date
    as_of: date
    columns: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        days = {name: getattr(self, name).isoformat() for name in ("first", "last", "as_of")}
        return {**asdict(self), **days, "rules": [asdict(each) for each in self.rules]}


@dataclass(frozen=True)
class OrderLines:
    """Order lines that count, with the account of all lines.

    Attributes
    ----------
    table : DataFrame
        One row per line that is a purchase, or that returns or cancels one: ``customer_id``,
        ``order_id``, ``product_id``, ``country`` (text), ``day`` (datetime64), ``quantity``
        and ``price`` (float64), ``is_return`` (bool). ``product_id`` and ``country`` are there
        where the source has them.
    account : LineAccount
    """

    table: pd.DataFrame
    account: LineAccount


def check_lines(
    cells: pd.DataFrame, as_of: date | None = None, *, set_aside: int = 0
) -> OrderLines:
    """Read order lines, and put every line to one rule or to use.

    Parameters
    ----------
    cells : DataFrame
        One row per order line, cells as text or typed; the columns are found by `match_columns`.
    as_of : date, optional
        Only lines before it count; the day after the last line when not given.
    set_aside : int
        Records that the reader could not lay out; counted as ``no_line``.

    Returns
    -------
    OrderLines

    Raises
    ------
    DataError
        When a column is missing or can be read in two ways, or no line is a purchase.
    SettingsError
        When no line lies before `as_of`.

    Examples
    --------
    >>> columns = ["Invoice", "StockCode", "Quantity", "InvoiceDate", "Price", "Customer ID"]
    >>> rows = [["1", "A", 2, "2010-01-05", 9.5, 7.0], ["C2", "A", -1, "2010-01-09", 9.5, 7.0]]
    >>> lines = check_lines(pd.DataFrame(rows, columns=columns))
    >>> lines.account.used, lines.account.as_of
    (1, datetime.date(2010, 1, 10))
    >>> [(each.rule, each.lines) for each in lines.account.rules if each.lines]
    [('cancellation', 1)]
    """
    columns = match_columns(cells)
    typed = _read(cells, columns)
    end = np.datetime64(as_of, "D") if as_of else next_day(typed["day"].max())
    found = find_rules(typed, end)
    counts = np.bincount(found, minlength=USED + 1)
    counts[_no_line()] += set_aside
    used, returned = found == USED, np.isin(found, RETURNING)
    table = _kept(typed.assign(is_return=returned)[used | returned], columns)
    bought = table[~table["is_return"]]
    account = make_account(
        counts,
        n_customers=bought["customer_id"].nunique(),
        n_known=table["customer_id"].nunique(),
        days=(bought["day"].min(), bought["day"].max(), end),
        columns=columns,
    )
    return OrderLines(table, account)


def make_account(
    counts: _Numbers, *, n_customers: int, n_known: int, days: Any, columns: Mapping[str, str]
) -> LineAccount:
    """Return the account, or refuse lines of which none is a purchase.

    Parameters
    ----------
    counts : int array of shape (n_rules + 1,)
        Lines that fell to each rule, then those that are used.
    n_customers, n_known : int
        Customers who bought, and customers with a line that is a purchase or a return.
    days : tuple
        First and last day of a purchase, and the first day that does not count.
    """
    rules = tuple(
        RuleCount(rule.name, rule.meaning, int(count))
        for rule, count in zip(RULES, counts, strict=False)
    )
    used, lines = int(counts[USED]), int(counts.sum())
    if not used:
        raise _nothing_used(rules, lines, days[2])
    first, last, as_of = (pd.Timestamp(day).date() for day in days)
    customers, only = int(n_customers), int(n_known - n_customers)
    return LineAccount(lines, used, rules, customers, only, first, last, as_of, dict(columns))


def next_day(last: Any) -> np.datetime64:
    """Return the day after the last one; of none, any day."""
    day = np.datetime64("1970-01-01", "D") if pd.isna(last) else np.datetime64(last, "D")
    return day + np.timedelta64(1, "D")


def _no_line() -> int:
    return next(place for place, rule in enumerate(RULES) if rule.name == "no_line")


def _read(cells: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    typed: dict[str, Any] = {}
    for name in _TEXTS:
        texts, codes = (
            encode_texts(cells[columns[name]])
            if name in columns
            else ([""], np.zeros(len(cells), dtype=np.int64))
        )
        typed[name] = pd.Categorical.from_codes(codes, pd.Index(texts, dtype="str"))
    for name in ("quantity", "price"):
        typed[name] = read_quantities(cells[columns[name]], columns[name])
    days = read_days(cells[columns["ordered_at"]], columns["ordered_at"])
    typed["day"] = days.astype("datetime64[s]")
    return pd.DataFrame(typed)


def _kept(lines: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    texts = [name for name in _TEXTS if name in columns and name != "ordered_at"]
    table = lines[[*texts, "day", "quantity", "price", "is_return"]].reset_index(drop=True)
    return table.astype(dict.fromkeys(texts, "str"))


def _nothing_used(rules: tuple[RuleCount, ...], lines: int, as_of: Any) -> Exception:
    late = sum(each.lines for each in rules if each.rule == "after_as_of")
    if late and late == max(each.lines for each in rules):
        return SettingsError(
            f"No order line that could be used lies before {as_of}; {late:,} lie on that day or "
            "after it.",
            "Give a later day to --as-of.",
        )
    taken = sorted((each for each in rules if each.lines), key=lambda each: -each.lines)
    why = "; ".join(f"{each.lines:,} {each.meaning}" for each in taken) or "there is none"
    return DataError(
        f"None of the {lines:,} order lines is a purchase of a customer: {why}.",
        "Check the columns of the export, and that purchases are in it.",
    )
