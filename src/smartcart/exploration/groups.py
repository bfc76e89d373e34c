"""What customers are worth and how they responded, by the time they joined and by country."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.exploration.levels import Coded
from smartcart.exploration.variables import Variables
from smartcart.profiles import wilson_rate

__all__ = ["Group", "GroupRate", "Grouping", "group_by_country", "group_by_joining"]

_Ints = NDArray[np.int64]

#: At most so many months, then so many quarters; otherwise years.
_MOST_MONTHS, _MOST_QUARTERS = 12, 24
_COUNTRY = "country"


@dataclass(frozen=True)
class GroupRate:
    """The share of a group that has an outcome, with its 95 % interval (Wilson 1927)."""

    outcome: str
    rate: float
    low: float
    high: float


@dataclass(frozen=True)
class Group:
    """Customers of a period or a level; shares are 0 to 1, None where there is no value."""

    group: str
    customers: int
    share_customers: float
    share_value: float | None
    median_value: float | None
    rates: tuple[GroupRate, ...]


@dataclass(frozen=True)
class Grouping:
    """Customers in groups by one column; `by` is ``month``, ``quarter``, ``year`` or ``level``."""

    variable: str
    by: str
    missing: int
    groups: tuple[Group, ...]


def group_by_joining(variables: Variables) -> Grouping | None:
    """Group customers by when they joined: the first column of days, by month, quarter or year.

    Months up to 12 of them, quarters up to 24, otherwise years; periods in which nobody joined
    are left out. None where there is no day.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.exploration.variables import collect_variables
    >>> customers = smartcart.check_customers(smartcart.make_customers(300, seed=0))
    >>> found = group_by_joining(collect_variables(customers))
    >>> found.by, found.groups[0].group
    ('quarter', '2012-Q3')
    """
    name = next((n for n, days in variables.days.items() if days.notna().any()), None)
    if name is None:
        return None
    days = variables.days[name]
    first, last = days.min(), days.max()
    n_months = (last.year - first.year) * 12 + last.month - first.month + 1
    by = "month" if n_months <= _MOST_MONTHS else "quarter"
    by = by if n_months <= 3 * _MOST_QUARTERS else "year"
    step = {"month": 1, "quarter": 3, "year": 12}[by]
    months = (days.dt.year * 12 + days.dt.month - 1) // step
    codes, periods = pd.factorize(months, sort=True)
    names = [_period(int(each), by) for each in periods]
    return _group(variables, name, by, names, np.asarray(codes, dtype=np.int64))


def group_by_country(variables: Variables, texts: dict[str, Coded]) -> Grouping | None:
    """Group customers by country, the largest first; None where there is no such column.

    A column is a country's where our name or the source's is ``country``. Rare ones are together.
    """
    for name, coded in texts.items():
        column = variables.columns[name]
        if _COUNTRY in (name.casefold(), column.source.casefold()) and coded.levels:
            found = _group(variables, name, "level", list(coded.levels), coded.codes)
            groups = sorted(found.groups, key=lambda each: (-each.customers, each.group))
            return Grouping(found.variable, found.by, found.missing, tuple(groups))
    return None


def _period(number: int, by: str) -> str:
    if by == "month":
        return f"{number // 12}-{number % 12 + 1:02d}"
    return f"{number // 4}-Q{number % 4 + 1}" if by == "quarter" else str(number)


def _group(variables: Variables, name: str, by: str, names: list[str], codes: _Ints) -> Grouping:
    values = variables.quantities.get(variables.value)
    total = 0.0 if values is None else float(np.nansum(np.maximum(values, 0.0)))
    known = int((codes >= 0).sum())
    groups = []
    for place, group in enumerate(names):
        own = codes == place
        worth = None if values is None else values[own][~np.isnan(values[own])]
        share, median = None, None
        if worth is not None and len(worth):
            share = float(np.maximum(worth, 0.0).sum()) / total if total else None
            median = float(np.median(worth))
        size = int(own.sum())
        rates = _rates(variables, own)
        groups.append(Group(group, size, size / known, share, median, rates))
    return Grouping(name, by, len(codes) - known, tuple(groups))


def _rates(variables: Variables, own: NDArray[np.bool_]) -> tuple[GroupRate, ...]:
    rates = []
    for outcome in variables.outcomes:
        answers = variables.flags[outcome][own]
        known = answers[~np.isnan(answers)]
        if len(known):
            rate = wilson_rate(int(known.sum()), len(known))
            rates.append(GroupRate(outcome, rate.rate, rate.low, rate.high))
    return tuple(rates)
