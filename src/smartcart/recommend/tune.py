"""Weights of the blend, chosen by a backtest inside the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from smartcart.orders import OrderLines
from smartcart.recommend.candidates import Candidates, gather_candidates
from smartcart.recommend.judge import judge_lists, top_products
from smartcart.recommend.methods import BLENDED, fit_methods
from smartcart.recommend.popularity import SegmentPopularity, fit_segment_popularity
from smartcart.recommend.purchases import lines_before, lines_from, make_purchases
from smartcart.recommend.segments import LearnSegments
from smartcart.recommend.truth import TASKS, Task, Truth, make_truth

__all__ = ["Tuning", "default_split", "tune_blend"]

#: Days that are judged, or a third of all where that is less.
_HORIZON = 100
#: Customers below which a backtest says nothing, and the weights are these.
_FEWEST = 50
_USUAL: Mapping[Task, Mapping[str, float]] = {
    "new": {"bm25": 0.7, "als": 0.4, "buy_again": 0.0, "segment_popularity": 0.2},
    "all": {"bm25": 0.7, "als": 0.4, "buy_again": 0.7, "segment_popularity": 0.7},
}
#: Customers the backtest judges at most.
_MOST = 5_000
_WEIGHTS = (0.0, 0.1, 0.2, 0.4, 0.7, 1.0, 1.5, 2.5)
#: What sells now weighs at least so much, so that everybody can be served.
_LEAST = 0.1
_ROUNDS = 3
#: A gain in nDCG below this is chance, not worth another weight.
_WORTH = 1e-5
#: What everybody's taste may be worth in a segment, in purchases.
_PRIORS = (100.0, 1_000.0, 10_000.0, 100_000.0)
_USUAL_PRIOR = 1_000.0


@dataclass(frozen=True)
class Tuning:
    """How the blend is made, and on whom that was found.

    Attributes
    ----------
    weights : mapping of Task to mapping of str to float
        For products new to the customer, and for all.
    prior : float
        See `fit_segment_popularity`.
    split : date
        The backtest fitted to the lines before it, and judged by those from it on.
    customers : int
        Customers on whom it judged; 0 where they were too few and the usual weights are taken.
    """

    weights: Mapping[Task, Mapping[str, float]]
    prior: float
    split: date
    customers: int


def default_split(lines: OrderLines) -> date:
    """Return the day that cuts off the last 100 days, or the last third of all if that is less."""
    table = lines.table[~lines.table["is_return"]]
    first, end = table["day"].min().date(), lines.account.as_of
    return end - timedelta(days=max(1, min(_HORIZON, (end - first).days // 3)))


def tune_blend(lines: OrderLines, learn_segments: LearnSegments) -> Tuning:
    """Choose the weights of the blend by what happened at the end of the lines.

    The methods are fitted to the lines before `default_split`. For each task the weights are
    those with the best nDCG at 10 on the customers who bought after it, one weight after the other,
    from a grid. What sells now never weighs nothing, so that everybody can be served.
    """
    split = default_split(lines)
    before = lines_before(lines, split)
    truth = None
    if _enough(before):
        past = make_purchases(before)
        truth = make_truth(past, lines_from(lines, split), at_most=_MOST)
    if truth is None or len(truth.rows) < _FEWEST:
        return Tuning(_USUAL, _USUAL_PRIOR, split, 0)
    segments = learn_segments(before)(before)
    fitted = fit_methods(past, segments, _USUAL_PRIOR)
    tried = {prior: fit_segment_popularity(past, segments, prior) for prior in _PRIORS}
    prior = max(tried, key=lambda each: _judge_alone(tried[each], truth))
    fitted = fitted.with_segment_popularity(tried[prior])
    weights: dict[Task, Mapping[str, float]] = {
        task: _climb(gather_candidates(fitted, truth, task)) for task in TASKS
    }
    return Tuning(weights, prior, split, len(truth.rows))


def _enough(lines: OrderLines) -> bool:
    bought = lines.table[~lines.table["is_return"]]
    return bool(bought[["customer_id", "product_id"]].nunique().min() > 1)


def _judge_alone(scorer: SegmentPopularity, truth: Truth) -> float:
    found: list[NDArray[np.float64]] = []
    for block in truth.blocks():
        relevant = truth.relevant(block, "all")
        top = top_products(scorer.scores(truth.rows[block]))
        hits = np.take_along_axis(relevant, top, axis=1)
        found.append(judge_lists(hits, relevant.sum(axis=1))["ndcg"])
    return float(np.concatenate(found).mean())


def _climb(candidates: Candidates) -> dict[str, float]:
    """Change one weight after the other as long as that makes the lists better."""
    weights = dict.fromkeys(BLENDED, 0.0) | {BLENDED[0]: 1.0, BLENDED[-1]: _LEAST}
    best = candidates.judge(weights)
    for _ in range(_ROUNDS):
        before = best
        for name in BLENDED:
            for weight in _WEIGHTS:
                if name == BLENDED[-1] and weight < _LEAST:
                    continue
                tried = {**weights, name: weight}
                score = candidates.judge(tried)
                if score > best + _WORTH:
                    best, weights = score, tried
        if best == before:
            break
    return weights
