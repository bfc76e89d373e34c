"""Measures in customer units: totals, shares, ages, days. They describe; they are no distance."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from smartcart.customers import Column, Customers, Kind, Role, Schema

__all__ = ["level_names", "measure_customers", "rate_names"]

_PARTNERED = ("Married", "Together")
_VISITS, _PER_VISIT = "visits_per_month", "purchases_per_visit"


def measure_customers(customers: Customers) -> pd.DataFrame:
    """Compute every measure that the table allows.

    Totals are sums of the columns that add to them; shares are parts of such a total (0 to 1,
    missing where the total is 0; deals above the number of purchases count as 1);
    ``purchases_per_visit`` is purchases in the time the table covers for each web visit a month,
    missing for who never visits; ages are
    whole years and tenures are days on the snapshot date. Numeric columns appear as they are;
    flags appear as 0 and 1, so that their mean is a rate; levels appear as their number in the
    stated order, 0 for the lowest.

    Returns
    -------
    DataFrame of float64, indexed by customer id; missing values stay NaN.

    Examples
    --------
    >>> import smartcart
    >>> customers = smartcart.check_customers(smartcart.make_customers(50, seed=0))
    >>> measures = measure_customers(customers)
    >>> wanted = ["spend_total", "n_purchases", "tenure_days", "share_deals"]
    >>> measures[wanted].notna().any().tolist()
    [True, True, True, True]
    """
    table, schema = customers.table, customers.schema
    measures = dict(_totals(table, schema))
    measures.update(_shares(table, schema, measures))
    if schema.frequency in measures and _VISITS in table:
        visits = table[_VISITS]
        measures[_PER_VISIT] = measures[schema.frequency] / visits.where(visits > 0)
    for column in schema.columns:
        measures.update(_own(table, column, customers))
    # Not copied into one block: of a million customers that costs more than all measures.
    return pd.DataFrame(measures, index=table.index, dtype="float64", copy=False)


def rate_names(schema: Schema, measures: pd.DataFrame) -> dict[str, str]:
    """Return ``{measure: name of its share}`` for the measures that are 0 or 1.

    Examples
    --------
    >>> from smartcart.customers import FOUNDING_SCHEMA
    >>> rate_names(FOUNDING_SCHEMA, pd.DataFrame({"has_responded": [0.0, 1.0]}))
    {'has_responded': 'response_rate'}
    """
    flags = {c.name: c.rate or f"{c.name}_rate" for c in schema.columns if c.kind == Kind.FLAG}
    named = {**flags, "is_partnered": "share_partnered"}
    return {measure: rate for measure, rate in named.items() if measure in measures}


def level_names(schema: Schema, measures: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return ``{measure: its levels}`` for the measures that number levels, lowest first."""
    return {c.name: c.levels for c in schema.columns if c.levels and c.name in measures}


def _totals(table: pd.DataFrame, schema: Schema) -> Iterator[tuple[str, pd.Series]]:
    for total in dict.fromkeys(column.adds_to for column in schema.columns if column.adds_to):
        parts = [column.name for column in schema.columns if column.adds_to == total]
        yield total, table[parts].sum(axis=1, min_count=1)


def _shares(
    table: pd.DataFrame, schema: Schema, totals: dict[str, pd.Series]
) -> Iterator[tuple[str, pd.Series]]:
    for column in schema.columns:
        whole = totals.get(column.share_of or column.adds_to)
        if column.share and whole is not None:
            share = table[column.name] / whole.where(whole > 0)
            yield column.share, share.clip(upper=1.0)


def _own(
    table: pd.DataFrame, column: Column, customers: Customers
) -> Iterator[tuple[str, pd.Series]]:
    """Yield what a column says by itself."""
    if column.role == Role.ID:
        return
    values = table[column.name]
    day = customers.snapshot_date
    if column.kind == Kind.BIRTH_YEAR:
        if day is not None:
            yield "age_years", day.year - values
    elif column.kind == Kind.DATE:
        if day is not None:
            yield "tenure_days", (pd.Timestamp(day) - values).dt.days
    elif column.kind == Kind.ORDINAL:
        numbers = {level: float(i) for i, level in enumerate(column.levels)}
        yield column.name, values.map(numbers).astype("float64")
    elif column.kind == Kind.CATEGORY:
        if column.name == "marital_status":
            partnered = values.isin(_PARTNERED).astype("float64")
            yield "is_partnered", partnered.where(values.notna())
    else:
        yield column.name, values
