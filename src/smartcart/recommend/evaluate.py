"""Every method judged on the time after a split, against what sells most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.errors import DataError, SettingsError
from smartcart.orders import OrderLines
from smartcart.recommend.cold import judge_newcomers
from smartcart.recommend.judge import METRICS, difference_interval, judge_lists, top_products
from smartcart.recommend.methods import METHODS, Fitted, fit_methods
from smartcart.recommend.origins import default_split
from smartcart.recommend.purchases import lines_before, lines_from, make_purchases
from smartcart.recommend.segments import LearnSegments, learn_fifths
from smartcart.recommend.truth import TASKS, Task, Truth, make_truth
from smartcart.recommend.tune import Tuning, tune_blend
from smartcart.recommend.winner import find_winner, say_winner

__all__ = ["RecommenderEvaluation", "TaskResult", "evaluate_recommender"]

_Floats = NDArray[np.float64]

#: Days of purchase from which a group of customers begins.
_HISTORIES = {"1": 1, "2 to 3": 2, "4 to 9": 4, "10 or more": 10}

#: Whom every method is compared with, by what stands before the names of the columns.
_RIVALS = {"": "popularity", "segment_": "segment_popularity", "bm25_": "bm25"}


@dataclass(frozen=True)
class TaskResult:
    """How good every method is at one task.

    Attributes
    ----------
    customers : int
        Customers judged: known before the split, with a product to find after it.
    methods : DataFrame, indexed by method
        ``hit_rate``, ``ndcg``, ``map`` at 10; ``coverage``, the share of all products that were
        offered to anybody; ``difference``, ``low``, ``high``: nDCG less that of popularity, with
        its 95 % interval; ``segment_difference``, ``segment_low``, ``segment_high``: less that of
        segment popularity; ``bm25_difference``, ``bm25_low``, ``bm25_high``: less that of BM25.
    by_history, by_segment : DataFrame, indexed by group
        ``customers``, and the nDCG of every method.
    winner : str
        The method of the highest nDCG among those surely ahead of popularity; else
        ``popularity``.
    sentence : str
    """

    customers: int
    methods: pd.DataFrame
    by_history: pd.DataFrame
    by_segment: pd.DataFrame
    winner: str
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "customers": self.customers,
            "methods": self.methods.to_dict(orient="index"),
            "by_history": self.by_history.to_dict(orient="index"),
            "by_segment": self.by_segment.to_dict(orient="index"),
            "winner": self.winner,
            "sentence": self.sentence,
        }


@dataclass(frozen=True)
class RecommenderEvaluation:
    """Methods fitted before a day, and judged from it on.

    Attributes
    ----------
    split, end : date
        Judged are lines from `split` to the day before `end`.
    products : int
        The catalogue: products bought before the split.
    tuning : Tuning
        The weights of the blend, found before the split.
    tasks : mapping of Task to TaskResult
        ``new``: products new to the customer. ``all``: those bought before count, too.
    newcomers : DataFrame, indexed by what is known of them
        Customers whose first order lies after the split: ``customers``, nDCG at 10 of
        ``popularity`` and ``segment_popularity``, and their ``difference``, ``low``, ``high``.
    """

    split: date
    end: date
    products: int
    tuning: Tuning
    tasks: Mapping[Task, TaskResult]
    newcomers: pd.DataFrame

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "split": self.split.isoformat(),
            "end": self.end.isoformat(),
            "products": self.products,
            "weights": {task: dict(each) for task, each in self.tuning.weights.items()},
            "tasks": {task: result.to_dict() for task, result in self.tasks.items()},
            "newcomers": self.newcomers.to_dict(orient="index"),
        }


def evaluate_recommender(
    lines: OrderLines,
    split: date | None = None,
    learn_segments: LearnSegments = learn_fifths,
) -> RecommenderEvaluation:
    """Fit every method to the lines before a day, and judge it by the lines from it on.

    Judged are customers known before the split who bought after it, ten products each; a product
    counts as found when it was bought at all. Segments, weights of the blend and all else come from
    the lines before the split alone.

    Parameters
    ----------
    lines : OrderLines
        With a product column.
    split : date, optional
        The last 100 days are judged when not given, or the last third if that is less.
    learn_segments : callable
        As in `fit_recommender`.

    Returns
    -------
    RecommenderEvaluation

    Raises
    ------
    SettingsError
        When no purchase lies before the split, or none after it.
    DataError
        When no customer is known before the split and bought after it.
    MissingExtraError
        When ``implicit`` is not installed.

    Examples
    --------
    >>> from smartcart import make_orders
    >>> from smartcart.orders import check_lines
    >>> evaluation = evaluate_recommender(check_lines(make_orders(300)))
    >>> list(evaluation.tasks), evaluation.tasks["all"].methods.columns[:3].tolist()
    (['new', 'all'], ['hit_rate', 'ndcg', 'map'])
    """
    split = default_split(lines) if split is None else split
    before, later = lines_before(lines, split), lines_from(lines, split)
    _check_split(lines, before, later, split)
    past = make_purchases(before)
    truth = make_truth(past, later)
    if not len(truth.rows):
        raise DataError(
            f"None of the {len(past.customers):,} customers who bought before {split} bought a "
            "known product after it: nothing can be judged.",
            "Give another day to --split, or leave out --evaluate.",
        )
    tuning = tune_blend(before, learn_segments)
    place = learn_segments(before)
    segments = place(before)
    fitted = fit_methods(past, segments, tuning.prior)
    tasks = {task: _judge_task(fitted, truth, tuning, task, segments) for task in TASKS}
    newcomers = judge_newcomers(fitted, before, later, place)
    return RecommenderEvaluation(
        split, lines.account.as_of, len(past.products), tuning, tasks, newcomers
    )


def _check_split(lines: OrderLines, before: OrderLines, later: OrderLines, split: date) -> None:
    sides = {"before it": before, "from it on": later}
    for where in (where for where, side in sides.items() if side.table["is_return"].all()):
        raise SettingsError(
            f"No purchase lies {where}: the split is {split}, the purchases are from "
            f"{lines.account.first} to {lines.account.last}.",
            "Give a day between them to --split.",
        )


def _judge_task(
    fitted: Fitted, truth: Truth, tuning: Tuning, task: Task, segments: pd.Series
) -> TaskResult:
    judged = {name: _judge(fitted, truth, tuning, task, name) for name in (*METHODS, "blend")}
    rows = truth.rows[next(iter(judged.values()))[2]]
    ndcg = {name: each[0]["ndcg"] for name, each in judged.items()}
    table = pd.DataFrame({name: _summed(*each[:2], ndcg) for name, each in judged.items()}).T
    winner = find_winner(table)
    return TaskResult(
        customers=len(rows),
        methods=table.rename_axis("method"),
        by_history=_by_history(fitted, rows, ndcg),
        by_segment=_by_group(
            segments.reindex(fitted.purchases.customers[rows]).fillna("none").to_numpy(), ndcg
        ).sort_index(),
        winner=winner,
        sentence=say_winner(table, winner, task),
    )


def _judge(
    fitted: Fitted, truth: Truth, tuning: Tuning, task: Task, method: str
) -> tuple[dict[str, _Floats], float, NDArray[np.bool_]]:
    """Return the metrics per customer, the coverage, and which customers have anything to find."""
    offered = np.zeros(len(fitted.purchases.products), dtype=bool)
    found: list[dict[str, _Floats]] = []
    kept: list[NDArray[np.bool_]] = []
    for block in truth.blocks():
        relevant = truth.relevant(block, task)
        scores = fitted.scores(method, truth.rows[block], tuning.weights[task])
        if task == "new":
            scores = np.where(truth.taken(block), -np.inf, scores)
        has = relevant.any(axis=1)
        top, relevant = top_products(scores[has]), relevant[has]
        offered[top[top >= 0]] = True
        hits = np.take_along_axis(relevant, top, axis=1) & (top >= 0)
        found.append(judge_lists(hits, relevant.sum(axis=1)))
        kept.append(has)
    metrics = {name: np.concatenate([each[name] for each in found]) for name in METRICS}
    return metrics, float(offered.mean()), np.concatenate(kept)


def _summed(
    metrics: Mapping[str, _Floats], coverage: float, ndcg: Mapping[str, _Floats]
) -> dict[str, float]:
    made = {name: float(values.mean()) for name, values in metrics.items()}
    made["coverage"] = coverage
    for prefix, rival in _RIVALS.items():
        ahead = difference_interval(metrics["ndcg"], ndcg[rival])
        made |= dict(
            zip((f"{prefix}difference", f"{prefix}low", f"{prefix}high"), ahead, strict=True)
        )
    return made


def _by_history(
    fitted: Fitted, rows: NDArray[np.int64], ndcg: Mapping[str, _Floats]
) -> pd.DataFrame:
    past = fitted.purchases
    days = np.unique(np.column_stack([past.customer, past.day]), axis=0)[:, 0]
    n_days = np.bincount(days, minlength=len(past.customers))[rows]
    group = np.searchsorted(list(_HISTORIES.values()), n_days, side="right") - 1
    table = _by_group(np.array(list(_HISTORIES))[group], ndcg)
    return table.loc[[name for name in _HISTORIES if name in table.index]]


def _by_group(groups: NDArray[Any], ndcg: Mapping[str, _Floats]) -> pd.DataFrame:
    by_group = pd.DataFrame(ndcg).groupby(np.asarray(groups, dtype=object))
    means = by_group.mean()
    means.insert(0, "customers", by_group.size())
    return means.rename_axis("group")
