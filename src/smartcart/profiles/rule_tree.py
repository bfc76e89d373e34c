"""Customers and their segments -> the rules of one tree, not yet counted or judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.features import Features
from smartcart.profiles.borders import round_borders
from smartcart.profiles.rule_table import list_rule_measures
from smartcart.profiles.rules import Condition, Rule, RuleMeasure, RuleTree, numbers

if TYPE_CHECKING:
    from sklearn.tree import DecisionTreeClassifier

__all__ = ["RuleSheet", "load_trees"]

_Ints = NDArray[np.int64]

#: A rule for fewer customers than this, or than 1 % of them, is no rule.
_FEWEST = 5


def load_trees() -> None:
    """Load what grows trees, which takes longer than growing them."""
    import sklearn.tree  # noqa: F401


@dataclass(frozen=True)
class _Question:
    """A column of the tree: a measure (or a level of it) and where it may be divided."""

    measure: RuleMeasure
    level: str
    borders: NDArray[np.float64]

    def codes(self, table: pd.DataFrame) -> NDArray[np.float64]:
        """Return the number of borders below each customer."""
        below = np.searchsorted(self.borders, numbers(table, self.measure, self.level))
        return np.asarray(below, dtype=np.float64)


@dataclass(frozen=True)
class RuleSheet:
    """Customers as the tree sees them."""

    measures: tuple[RuleMeasure, ...]
    questions: tuple[_Question, ...]
    X: NDArray[np.float64]
    codes: _Ints

    @classmethod
    def of(cls, features: Features, table: pd.DataFrame, codes: _Ints) -> RuleSheet:
        """Return what may be asked of these customers, and their answers."""
        measures = list_rule_measures(features, table)
        questions = tuple(q for measure in measures for q in _questions(measure, table))
        answers = [question.codes(table) for question in questions] or [np.zeros(len(table))]
        return cls(measures, questions, np.column_stack(answers), codes)

    def grow(self, depth: int) -> RuleTree:
        """Return the rules of a tree of a depth, not yet counted."""
        from sklearn.tree import DecisionTreeClassifier

        fewest = max(_FEWEST, len(self.codes) // 100)
        model = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=fewest, random_state=0)
        leaves = list(_Reader(model.fit(self.X, self.codes), self.questions).leaves(0, {}))
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


class _Reader:
    """A fitted tree, read as rules."""

    def __init__(self, model: DecisionTreeClassifier, questions: tuple[_Question, ...]) -> None:
        self._tree, self._classes = model.tree_, model.classes_
        self._questions = questions

    def leaves(self, node: int, way: _Way, level: int = 0) -> Iterator[_Leaf]:
        """Yield segment, conditions and depth below a node; parts of one segment are joined."""
        reached = {int(self._classes[leaf]) for leaf in self._reached(node)}
        if len(reached) == 1:
            yield reached.pop(), self._conditions(way), level
            return
        asked = int(self._tree.feature[node])
        border = float(self._questions[asked].borders[int(self._tree.threshold[node])])
        above, at_most = way.get(asked, (None, None))
        # A later question of the same measure is the narrower one, so it takes the place.
        left, right = {**way, asked: (above, border)}, {**way, asked: (border, at_most)}
        yield from self.leaves(int(self._tree.children_left[node]), left, level + 1)
        yield from self.leaves(int(self._tree.children_right[node]), right, level + 1)

    def _reached(self, node: int) -> Iterator[int]:
        left, right = int(self._tree.children_left[node]), int(self._tree.children_right[node])
        if left == right:
            yield int(self._tree.value[node][0].argmax())
        else:
            yield from self._reached(left)
            yield from self._reached(right)

    def _conditions(self, way: _Way) -> tuple[Condition, ...]:
        return tuple(
            Condition(self._questions[i].measure.name, *bounds, self._questions[i].level)
            for i, bounds in sorted(way.items())
        )
