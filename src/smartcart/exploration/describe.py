"""One row for each variable, by type: where it lies, how it is spread, what is missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers import Column, Kind
from smartcart.exploration.histogram import count_in_bins
from smartcart.exploration.levels import Coded
from smartcart.exploration.rows import Category, Days, Flag, Level, Quantity
from smartcart.features import Places
from smartcart.profiles import measure_label, wilson_rate
from smartcart.space import find_fences

__all__ = [
    "describe_category",
    "describe_days",
    "describe_flag",
    "describe_quantity",
]

_Floats = NDArray[np.float64]


def describe_quantity(values: _Floats, column: Column, places: Places | None = None) -> Quantity:
    """Describe a quantity.

    Parameters
    ----------
    values : array of shape (n_customers,)
        Missing ones are NaN: they are counted and left out.
    column : Column
        Its kind says on which scale far-out values are looked for.
    places : Places, optional
        Of the values, where they are known already.

    Examples
    --------
    >>> from smartcart.customers import Role
    >>> column = Column("spend", "Spend", Role.DESCRIPTOR, Kind.AMOUNT)
    >>> found = describe_quantity(np.array([0.0, 10.0, 11.0, 12.0, 13.0, np.nan]), column)
    >>> found.missing, found.median, found.share_zero, found.far_out
    (1, 11.0, 0.2, 1)
    """
    places = places or Places.of(values)
    known = values[~np.isnan(values)]
    head = (column.name, measure_label(column.name), column.source, len(known))
    missing = len(values) - len(known)
    if not len(known):
        return Quantity(*head, missing)
    low, first, middle, third, high = places.quantiles([0.0, 0.25, 0.5, 0.75, 1.0]).tolist()
    mean = float(known.mean())
    far_out, fences = _far_out(places, column, first < third)
    return Quantity(
        *head,
        missing,
        mean,
        low,
        first,
        middle,
        third,
        high,
        _skewness(places, mean),
        float(places.counts[places.values == 0].sum() / len(known)),
        far_out,
        *fences,
        count_in_bins(places),
    )


def describe_category(values: pd.Series, coded: Coded, column: Column) -> Category:
    """Describe a column of texts.

    Examples
    --------
    >>> from smartcart.customers import Role
    >>> from smartcart.exploration.levels import code_levels
    >>> column, texts = Column("plan", "Plan", Role.DESCRIPTOR, Kind.CATEGORY), list("aaab")
    >>> found = describe_category(pd.Series(texts), code_levels(pd.Series(texts), column), column)
    >>> [(each.level, each.customers, each.share) for each in found.levels]
    [('a', 3, 0.75), ('b', 1, 0.25)]
    >>> round(found.entropy, 3)
    0.811
    """
    counts = np.array(list(coded.counts.values()), dtype=np.float64)
    known = int(counts.sum())
    shares = counts[counts > 0] / max(known, 1)
    order = coded.counts.items()
    if column.kind != Kind.ORDINAL:
        order = sorted(order, key=lambda each: (-each[1], each[0]))  # type: ignore[assignment]
    levels = tuple(
        Level(level, count, count / known, level in coded.rare) for level, count in order if count
    )
    return Category(
        column.name,
        measure_label(column.name),
        column.source,
        known,
        len(values) - known,
        len(shares),
        float(abs(np.sum(shares * np.log2(shares)))),
        levels if coded.is_category else (),
    )


def describe_flag(values: _Floats, column: Column) -> Flag:
    """Describe a column of 0 and 1.

    Examples
    --------
    >>> from smartcart.customers import Role
    >>> column = Column("left", "Left", Role.OUTCOME, Kind.FLAG)
    >>> found = describe_flag(np.array([0.0, 0.0, 1.0, np.nan]), column)
    >>> found.ones, found.customers, round(found.low, 3), round(found.high, 3)
    (1, 3, 0.061, 0.792)
    """
    known = values[~np.isnan(values)]
    n, ones = len(known), int(known.sum())
    head = (column.name, measure_label(column.name), column.source, n, len(values) - n, ones)
    if not n:
        return Flag(*head, None, None, None)
    rate = wilson_rate(ones, n)
    return Flag(*head, rate.rate, rate.low, rate.high)


def describe_days(values: pd.Series, column: Column) -> Days:
    """Describe a column of days.

    Examples
    --------
    >>> from smartcart.customers import Role
    >>> days = pd.Series(pd.to_datetime(["2014-01-31", "2013-06-01", None]))
    >>> found = describe_days(days, Column("joined", "Joined", Role.DESCRIPTOR, Kind.DATE))
    >>> found.first, found.last, found.missing
    ('2013-06-01', '2014-01-31', 1)
    """
    known = values.reset_index(drop=True).dropna()  # ids are long texts; nothing looks at them
    ends = (known.min().date().isoformat(), known.max().date().isoformat()) if len(known) else ()
    head = (column.name, measure_label(column.name), column.source, len(known))
    return Days(*head, len(values) - len(known), *(ends or (None, None)))


def _skewness(places: Places, mean: float) -> float | None:
    apart = places.values - mean
    largest = np.abs(apart).max()
    # Rounding of the mean is no spread; taken by the largest, the cube cannot overflow.
    if largest <= 1e-12 * np.abs(places.values).max():
        return None
    scaled, codes = apart / largest, places.codes
    codes = codes if places.n_known == len(codes) else codes[codes >= 0]
    return float((scaled**3)[codes].mean() / (scaled**2)[codes].mean() ** 1.5)


def _far_out(
    places: Places, column: Column, is_spread: bool
) -> tuple[int, tuple[float | None, float | None]]:
    """Count far-out customers by the very scale of the space, and return the fences."""
    if not is_spread:
        return 0, (None, None)
    fences = find_fences(places, column)
    if not fences.is_log:
        return fences.far_out, (fences.low, fences.high)
    # Amounts are never negative, so a fence below 0 is one at 0.
    low, high = max(0.0, float(np.expm1(fences.low))), float(np.expm1(fences.high))
    return fences.far_out, (low, high)
