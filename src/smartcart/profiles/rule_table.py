"""Features -> the measures that rules may ask about: what shaped the segments, and totals of it."""

from __future__ import annotations

import pandas as pd

from smartcart.customers import Column, Kind
from smartcart.features import Features
from smartcart.profiles.rules import RuleMeasure

__all__ = ["list_rule_measures", "rule_table"]


def rule_table(features: Features) -> pd.DataFrame:
    """Return the columns that rules are learnt from, in customer units.

    The segmentation variables as they are (an ordinal one as the number of its level, a
    nominal one as its texts), and before them each total that two or more of them add to, where
    nothing else adds to it. Descriptors and outcomes are never among them.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.features import build_features
    >>> customers = smartcart.check_customers(smartcart.make_customers(50, seed=0))
    >>> list(rule_table(build_features(customers)))[:3]
    ['spend_total', 'n_purchases', 'spend_wines']
    """
    columns = {name: features.measures[name] for name in _totals(features)}
    for variable in features.variables:
        own = features.measures if variable.name in features.measures else features.table
        columns.setdefault(variable.name, own[variable.name])
    return pd.DataFrame(columns, index=features.table.index)


def list_rule_measures(features: Features, table: pd.DataFrame) -> tuple[RuleMeasure, ...]:
    """Return what each column of `rule_table` is; typical values are those of the table given.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.features import build_features
    >>> customers = smartcart.check_customers(smartcart.make_customers(50, seed=0))
    >>> features = build_features(customers)
    >>> [each.form for each in list_rule_measures(features, rule_table(features))[:2]]
    ['amount', 'count']
    """
    by_name = {variable.name: variable for variable in features.variables}
    found = []
    for name in map(str, table):
        form = _form(by_name[name]) if name in by_name else _form_of_total(name, features)
        # The lower median: of counts a value that customers have, never half a purchase.
        typical = 0.0 if form == "nominal" else float(table[name].quantile(interpolation="lower"))
        typical = 0.0 if pd.isna(typical) else typical
        found.append(RuleMeasure(name, form, typical, features.levels.get(name, ())))
    return tuple(found)


def _totals(features: Features) -> list[str]:
    """Return the totals of variables alone: one with anything else in it may not be asked about."""
    found = []
    for total in dict.fromkeys(v.adds_to for v in features.variables if v.adds_to):
        parts = [v.name for v in features.variables if v.adds_to == total]
        whole = features.table[parts].sum(axis=1, min_count=1)
        if len(parts) > 1 and features.measures[total].equals(whole.astype("float64")):
            found.append(total)
    return found


def _form(column: Column) -> str:
    if column.kind == Kind.CATEGORY:
        return "nominal"
    return {Kind.COUNT: "count", Kind.FLAG: "flag", Kind.ORDINAL: "ordinal"}.get(
        column.kind, "amount"
    )


def _form_of_total(total: str, features: Features) -> str:
    parts = [v for v in features.variables if v.adds_to == total]
    return "count" if all(part.kind in (Kind.COUNT, Kind.FLAG) for part in parts) else "amount"
