"""Order lines as read -> lines that count, and the account of all others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from smartcart.orders.account import LineAccount, make_account, next_day
from smartcart.orders.cells import encode_texts, read_days, read_quantities
from smartcart.orders.columns import match_columns
from smartcart.orders.rules import NO_LINE, RETURNING, USED, find_rules

__all__ = ["OrderLines", "check_lines"]

_TEXTS = ("customer_id", "order_id", "product_id", "ordered_at", "country")


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
    counts[NO_LINE] += set_aside
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
