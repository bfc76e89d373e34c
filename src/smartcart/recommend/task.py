"""One task: every method judged by what was bought later, against what sells most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.recommend.judge import METRICS, difference_interval, judge_lists, top_products
from smartcart.recommend.methods import METHODS, Fitted
from smartcart.recommend.truth import Task, Truth
from smartcart.recommend.winner import find_winner, say_winner

__all__ = ["TaskResult", "judge_task"]

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


def judge_task(
    fitted: Fitted, truth: Truth, weights: Mapping[str, float], task: Task, segments: pd.Series
) -> TaskResult:
    """Judge every method, and the blend with these weights.

    Parameters
    ----------
    fitted : Fitted
    truth : Truth
    weights : mapping of str to float
        Of the blend, for this task.
    task : {'new', 'all'}
    segments : Series
        Segment by customer id.
    """
    judged = {name: _judge(fitted, truth, weights, task, name) for name in (*METHODS, "blend")}
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
    fitted: Fitted, truth: Truth, weights: Mapping[str, float], task: Task, method: str
) -> tuple[dict[str, _Floats], float, NDArray[np.bool_]]:
    """Return the metrics per customer, the coverage, and which customers have anything to find."""
    offered = np.zeros(len(fitted.purchases.products), dtype=bool)
    found: list[dict[str, _Floats]] = []
    kept: list[NDArray[np.bool_]] = []
    for block in truth.blocks():
        relevant = truth.relevant(block, task)
        scores = fitted.scores(method, truth.rows[block], weights)
        if task == "new":
            scores = np.where(truth.taken(block), -np.inf, scores)
        has = relevant.sum(axis=1) > 0
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
