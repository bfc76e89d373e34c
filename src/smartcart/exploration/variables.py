"""What of a table is explored, by type, and which columns each variable is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers import Column, Customers, Kind, Role, Schema
from smartcart.features import Features, Places, columns_behind, measure_customers

__all__ = ["Variables", "collect_variables"]

_Floats = NDArray[np.float64]

#: Kinds that the space compares on a log scale.
_LOG_KINDS = (Kind.AMOUNT, Kind.COUNT)


@dataclass(frozen=True)
class Variables:
    """Columns and measures of a table, by type.

    Attributes
    ----------
    quantities, flags : mapping of str to array of shape (n_customers,)
        Missing values are NaN; flags are 0 or 1.
    texts, days : mapping of str to Series
        Categories with or without order, and days.
    columns : mapping of str to Column
        What each variable is. One that is computed from several columns has no ``source``.
    made_of : mapping of str to frozenset of str
        The columns behind each variable; two with a column in common are related by arithmetic.
    families : mapping of str to str
        The total that a variable is a part or a share of; otherwise its own name.
    value : str
        The measure of what a customer is worth; empty where there is none.
    outcomes : tuple of str
        Flags that say what followed.
    places : mapping of str to Places
        The distinct values of each quantity, and where each customer stands among them.
    """

    quantities: Mapping[str, _Floats]
    texts: Mapping[str, pd.Series]
    flags: Mapping[str, _Floats]
    days: Mapping[str, pd.Series]
    columns: Mapping[str, Column]
    made_of: Mapping[str, frozenset[str]]
    families: Mapping[str, str]
    value: str
    outcomes: tuple[str, ...]
    places: Mapping[str, Places]

    def is_arithmetic(self, one: str, other: str) -> bool:
        """Return whether two variables are made of a common column."""
        return bool(self.made_of[one] & self.made_of[other])


def collect_variables(customers: Customers, features: Features | None = None) -> Variables:
    """Sort the columns of a table, and the measures made of them, by type.

    Parameters
    ----------
    features : Features, optional
        Their measures are used where they are given; otherwise they are computed. No column has
        to have the role ``segmentation``.

    Examples
    --------
    >>> import smartcart
    >>> customers = smartcart.check_customers(smartcart.make_customers(50, seed=0))
    >>> found = collect_variables(customers)
    >>> list(found.texts), list(found.days), found.outcomes
    (['education', 'marital_status'], ['joined_on'], ('has_complained', 'has_responded'))
    >>> sorted(found.made_of["share_web"])
    ['n_catalog_purchases', 'n_store_purchases', 'n_web_purchases']
    """
    schema, table = customers.schema, customers.table
    measures = measure_customers(customers) if features is None else features.measures
    columns = dict(_columns(schema, measures))
    values = {name: measures[name] if name in measures else table[name] for name in columns}
    quantities = _of_kind(columns, values, (*_LOG_KINDS, Kind.NUMBER, Kind.BIRTH_YEAR))
    known = features.places if features is not None else {}
    return Variables(
        quantities=quantities,
        texts={n: table[n] for n, c in columns.items() if c.kind.is_text},
        flags=_of_kind(columns, values, (Kind.FLAG,)),
        days={n: table[n] for n, c in columns.items() if c.kind == Kind.DATE},
        columns=columns,
        made_of={name: _made_of(schema, name) for name in columns},
        families={name: _family(schema, name) for name in columns},
        value=schema.value if schema.value in quantities else "",
        outcomes=tuple(c.name for c in schema.with_role(Role.OUTCOME) if c.kind == Kind.FLAG),
        places={name: known.get(name) or Places.of(x) for name, x in quantities.items()},
    )


def _of_kind(
    columns: Mapping[str, Column], values: Mapping[str, pd.Series], kinds: tuple[Kind, ...]
) -> dict[str, _Floats]:
    wanted = [name for name, column in columns.items() if column.kind in kinds]
    return {name: values[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in wanted}


def _columns(schema: Schema, measures: pd.DataFrame) -> Iterator[tuple[str, Column]]:
    """Yield what each variable is: measures first, then columns that are no measure."""
    for name in measures:
        yield str(name), schema[name] if name in schema else _measure(schema, str(name))
    for column in schema.columns:
        is_aged = column.kind == Kind.BIRTH_YEAR and "age_years" in measures
        if column.role != Role.ID and column.name not in measures and not is_aged:
            yield column.name, column


def _measure(schema: Schema, name: str) -> Column:
    """Return a measure as a column; a total is compared on the scale of its parts."""
    made_of = sorted(_made_of(schema, name))
    parts = columns_behind(schema, name)
    is_log = bool(parts) and all(schema[part].kind in _LOG_KINDS for part in parts)
    kind = Kind.AMOUNT if is_log else Kind.NUMBER
    kind = Kind.FLAG if name == "is_partnered" else kind
    source = schema[made_of[0]].source if len(made_of) == 1 else ""
    return Column(name, source, Role.DESCRIPTOR, kind)


def _made_of(schema: Schema, name: str) -> frozenset[str]:
    if name in schema:
        return frozenset({name})
    if name == "purchases_per_visit":
        return frozenset({*columns_behind(schema, schema.frequency), "visits_per_month"})
    if name == "is_partnered":
        return frozenset({"marital_status"})
    kind = {"age_years": Kind.BIRTH_YEAR, "tenure_days": Kind.DATE}.get(name)
    if kind is not None:
        return frozenset(column.name for column in schema.columns if column.kind == kind)
    shared = next((c for c in schema.columns if c.share == name), None)
    if shared is not None:
        whole = shared.share_of or shared.adds_to
        return frozenset({shared.name, *columns_behind(schema, whole)})
    return frozenset(columns_behind(schema, name))


def _family(schema: Schema, name: str) -> str:
    if name == "purchases_per_visit":
        return schema.frequency
    if name == "is_partnered":
        return "marital_status"
    for column in schema.columns:
        if name in (column.name, column.share):
            return column.adds_to or column.share_of or name
    return name
