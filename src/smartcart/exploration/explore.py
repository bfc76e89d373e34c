"""Customers -> Exploration: the facts of a table, before any segment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from smartcart.customers import Customers
from smartcart.exploration.curve import ValueCurve, measure_curve
from smartcart.exploration.describe import (
    describe_category,
    describe_days,
    describe_flag,
    describe_quantity,
)
from smartcart.exploration.facts import Facts, Notice
from smartcart.exploration.groups import Grouping, group_by_country, group_by_joining
from smartcart.exploration.levels import Coded, code_levels
from smartcart.exploration.mix import Mix, measure_mix
from smartcart.exploration.notices import find_notices
from smartcart.exploration.pairs import Matrix, Pair, measure_pairs
from smartcart.exploration.response import RESPONSE_NOTE, Response, measure_responses
from smartcart.exploration.rows import Category, Days, Flag, Quantity
from smartcart.exploration.variables import Variables, collect_variables
from smartcart.features import Features
from smartcart.profiles import Concentration, measure_concentration
from smartcart.shown import Shown
from smartcart.threads import FEW, in_threads

__all__ = ["Exploration", "explore_customers"]


@dataclass(frozen=True)
class Exploration(Shown):
    """The facts of a table, as plain data.

    Attributes
    ----------
    customers : int
    snapshot_date : str or None
        The day the table describes.
    quantities, categories, flags, days : tuples
        One row for each column and measure, by type.
    pairs : tuple of Pair
        How strongly variables go together, the strongest first.
    matrices : tuple of Matrix
        The same as tables, one for each measure of association.
    concentration : Concentration or None
        How unevenly value is spread; None where the table has no value.
    value_curve : ValueCurve or None
        The same as a curve; None with fewer than 50 customers of known value.
    mix : tuple of Mix
        What totals are made of.
    responses : tuple of Response
        The rate of each outcome by each variable, the largest spread first.
    response_note : str
        What these rates do not say.
    joining, country : Grouping or None
    families : mapping of str to str
        For each variable the total that it is a part or a share of; otherwise its own name.
    notices : tuple of Notice
        What is unusual, the strongest first.
    """

    customers: int
    snapshot_date: str | None
    quantities: tuple[Quantity, ...]
    categories: tuple[Category, ...]
    flags: tuple[Flag, ...]
    days: tuple[Days, ...]
    pairs: tuple[Pair, ...]
    matrices: tuple[Matrix, ...]
    concentration: Concentration | None
    value_curve: ValueCurve | None
    mix: tuple[Mix, ...]
    responses: tuple[Response, ...]
    response_note: str
    joining: Grouping | None
    country: Grouping | None
    families: Mapping[str, str]
    notices: tuple[Notice, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data that JSON can hold."""
        return asdict(self)


def explore_customers(customers: Customers, features: Features | None = None) -> Exploration:
    """Explore a table: distributions, pairs, concentration, mix, response, joining, country.

    Parameters
    ----------
    customers : Customers
        Any table; none of these has to be there, and no column has to shape segments.
    features : Features, optional
        Where they have been built already, their measures are used.

    Returns
    -------
    Exploration
        Missing values are counted and left out of the figure they are missing for. Nothing is
        said about a single customer.

    Examples
    --------
    >>> import smartcart
    >>> customers = smartcart.check_customers(smartcart.make_customers(500, seed=0))
    >>> found = explore_customers(customers)
    >>> [each.name for each in found.days], found.concentration.measure
    (['joined_on'], 'spend_total')
    """
    variables = collect_variables(customers, features)
    columns = variables.columns
    texts = {name: code_levels(text, columns[name]) for name, text in variables.texts.items()}
    pairs, matrices = measure_pairs(variables, texts)
    facts = _gather(customers, variables, texts, pairs)
    day, worth = customers.snapshot_date, variables.quantities.get(variables.value)
    return Exploration(
        customers=len(customers),
        snapshot_date=day.isoformat() if day else None,
        quantities=facts.quantities,
        categories=facts.categories,
        flags=facts.flags,
        days=facts.days,
        pairs=pairs,
        matrices=matrices,
        concentration=facts.concentration,
        value_curve=measure_curve(worth) if worth is not None else None,
        mix=facts.mix,
        responses=facts.responses,
        response_note=RESPONSE_NOTE,
        joining=group_by_joining(variables),
        country=group_by_country(variables, texts),
        families=dict(variables.families),
        notices=find_notices(facts),
    )


def _gather(
    customers: Customers,
    variables: Variables,
    texts: Mapping[str, Coded],
    pairs: tuple[Pair, ...],
) -> Facts:
    """Measure all that rules look at."""
    columns = variables.columns
    return Facts(
        n=len(customers),
        variables=variables,
        quantities=tuple(
            in_threads(
                lambda name: describe_quantity(
                    variables.quantities[name], columns[name], variables.places[name]
                ),
                variables.quantities,
                most=FEW,
            )
        ),
        categories=_categories(variables, texts),
        flags=tuple(describe_flag(x, columns[name]) for name, x in variables.flags.items()),
        days=tuple(describe_days(x, columns[name]) for name, x in variables.days.items()),
        pairs=pairs,
        concentration=_concentration(variables),
        mix=measure_mix(variables, customers.schema),
        responses=measure_responses(variables, texts),
    )


def _categories(variables: Variables, texts: Mapping[str, Coded]) -> tuple[Category, ...]:
    return tuple(
        describe_category(values, texts[name], variables.columns[name])
        for name, values in variables.texts.items()
    )


def _concentration(variables: Variables) -> Concentration | None:
    if not variables.value:
        return None
    return measure_concentration(variables.quantities[variables.value], variables.value)
