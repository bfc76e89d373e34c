"""What a model of response may know of a customer, and in which form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from smartcart.customers import Column, Customers, Kind, Role, Schema
from smartcart.features import measure_customers

__all__ = ["Predictors", "take_predictors"]


@dataclass(frozen=True)
class Predictors:
    """Measures that a model of response may use.

    Attributes
    ----------
    table : DataFrame of float64, indexed by customer id
        Missing values stay NaN.
    logged : tuple of str
        Columns that a linear model sees on a log scale: amounts and counts of behaviour.
    withheld : tuple of str
        Measures left out because they are personal; consent would add them.
    """

    table: pd.DataFrame
    logged: tuple[str, ...]
    withheld: tuple[str, ...]


def take_predictors(customers: Customers, *, allow_sensitive: bool = False) -> Predictors:
    """Take the measures that may predict a response.

    Behaviour, recency, tenure, income and children may; outcomes never. Age, partnership and
    whatever has the role ``sensitive`` only by consent. Texts without order are not used.

    Examples
    --------
    >>> import smartcart
    >>> customers = smartcart.check_customers(smartcart.make_customers(50, seed=0))
    >>> predictors = take_predictors(customers)
    >>> predictors.withheld, "recency_days" in predictors.table
    (('age_years', 'is_partnered'), True)
    """
    measures, schema = measure_customers(customers), customers.schema
    known = [name for name in measures if measures[name].min() < measures[name].max()]
    usable = [name for name in known if name not in _names(schema, _is_outcome)]
    personal = set() if allow_sensitive else _names(schema, _is_personal)
    taken = [name for name in usable if name not in personal]
    return Predictors(
        measures[taken],
        tuple(name for name in taken if name in _names(schema, _is_skewed)),
        tuple(name for name in usable if name in personal),
    )


def _names(schema: Schema, rule: Callable[[Column], bool]) -> set[str]:
    """Return the measures made from columns of which the rule is true, totals included."""
    names: set[str] = set()
    for column in schema.columns:
        if rule(column):
            names |= {_measure_name(column), column.adds_to}
            names |= {column.share} if rule is not _is_skewed else set()
    return names - {""}


def _measure_name(column: Column) -> str:
    if column.kind == Kind.BIRTH_YEAR:
        return "age_years"
    if column.kind == Kind.DATE:
        return "tenure_days"
    return "is_partnered" if column.name == "marital_status" else column.name


def _is_outcome(column: Column) -> bool:
    return column.role == Role.OUTCOME


def _is_personal(column: Column) -> bool:
    children = column.adds_to == "n_children"  # a household's need, not a trait of a person
    return column.role == Role.SENSITIVE or (column.personal and not children)


def _is_skewed(column: Column) -> bool:
    behaviour = column.role == Role.SEGMENTATION and column.kind == Kind.COUNT
    return column.kind == Kind.AMOUNT or behaviour
