"""The parts of the risk index: what is measured, and what each part weighs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers import Role, Schema
from smartcart.features import columns_behind, take_totals

__all__ = [
    "VISITS_PER_PURCHASE",
    "RiskPart",
    "find_parts",
    "list_parts",
    "measure_part",
    "measure_part_of_one",
    "measure_parts",
    "wish_parts",
]

_Floats = NDArray[np.float64]
_Numbers = TypeVar("_Numbers", _Floats, float)

VISITS_PER_PURCHASE = "visits_per_purchase"
_RECENCY, _VISITS = "recency_days", "visits_per_month"


@dataclass(frozen=True)
class RiskPart:
    """One part of the risk index.

    Attributes
    ----------
    feature : str
        Its name, in customer units.
    weight : float
        Before parts that a table does not have are left out.
    falling : bool
        Whether the smallest value is the riskiest.
    measures : tuple of str
        What it is made of.
    """

    feature: str
    weight: float
    falling: bool
    measures: tuple[str, ...]


def list_parts(frequency: str) -> tuple[RiskPart, ...]:
    """Return the parts of the risk index.

    Days since the last purchase (one half), purchases (three tenths, the fewest being the
    riskiest) and monthly web visits for each purchase (two tenths): who looks and does not buy.
    Recency weighs most since it is the one sign of the present; the others are habits.

    Parameters
    ----------
    frequency : str
        Name of the measure that says how often customers buy.

    Examples
    --------
    >>> [(part.feature, part.weight) for part in list_parts("n_purchases")]
    [('recency_days', 0.5), ('n_purchases', 0.3), ('visits_per_purchase', 0.2)]
    """
    return (
        RiskPart(_RECENCY, 0.5, False, (_RECENCY,)),
        RiskPart(frequency, 0.3, True, (frequency,)),
        RiskPart(VISITS_PER_PURCHASE, 0.2, False, (_VISITS, frequency)),
    )


def wish_parts(schema: Schema) -> tuple[RiskPart, ...]:
    """Return the parts that the risk index of a table would best have.

    Where a forecast was made of order dates, its parts take the place of the others: how likely a
    customer is to order again (six tenths, the least likely being the riskiest), and how overdue
    by the customer's own rhythm (four tenths). The first was chosen by how well it ranks, and
    the second says what has changed.

    Examples
    --------
    >>> from smartcart.customers import FOUNDING_SCHEMA
    >>> [part.feature for part in wish_parts(FOUNDING_SCHEMA)][:2]
    ['recency_days', 'n_purchases']
    """
    rank, overdue = schema.return_rank, schema.overdue
    forecast = (RiskPart(rank, 0.6, True, (rank,)), RiskPart(overdue, 0.4, False, (overdue,)))
    return tuple(part for part in forecast if part.feature) or list_parts(schema.frequency)


def find_parts(schema: Schema) -> tuple[RiskPart, ...]:
    """Return the parts whose columns a table has; none is made of a sensitive column.

    Examples
    --------
    >>> from smartcart.customers import FOUNDING_SCHEMA
    >>> personal = FOUNDING_SCHEMA.assign_roles({"Recency": "sensitive"})
    >>> [part.feature for part in find_parts(personal)]
    ['n_purchases', 'visits_per_purchase']
    """
    return tuple(
        part for part in wish_parts(schema) if all(_is_there(schema, m) for m in part.measures)
    )


def measure_parts(table: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Measure the parts of customers.

    Parameters
    ----------
    table : DataFrame
        Customers under our column names.

    Returns
    -------
    DataFrame of float64
        One column per part of `find_parts`, in customer units; NaN where not known.

    Examples
    --------
    >>> import smartcart
    >>> customers = smartcart.check_customers(smartcart.make_customers(50, seed=0))
    >>> measure_parts(customers.table, customers.schema).columns.tolist()
    ['recency_days', 'n_purchases', 'visits_per_purchase']
    """
    parts = find_parts(schema)
    totals = take_totals(table, schema, dict.fromkeys(m for part in parts for m in part.measures))
    return pd.DataFrame({part.feature: _measured(part, totals) for part in parts}, table.index)


def measure_part(part: RiskPart, totals: Sequence[_Numbers]) -> _Numbers:
    """Measure one part from its measures, in their order: of customers, or of one.

    Examples
    --------
    >>> _, _, looking = list_parts("n_purchases")
    >>> measure_part(looking, [np.array([8.0]), np.array([3.0])]).tolist()
    [2.0]
    """
    if part.feature != VISITS_PER_PURCHASE:
        return totals[0]
    visits, purchases = totals
    found: _Numbers = visits / (1 + np.maximum(purchases, 0))
    return found


def measure_part_of_one(part: RiskPart, totals: Sequence[float]) -> float:
    """Measure one part of one customer, the same to the last bit.

    Examples
    --------
    >>> _, _, looking = list_parts("n_purchases")
    >>> measure_part_of_one(looking, [8.0, 3.0])
    2.0
    """
    if part.feature != VISITS_PER_PURCHASE:
        return totals[0]
    visits, purchases = totals
    return visits / (1 + (0.0 if purchases < 0 else purchases))


def _measured(part: RiskPart, totals: pd.DataFrame) -> _Floats:
    return measure_part(part, [totals[name].to_numpy() for name in part.measures])


def _is_there(schema: Schema, measure: str) -> bool:
    names = columns_behind(schema, measure)
    return bool(names) and all(schema[name].role != Role.SENSITIVE for name in names)
