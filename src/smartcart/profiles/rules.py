"""Segments as rules over customer units: data that places customers, without a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.errors import DataError
from smartcart.shown import Shown

__all__ = ["FAITHFUL", "Condition", "Rule", "RuleMeasure", "RuleTree"]

#: From this share of held-out customers on, the rules may be said to restate the segments.
FAITHFUL = 0.9


@dataclass(frozen=True)
class RuleMeasure:
    """A measure that rules ask about.

    Attributes
    ----------
    name : str
    form : str
        ``amount``, ``count``, ``flag``, ``ordinal`` (its values number `levels`) or ``nominal``
        (its values are texts).
    typical : float
        Lower median of the customers the rules were learnt from; it stands in for a missing value.
    levels : tuple of str
        Words of an ordinal measure, lowest first.
    """

    name: str
    form: str
    typical: float = 0.0
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """What a rule asks of one measure: more than `above`, and no more than `at_most`.

    With a `level`, the measure is nominal and counts as 1 where it is that level, else as 0.
    """

    measure: str
    above: float | None = None
    at_most: float | None = None
    level: str = ""

    def holds(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Say where the condition holds; no value may be missing.

        Examples
        --------
        >>> Condition("spend_total", above=400, at_most=800).holds(np.array([400.0, 800.0]))
        array([False,  True])
        """
        low = -np.inf if self.above is None else self.above
        high = np.inf if self.at_most is None else self.at_most
        return np.asarray((values > low) & (values <= high))


@dataclass(frozen=True)
class Rule:
    """Conditions that hold together, and the segment of the customers they hold for.

    ``customers`` is how many of those learnt from it covers, ``precision`` the share of them
    (0 to 1) that are indeed in the segment.
    """

    segment_id: str
    conditions: tuple[Condition, ...]
    customers: int
    precision: float


@dataclass(frozen=True)
class RuleTree(Shown):
    """Rules that together hold for every customer, each customer falling under exactly one.

    Attributes
    ----------
    rules : tuple of Rule
        By segment, the largest first.
    measures : tuple of RuleMeasure
        What the rules ask about.
    depth : int
        Largest number of questions that lead to a rule.
    fidelity : float
        Share of held-out customers (0 to 1) whose segment rules of this depth, learnt without
        them, state rightly.
    largest_share : float
        Share of the largest segment: what one rule for everybody would reach.

    Examples
    --------
    >>> tree = RuleTree(
    ...     (Rule("S1", (Condition("orders", above=4),), 40, 0.95),
    ...      Rule("S2", (Condition("orders", at_most=4),), 60, 0.9)),
    ...     (RuleMeasure("orders", "count", typical=3.0),), 1, 0.92, 0.6)
    >>> tree.place(pd.DataFrame({"orders": [5.0, 4.0, float("nan")]})).tolist()
    ['S1', 'S2', 'S2']
    """

    rules: tuple[Rule, ...]
    measures: tuple[RuleMeasure, ...]
    depth: int
    fidelity: float
    largest_share: float

    @property
    def n_customers(self) -> int:
        """Customers the rules were learnt from."""
        return sum(rule.customers for rule in self.rules)

    @property
    def is_faithful(self) -> bool:
        """Whether the rules may stand for the segments."""
        return self.fidelity >= FAITHFUL

    def place(self, table: pd.DataFrame) -> pd.Series:
        """Return the segment that the rules state for each customer.

        Parameters
        ----------
        table : DataFrame of shape (n_customers, n_measures)
            The measures in customer units, such as ``Features.measures``; a nominal one holds
            its texts. A missing value counts as the typical one, a missing text as no level.

        Raises
        ------
        DataError
            When a measure that the rules ask about is not a column.
        """
        missing = [each.name for each in self.measures if each.name not in table]
        if missing:
            raise DataError(
                f"The rules ask about {', '.join(missing)}, which these customers do not have.",
                "Give the measures of customers that were read with the same schema.",
            )
        found = np.full(len(table), "", dtype=object)
        for rule in self.rules:
            found[self.covered(rule, table)] = rule.segment_id
        return pd.Series(found, index=table.index, name="segment_id")

    def covered(self, rule: Rule, table: pd.DataFrame) -> NDArray[np.bool_]:
        """Say for which customers all conditions of a rule hold."""
        by_name = {each.name: each for each in self.measures}
        covered = np.ones(len(table), dtype=bool)
        for condition in rule.conditions:
            covered &= condition.holds(numbers(table, by_name[condition.measure], condition.level))
        return covered

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RuleTree:
        """Return the rules whose `dataclasses.asdict` is the data."""
        rules = tuple(
            Rule(**{**each, "conditions": tuple(Condition(**c) for c in each["conditions"])})
            for each in data["rules"]
        )
        measures = (RuleMeasure(**{**m, "levels": tuple(m["levels"])}) for m in data["measures"])
        return cls(**{**data, "rules": rules, "measures": tuple(measures)})


def numbers(table: pd.DataFrame, measure: RuleMeasure, level: str = "") -> NDArray[np.float64]:
    """Return a measure as numbers without gaps: its values, or 1 where it is the level.

    Examples
    --------
    >>> table = pd.DataFrame({"plan": ["pro", None]})
    >>> numbers(table, RuleMeasure("plan", "nominal"), "pro").tolist()
    [1.0, 0.0]
    """
    values = table[measure.name]
    if measure.form == "nominal":
        return np.asarray(values.astype(object).eq(level).to_numpy(), dtype=np.float64)
    return np.asarray(values.fillna(measure.typical).to_numpy(), dtype=np.float64)
