"""Customers and their segments -> the rules of one tree, not yet counted or judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.features import Features
from smartcart.profiles.borders import round_borders
from smartcart.profiles.cart import Node, grow_tree
from smartcart.profiles.rule_table import list_rule_measures
from smartcart.profiles.rules import Condition, Rule, RuleMeasure, RuleTree, numbers

__all__ = ["RuleSheet"]

_Ints = NDArray[np.int64]

#: A rule for fewer customers than this, or than 1 % of them, is no rule.
_FEWEST = 5


@dataclass(frozen=True)
class _Question:
    """A column of the tree: a measure (or a level of it) and where it may be divided."""

    measure: RuleMeasure
    level: str
    borders: NDArray[np.float64]

    def codes(self, table: pd.DataFrame) -> _Ints:
        """Return the number of borders below each customer."""
        below = np.searchsorted(self.borders, numbers(table, self.measure, self.level))
        return np.asarray(below, dtype=np.int64)


@dataclass(frozen=True)
class RuleSheet:
    """Customers as the tree sees them."""

    measures: tuple[RuleMeasure, ...]
    questions: tuple[_Question, ...]
    X: _Ints
    codes: _Ints

    @classmethod
    def of(cls, features: Features, table: pd.DataFrame, codes: _Ints) -> RuleSheet:
        """Return what may be asked of these customers, and their answers."""
        measures = list_rule_measures(features, table)
        questions = tuple(q for measure in measures for q in _questions(measure, table))
        answers = [question.codes(table) for question in questions] or [
            np.zeros(len(table), np.int64)
        ]
        return cls(measures, questions, np.column_stack(answers), codes)

    def grow(self, depth: int) -> RuleTree:
        """Return the rules of a tree of a depth, not yet counted."""
        fewest = max(_FEWEST, len(self.codes) // 100)
        tree = grow_tree(self.X, self.codes, depth, fewest)
        leaves = list(_Reader(self.questions).leaves(tree, {}))
        rules = tuple(Rule(f"S{own + 1}", asked, 0, float("nan")) for own, asked, _ in leaves)
        names = {condition.measure for rule in rules for condition in rule.conditions}
        used = tuple(measure for measure in self.measures if measure.name in names)
        unknown = float("nan")
        return RuleTree(rules, used, max(level for *_, level in leaves), unknown, unknown)


def _questions(measure: RuleMeasure, table: pd.DataFrame) -> Iterator[_Question]:
    if measure.form == "nominal":
        for level in sorted(map(str, table[measure.name].dropna().unique())):
            yield _Question(measure, level, np.zeros(1))
        return
    borders = round_borders(table[measure.name].to_numpy(dtype=np.float64))
    if len(borders):
        yield _Question(measure, "", borders)


#: Interval of each question on the way down: above, at most.
_Way = dict[int, tuple[float | None, float | None]]
_Leaf = tuple[int, tuple[Condition, ...], int]


@dataclass(frozen=True)
class _Reader:
    """Reads a tree as rules."""

    questions: tuple[_Question, ...]

    def leaves(self, node: Node, way: _Way, level: int = 0) -> Iterator[_Leaf]:
        """Yield segment, conditions and depth below a node; parts of one segment are joined."""
        reached = set(node.classes())
        if node.split is None or len(reached) == 1:
            yield reached.pop(), self._conditions(way), level
            return
        asked = node.split.column
        border = float(self.questions[asked].borders[node.split.border])
        above, at_most = way.get(asked, (None, None))
        # A later question of the same measure is the narrower one, so it takes the place.
        low, high = {**way, asked: (above, border)}, {**way, asked: (border, at_most)}
        yield from self.leaves(node.split.low, low, level + 1)
        yield from self.leaves(node.split.high, high, level + 1)

    def _conditions(self, way: _Way) -> tuple[Condition, ...]:
        return tuple(
            Condition(self.questions[i].measure.name, *bounds, self.questions[i].level)
            for i, bounds in sorted(way.items())
        )
