"""Rules that hold for one customer: ranges, dates that can be, ages, and columns that agree."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers.ledger import Ledger
from smartcart.customers.schema import Column, Kind, Role, Schema

__all__ = [
    "check_ages",
    "check_agreement",
    "check_dates",
    "check_far_out",
    "check_known",
    "check_ranges",
    "infer_snapshot",
]

#: A person older than this on the snapshot date is taken for a typing error.
_OLDEST = 100
#: Profiling children for marketing is not this software's business.
_YOUNGEST = 16
#: An amount that describes a person and exceeds this multiple of the median is pointed out.
_FAR_OUT = 10
#: Dates outside are placeholders such as 1900-01-01, whatever the other dates say.
_FIRST_DAY, _LAST_DAY = np.datetime64("1990-01-01"), np.datetime64("2100-01-01")

#: More days than any register goes back, and few enough to be added to any date.
_MANY_DAYS = 100_000
#: Beyond this, a number no longer holds cents, and its square may be beyond all numbers.
_LARGEST = 1e15

_Mask = NDArray[np.bool_]


def check_ranges(table: pd.DataFrame, cells: pd.DataFrame, schema: Schema, ledger: Ledger) -> None:
    """Set aside customers with a value outside the range of its column."""
    for column in schema.columns:
        if column.name not in table or column.kind.is_text or column.kind in (Kind.ID, Kind.DATE):
            continue
        low, high = _limits(column)
        values = table[column.name].to_numpy()
        fix = "correct the value, or leave it empty when it is not known"
        for outside, rule in (
            (values < low, _low_rule(column)),
            (values > high, _high_rule(column)),
        ):
            reason = f"{column.source} {rule}"
            ledger.set_aside(outside, column.source, cells[column.name], reason, fix)


def _limits(column: Column) -> tuple[float, float]:
    low = -_LARGEST if column.low is None else column.low
    return low, _LARGEST if column.high is None else column.high


def _low_rule(column: Column) -> str:
    if column.low is None:
        return "is too far below zero to be true"
    if column.high is None:
        return f"must be {column.low:,.0f} or more"
    return f"must lie between {column.low:,.0f} and {column.high:,.0f}"


def _high_rule(column: Column) -> str:
    if column.high is None:
        return "is too large to be true"
    return f"must be at most {column.high:,.0f}"


def check_known(table: pd.DataFrame, schema: Schema, ledger: Ledger) -> None:
    """Set aside customers of whom nothing is known that customers are compared by."""
    compared = [c for c in schema.with_role(Role.SEGMENTATION) if c.name in table]
    if not compared:
        return
    unknown = ledger.kept.copy()
    for column in compared:
        if not unknown.any():
            return
        unknown[unknown] = table[column.name].iloc[np.flatnonzero(unknown)].isna().to_numpy()
    ledger.set_aside(
        unknown,
        "" if len(compared) > 1 else compared[0].source,
        None,
        "no value in any column that customers are compared by",
        "fill in what this customer did, or take the row out when it is no customer",
    )


def check_dates(table: pd.DataFrame, schema: Schema, ledger: Ledger) -> None:
    """Set aside customers with a date before any register of customers that is still in use."""
    for column in schema.columns:
        if column.kind == Kind.DATE and column.name in table:
            days = table[column.name].to_numpy()
            reason = f"{column.source} must not lie before {_FIRST_DAY}"
            early = np.asarray(days < _FIRST_DAY)
            ledger.set_aside(early, column.source, table[column.name], reason, "correct the date")


def infer_snapshot(
    table: pd.DataFrame, schema: Schema, ledger: Ledger, given: date | None
) -> tuple[date | None, str]:
    """Return the day the table describes, and in words how it is known.

    Nobody buys before joining, so the day is at least the largest enrolment date plus days
    since the last purchase. Days that lie far beyond all others would move it for every
    customer; those customers are set aside first.
    """
    joined = next((c for c in schema.columns if c.kind == Kind.DATE and c.name in table), None)
    if given is not None:
        if joined is not None:
            _set_aside_future(table[joined.name], joined, ledger, given)
        return given, "given"
    if joined is None:
        return None, "not known: the table has no date of joining"
    rule = f"the latest {joined.source}"
    last_seen = table[joined.name]
    if "recency_days" in table:
        # Whoever is beyond that is set aside below, or was already.
        days = table["recency_days"].fillna(0).clip(0, _MANY_DAYS)
        recency = pd.to_timedelta(days, unit="D")
        last_seen = last_seen + recency
        rule = f"the latest {joined.source} + {schema['recency_days'].source}"
    _set_aside_far_future(last_seen, joined, ledger)
    latest = last_seen[ledger.kept].max()
    if pd.isna(latest):
        return None, f"not known: {joined.source} is empty"
    return latest.date(), rule


def _set_aside_future(joined: pd.Series, column: Column, ledger: Ledger, day: date) -> None:
    late = (joined > pd.Timestamp(day)).to_numpy()
    reason = f"{column.source} lies after the snapshot date {day.isoformat()}"
    ledger.set_aside(late, column.source, joined, reason, "correct the date or --snapshot")


def _set_aside_far_future(last_seen: pd.Series, column: Column, ledger: Ledger) -> None:
    known = last_seen[ledger.kept].dropna()
    if known.empty:
        return
    early, late = known.quantile([0.01, 0.99], interpolation="lower")
    limit = min(late + max(late - early, pd.Timedelta(days=366)), pd.Timestamp(_LAST_DAY))
    far = (last_seen > limit).to_numpy()
    reason = f"{column.source} (with days since the last purchase) lies far after all other dates"
    ledger.set_aside(far, column.source, last_seen, reason, "correct the date")


def check_ages(
    table: pd.DataFrame, schema: Schema, ledger: Ledger, snapshot: date | None
) -> pd.DataFrame:
    """Return the table with impossible birth years set missing; minors are set aside."""
    born = next((c for c in schema.columns if c.kind == Kind.BIRTH_YEAR and c.name in table), None)
    if born is None or snapshot is None:
        return table
    years = table[born.name]
    age = (snapshot.year - years).to_numpy()
    ledger.set_aside(
        age < _YOUNGEST,
        born.source,
        years.where(ledger.kept).astype("Int64"),
        f"{born.source} says younger than {_YOUNGEST} on {snapshot.isoformat()}",
        "correct the year; minors are not profiled",
    )
    old = age > _OLDEST
    ledger.flag("age_not_plausible", born.source, old, f"age above {_OLDEST}, taken as not known")
    count = int((old & ledger.kept).sum())
    ledger.repair("age_set_missing", born.source, count, f"age above {_OLDEST} set missing")
    return table.assign(**{born.name: years.mask(old)})


def check_far_out(table: pd.DataFrame, schema: Schema, ledger: Ledger) -> None:
    """Flag amounts that describe a person and lie far beyond the others; they are kept."""
    for column in schema.columns:
        if column.name not in table or column.kind != Kind.AMOUNT:
            continue
        if column.role == Role.SEGMENTATION or column.adds_to:
            continue  # what customers spend is nothing for most and much for few
        values = table[column.name].to_numpy()
        known = values[ledger.kept & (values > 0)]
        zero = values == 0
        ledger.flag("zero_value", column.source, zero, "an amount of 0 (not known?), kept")
        if len(known):
            far = values > _FAR_OUT * np.median(known)
            meaning = f"more than {_FAR_OUT} times the median (a placeholder?), kept"
            ledger.flag("far_out", column.source, far, meaning)


def check_agreement(
    table: pd.DataFrame, schema: Schema, ledger: Ledger, snapshot: date | None
) -> None:
    """Flag customers whose columns contradict each other; they are kept."""
    value = _total(table, schema, schema.value)
    frequency = _total(table, schema, schema.frequency)
    if value is not None and frequency is not None:
        bought_nothing = (value > 0) & (frequency == 0)
        ledger.flag("spend_without_purchases", "", bought_nothing, "spend but no purchase, kept")
    joined = next((c for c in schema.columns if c.kind == Kind.DATE and c.name in table), None)
    if joined is not None and snapshot is not None and "recency_days" in table:
        tenure = (pd.Timestamp(snapshot) - table[joined.name]).dt.days
        before = (table["recency_days"] > tenure).to_numpy()
        meaning = "last purchase before joining, kept"
        ledger.flag("recency_beyond_tenure", schema["recency_days"].source, before, meaning)


def _total(table: pd.DataFrame, schema: Schema, name: str) -> NDArray[np.float64] | None:
    parts = [c.name for c in schema.columns if c.name in table and name in (c.adds_to, c.name)]
    if not name or not parts:
        return None
    return np.asarray(table[parts].sum(axis=1).to_numpy(dtype=np.float64))
