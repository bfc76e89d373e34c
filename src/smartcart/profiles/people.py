"""What is known of people: age band, household, and other personal characteristics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from smartcart.customers import Customers, Kind, Role, Schema
from smartcart.features import measure_customers

__all__ = ["describe_people"]

_AGES = [-np.inf, 29, 44, 59, np.inf]
_AGE_BANDS = ["below 30", "30 to 44", "45 to 59", "60 and over"]
_CHILDREN = [-np.inf, 0, 1, np.inf]
_CHILDREN_BANDS = ["no children", "one child", "two or more"]


def describe_people(customers: Customers) -> pd.DataFrame:
    """Return what is known of people: age band, children, partner, and other personal texts.

    Returns
    -------
    DataFrame of text, indexed by customer id
        Only traits that the table has; not known stays missing.

    Examples
    --------
    >>> import smartcart
    >>> customers = smartcart.check_customers(smartcart.make_customers(50, seed=0))
    >>> list(describe_people(customers))
    ['age', 'children', 'partner', 'marital status']
    """
    return pd.DataFrame(dict(_traits(customers)), index=customers.table.index)


def _traits(customers: Customers) -> Iterator[tuple[str, pd.Series]]:
    # Only of the columns that say what people are: a million customers are measured fast.
    columns = tuple(c for c in customers.schema.columns if c.personal or c.role == Role.SENSITIVE)
    personal = Schema(columns, value="", frequency="")
    measures = measure_customers(replace(customers, schema=personal))
    if "age_years" in measures:
        yield "age", pd.cut(measures["age_years"], _AGES, labels=_AGE_BANDS)
    if "n_children" in measures:
        yield "children", pd.cut(measures["n_children"], _CHILDREN, labels=_CHILDREN_BANDS)
    if "is_partnered" in measures:
        yield "partner", measures["is_partnered"].map({1.0: "with a partner", 0.0: "without"})
    for column in columns:
        if column.kind.is_text or column.kind == Kind.FLAG:
            yield column.name.replace("_", " "), customers.table[column.name]
