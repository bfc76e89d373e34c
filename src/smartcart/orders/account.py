"""The account of order lines: every line is used, or fell to one rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.errors import DataError, SettingsError, SmartCartError
from smartcart.orders.rules import RULES, USED

__all__ = ["LineAccount", "RuleCount", "make_account", "next_day"]

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


def _nothing_used(rules: tuple[RuleCount, ...], lines: int, as_of: Any) -> SmartCartError:
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
