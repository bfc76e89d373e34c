"""Customers -> Features: the variables that enter the distance, and measures that describe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from smartcart.customers import Column, Customers, Finding, Kind, Role
from smartcart.errors import DataError, SettingsError
from smartcart.features.measures import level_names, measure_customers, rate_names
from smartcart.features.places import Places
from smartcart.features.rounding import is_rounding
from smartcart.shown import Shown
from smartcart.threads import FEW, in_threads

__all__ = ["Features", "build_features", "drop_reasons"]


@dataclass(frozen=True)
class Features(Shown):
    """What is known of each customer, ready to be compared and described.

    Attributes
    ----------
    table : DataFrame of shape (n_customers, n_variables)
        The segmentation variables in customer units, indexed by customer id.
    variables : tuple of Column
        Name, kind, unit and weight of each column of `table`, in the same order.
    measures : DataFrame of shape (n_customers, n_measures)
        Descriptive measures in customer units: totals, shares (0 to 1), ages, days.
    dropped : tuple of Finding
        Segmentation variables left out, with the reason.
    rates : mapping of str to str
        Measures that are 0 or 1, with the name of their share (``response_rate``).
    value, frequency, engagement : str
        Names of the measures that say what a customer is worth, how often they buy and how
        much comes of their attention; empty where the table has none.
    levels : mapping of str to tuple of str
        Measures that number the levels of an ordinal column from 0, with the words for them.
    """

    table: pd.DataFrame
    variables: tuple[Column, ...]
    measures: pd.DataFrame
    dropped: tuple[Finding, ...] = ()
    rates: Mapping[str, str] = field(default_factory=dict)
    value: str = ""
    frequency: str = ""
    engagement: str = ""
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def places(self) -> Mapping[str, Places]:
        """The distinct values of each measure, and where each customer stands among them."""
        columns = [self.measures[name].to_numpy(dtype=np.float64) for name in self.measures]
        found = in_threads(Places.of, columns, most=FEW)
        return dict(zip(map(str, self.measures), found, strict=True))


def build_features(customers: Customers, *, allow_sensitive: bool = False) -> Features:
    """Take the segmentation variables and compute the measures.

    Parameters
    ----------
    customers : Customers
        Only columns of role ``segmentation`` become variables; nothing else can reach the
        distance, so permuting or deleting a descriptor or an outcome changes no label.
    allow_sensitive : bool
        Whether a personal characteristic may be a variable.

    Returns
    -------
    Features
        Variables that are empty, or constant but for rounding, are dropped, and named in
        ``dropped``.

    Raises
    ------
    SettingsError
        When a personal characteristic is asked to be a variable without consent.
    DataError
        When no variable is left.

    Examples
    --------
    >>> import smartcart
    >>> customers = smartcart.check_customers(smartcart.make_customers(100, seed=0))
    >>> features = build_features(customers)
    >>> features.table.shape
    (100, 11)
    >>> float(features.measures["share_web"].max()) <= 1.0
    True
    """
    asked = customers.schema.with_role(Role.SEGMENTATION)
    _refuse_personal(asked, allow_sensitive)
    reasons = drop_reasons(customers.table, asked)
    variables = tuple(column for column in asked if column.name not in reasons)
    if not variables:
        raise DataError(
            "No column is left to compare customers by: " + _listed(asked, reasons) + ".",
            "Give at least one column that varies the role 'segmentation'.",
        )
    schema = customers.schema
    measures = measure_customers(customers)
    levels = level_names(schema, measures)
    quantities = [name for name in measures if name not in levels]
    return Features(
        table=customers.table[[column.name for column in variables]],
        variables=variables,
        measures=measures,
        dropped=tuple(
            Finding("variable_dropped", customers.schema[name].source, 1, reason)
            for name, reason in reasons.items()
        ),
        rates=rate_names(schema, measures),
        value=schema.value if schema.value in quantities else "",
        frequency=schema.frequency if schema.frequency in quantities else "",
        engagement=schema.engagement if schema.engagement in quantities else "",
        levels=levels,
    )


def drop_reasons(table: pd.DataFrame, columns: Sequence[Column]) -> dict[str, str]:
    """Return ``{name: reason}`` for variables that cannot tell customers apart.

    Examples
    --------
    >>> column = Column("visits", "Visits", Role.SEGMENTATION, Kind.COUNT)
    >>> drop_reasons(pd.DataFrame({"visits": [3.0, 3.0]}), [column])
    {'visits': 'the same for every customer'}
    >>> drop_reasons(pd.DataFrame({"visits": [0.3, 0.1 * 3]}), [column])
    {'visits': 'the same for every customer but for rounding'}
    """
    reasons = {}
    for column in columns:
        distinct = table[column.name].nunique(dropna=True)
        if distinct == 0:
            reasons[column.name] = "empty for every customer"
        elif distinct == 1:
            reasons[column.name] = "the same for every customer"
        elif not column.kind.is_text and _differs_by_rounding(table[column.name]):
            reasons[column.name] = "the same for every customer but for rounding"
        elif column.kind == Kind.CATEGORY and distinct > _most_levels(len(table)):
            reasons[column.name] = f"{distinct:,} different texts are no categories"
    return reasons


def _differs_by_rounding(values: pd.Series) -> bool:
    low, high = float(values.min()), float(values.max())
    return is_rounding(high - low, low, high)


def _most_levels(n: int) -> int:
    return int(min(100, max(10, np.sqrt(n))))


def _refuse_personal(columns: Sequence[Column], allowed: bool) -> None:
    personal = [column.source for column in columns if column.personal]
    if personal and not allowed:
        raise SettingsError(
            f"{', '.join(personal)} is a personal characteristic and would shape the segments.",
            "Leave it as a descriptor, or state your consent with allow_sensitive = true "
            "(--allow-sensitive); the report will say so.",
        )


def _listed(columns: Sequence[Column], reasons: dict[str, str]) -> str:
    if not columns:
        return "no column has the role 'segmentation'"
    return "; ".join(f"{column.source} is {reasons[column.name]}" for column in columns)
