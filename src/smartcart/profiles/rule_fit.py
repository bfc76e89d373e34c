"""Segments -> the rules that restate them, judged on customers they were not learnt from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.tree import DecisionTreeClassifier

from smartcart.features import Features
from smartcart.profiles.borders import round_borders
from smartcart.profiles.rule_table import list_rule_measures, rule_table
from smartcart.profiles.rules import FAITHFUL, Condition, Rule, RuleMeasure, RuleTree, numbers

__all__ = ["restate_segments"]

_Ints = NDArray[np.int64]

#: People do not follow more questions than this.
_DEEPEST = 4
_FOLDS = 5
#: Customers the questions are learnt from; of more, those first in the order of a hash.
_LEARNT_FROM = 20_000
#: A rule for fewer customers than this, or than 1 % of them, is no rule.
_FEWEST = 5
#: An odd number, so that no two groups become one: it deals the folds another time.
_ANOTHER = np.uint64(0x9E3779B97F4A7C15)


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


def restate_segments(
    labels: pd.Series, features: Features, deepest: int = _DEEPEST
) -> RuleTree | None:
    """Restate segments as a shallow tree of questions in customer units.

    A decision tree (CART; Breiman, Friedman, Olshen & Stone 1984) asks about what shaped the
    segments (`rule_table`), at borders that people would say (`round_borders`). Parts that lead
    to one segment are joined again. Held-out accuracy is the share of customers placed rightly
    by rules, finished as they are read, that were learnt from the other four fifths; customers
    alike in all that is asked stay in one fold. Of the depths up to `deepest`, the first that
    reaches 0.9 is taken, or else the best; then folds are dealt anew, for the figure reported.

    Parameters
    ----------
    labels : Series of int of shape (n_customers,)
        Segment of each customer, 0 being the first (``S1``).
    features : Features
        Of the same customers. A missing value counts as the median.

    Returns
    -------
    RuleTree or None
        None with one segment, or with fewer than two different customers.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.features import build_features
    >>> features = build_features(smartcart.check_customers(smartcart.make_customers(400, seed=0)))
    >>> spenders = (features.measures["spend_total"] <= 500).astype(int)
    >>> tree = restate_segments(spenders, features)
    >>> tree.depth, tree.rules[0].conditions[0].measure, tree.fidelity > 0.95
    (1, 'spend_total', True)
    """
    codes = labels.to_numpy(dtype=np.int64)
    table = rule_table(features)
    groups = np.asarray(pd.util.hash_pandas_object(table, index=False).to_numpy(), np.uint64)
    if len(np.unique(codes)) < 2 or len(np.unique(groups)) < 2:
        return None
    learnt = _sampled(groups)
    sample, known, alike = table[learnt], codes[learnt], groups[learnt]
    depth = _choose_depth(features, sample, known, _deal(alike, known), deepest)
    # Dealt anew: figures that chose the depth would flatter it.
    fidelity = _accuracies(features, sample, known, _deal(alike * _ANOTHER, known), [depth])[0]
    return _counted(_Sheet.of(features, sample, known).grow(depth), table, codes, fidelity)


def _choose_depth(
    features: Features, table: pd.DataFrame, codes: _Ints, folds: _Ints, deepest: int
) -> int:
    """Return the first depth that is faithful out of fold, or else the best, the shallower one."""
    found = _accuracies(features, table, codes, folds, range(1, deepest + 1))
    faithful = [i for i, accuracy in enumerate(found) if accuracy >= FAITHFUL]
    return (faithful[0] if faithful else int(np.argmax(found))) + 1


def _accuracies(
    features: Features, table: pd.DataFrame, codes: _Ints, folds: _Ints, depths: Iterable[int]
) -> list[float]:
    """Return for each depth the share of customers placed rightly by rules learnt without them."""
    held = [folds == fold for fold in range(int(folds.max()) + 1)]
    sheets = [_Sheet.of(features, table[~each], codes[~each]) for each in held]
    own = [(table[each], _ids(codes[each])) for each in held]
    return [
        sum(
            int((sheet.grow(depth).place(rows) == ids).sum())
            for sheet, (rows, ids) in zip(sheets, own, strict=True)
        )
        / len(codes)
        for depth in depths
    ]


@dataclass(frozen=True)
class _Sheet:
    """Customers as the tree sees them."""

    measures: tuple[RuleMeasure, ...]
    questions: tuple[_Question, ...]
    X: NDArray[np.float64]
    codes: _Ints

    @classmethod
    def of(cls, features: Features, table: pd.DataFrame, codes: _Ints) -> _Sheet:
        """Return what may be asked of these customers, and their answers."""
        measures = list_rule_measures(features, table)
        questions = tuple(q for measure in measures for q in _questions(measure, table))
        answers = [question.codes(table) for question in questions] or [np.zeros(len(table))]
        return cls(measures, questions, np.column_stack(answers), codes)

    def grow(self, depth: int) -> RuleTree:
        """Return the rules of a tree of a depth, not yet counted."""
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


def _counted(tree: RuleTree, table: pd.DataFrame, codes: _Ints, fidelity: float) -> RuleTree:
    """Return the tree with how many customers each rule covers, and how many of them rightly."""
    ids, rules = _ids(codes), []
    for rule in tree.rules:
        covered = tree.covered(rule, table)
        n = int(covered.sum())
        share = float((ids[covered] == rule.segment_id).mean()) if n else 0.0
        rules.append(Rule(rule.segment_id, rule.conditions, n, share))
    rules.sort(key=lambda rule: (int(rule.segment_id[1:]), -rule.customers))
    largest = float(np.bincount(codes).max() / len(codes))
    return RuleTree(tuple(rules), tree.measures, tree.depth, fidelity, largest)


def _ids(codes: _Ints) -> NDArray[np.object_]:
    return np.array([f"S{code + 1}" for code in codes], dtype=object)


def _sampled(groups: NDArray[np.uint64]) -> NDArray[np.bool_]:
    if len(groups) <= _LEARNT_FROM:
        return np.ones(len(groups), dtype=bool)
    return np.asarray(groups <= np.partition(groups, _LEARNT_FROM)[_LEARNT_FROM])


def _deal(groups: NDArray[np.uint64], codes: _Ints) -> _Ints:
    """Deal customers into folds: those alike together, each segment spread evenly."""
    distinct, first, of_row = np.unique(groups, return_index=True, return_inverse=True)
    order = np.lexsort([distinct, codes[first]])
    folds = np.empty(len(distinct), dtype=np.int64)
    folds[order] = np.arange(len(distinct)) % min(_FOLDS, len(distinct))
    return np.asarray(folds[of_row], dtype=np.int64)
