"""CustomerOrders as a notebook shows them: what became of the lines, and who the customers are."""

from __future__ import annotations

import pandas as pd

from smartcart.notebook.describe import describe_result
from smartcart.notebook.page import Page, Saying, make_items, make_table
from smartcart.orders import CustomerOrders
from smartcart.orders.notices import list_notices
from smartcart.profiles import format_value
from smartcart.report.words import count_words, percent, row_label

__all__ = ["describe_orders"]

#: What the literature counts is told by the columns before it.
_LEFT_OUT = ("country", "frequency", "recency", "T", "monetary_value")
_MOST_ROWS = 20


@describe_result.register
def describe_orders(orders: CustomerOrders) -> Page:
    """Say who bought, from when to when, and to which rule every other line fell."""
    account, table = orders.account, orders.table
    rules = sorted(account.rules, key=lambda rule: -rule.lines)
    left = [f"{rule.lines:,}: {rule.meaning}." for rule in rules if rule.lines]
    used = f"Used: {account.used:,} ({percent(account.used / account.lines)})."
    names = [name for name in table if name not in _LEFT_OUT]
    return Page(
        "Customers of order lines",
        f"{count_words(account.customers, 'customer')} bought from {account.first} to "
        f"{account.last}; {count_words(account.lines, 'line')}, time counted up to "
        f"{account.as_of}.",
        (
            make_items([used, *left], "rules", most=len(left) + 1),
            make_table(
                ("Column", "Known", "Typical", "Range"),
                [[_label(str(name)), *_spread(table[name])] for name in names],
                "columns",
                most=_MOST_ROWS,
            ),
            *(Saying("Note:", notice) for notice in list_notices(orders)),
        ),
    )


def _label(name: str) -> str:
    # The words of the founding table count two years.
    return "Spend" if name == "spend_total" else row_label(name)


def _spread(values: pd.Series) -> tuple[str, str, str]:
    """Return how many are known, the typical value, and from where to where they go."""
    known = values.dropna()
    if known.empty:
        return "0", "\u2013", "\u2013"
    middle, low, high = (_write(values, x) for x in (known.median(), known.min(), known.max()))
    return f"{len(known):,}", middle, f"{low} to {high}"


def _write(values: pd.Series, value: float | pd.Timestamp) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return format_value(str(values.name), float(value))
