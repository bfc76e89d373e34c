"""Segments -> the rules that restate them, judged on customers they were not learnt from."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.features import Features
from smartcart.profiles.rule_table import rule_table
from smartcart.profiles.rule_tree import RuleSheet
from smartcart.profiles.rules import FAITHFUL, Rule, RuleTree

__all__ = ["restate_segments"]

_Ints = NDArray[np.int64]

#: People do not follow more questions than this.
_DEEPEST = 4
_FOLDS = 5
#: Customers the questions are learnt from; of more, those first in the order of a hash.
_LEARNT_FROM = 20_000
#: An odd number, so that no two groups become one: it deals the folds another time.
_ANOTHER = np.uint64(0x9E3779B97F4A7C15)


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
    if (codes == codes[0]).all() or (groups == groups[0]).all():
        return None
    learnt = _sampled(groups)
    sample, known, alike = table[learnt], codes[learnt], groups[learnt]
    depth = _choose_depth(features, sample, known, _deal(alike, known), deepest)
    # Dealt anew: figures that chose the depth would flatter it.
    fidelity = _accuracies(features, sample, known, _deal(alike * _ANOTHER, known), [depth])[0]
    return _counted(RuleSheet.of(features, sample, known).grow(depth), table, codes, fidelity)


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
    sheets = [RuleSheet.of(features, table[~each], codes[~each]) for each in held]
    own = [(table[each], _ids(codes[each])) for each in held]
    return [
        sum(
            int((sheet.grow(depth).place(rows) == ids).sum())
            for sheet, (rows, ids) in zip(sheets, own, strict=True)
        )
        / len(codes)
        for depth in depths
    ]


def _counted(tree: RuleTree, table: pd.DataFrame, codes: _Ints, fidelity: float) -> RuleTree:
    """Return the tree with how many customers each rule covers, and how many of them rightly."""
    rules = []
    for rule in tree.rules:
        covered = tree.covered(rule, table)
        n = int(covered.sum())
        own = codes == int(rule.segment_id[1:]) - 1
        share = float((own & covered).sum() / n) if n else 0.0
        rules.append(Rule(rule.segment_id, rule.conditions, n, share))
    rules.sort(key=lambda rule: (int(rule.segment_id[1:]), -rule.customers))
    largest = float(np.bincount(codes).max() / len(codes))
    return RuleTree(tuple(rules), tree.measures, tree.depth, fidelity, largest)


def _ids(codes: _Ints) -> NDArray[np.object_]:
    names = np.array([f"S{i + 1}" for i in range(int(codes.max(initial=-1)) + 1)], dtype=object)
    return names[codes]


def _sampled(groups: NDArray[np.uint64]) -> NDArray[np.bool_]:
    if len(groups) <= _LEARNT_FROM:
        return np.ones(len(groups), dtype=bool)
    chosen = groups <= np.partition(groups, _LEARNT_FROM)[_LEARNT_FROM]
    varied = len(np.unique(groups[chosen])) > 1
    return np.asarray(chosen if varied else np.ones(len(groups), dtype=bool))


def _deal(groups: NDArray[np.uint64], codes: _Ints) -> _Ints:
    """Deal customers into folds: those alike together, each segment spread evenly."""
    distinct, first, of_row = np.unique(groups, return_index=True, return_inverse=True)
    order = np.lexsort([distinct, codes[first]])
    folds = np.empty(len(distinct), dtype=np.int64)
    folds[order] = np.arange(len(distinct)) % min(_FOLDS, len(distinct))
    return np.asarray(folds[of_row], dtype=np.int64)
