"""Weights of the blend, chosen by a backtest inside the past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from smartcart.orders import OrderLines
from smartcart.recommend.candidates import Candidates, gather_candidates
from smartcart.recommend.judge import difference_interval
from smartcart.recommend.methods import BLENDED
from smartcart.recommend.origins import FEWEST, Origin, make_origins
from smartcart.recommend.popularity import fit_segment_popularity
from smartcart.recommend.segments import LearnSegments
from smartcart.recommend.truth import TASKS, Task

__all__ = ["Tuning", "tune_blend"]

#: What is taken where the past is too short for a backtest.
_USUAL: Mapping[Task, Mapping[str, float]] = {
    "new": {"bm25": 0.7, "als": 0.4, "buy_again": 0.0, "segment_popularity": 0.2},
    "all": {"bm25": 0.7, "als": 0.4, "buy_again": 0.7, "segment_popularity": 0.7},
}
_WEIGHTS = (0.0, 0.1, 0.2, 0.4, 0.7, 1.0, 1.5, 2.5)
#: What sells now weighs at least so much, so that everybody can be served.
_LEAST = 0.1
_ROUNDS = 4
#: A gain in nDCG below this is not worth another weight.
_WORTH = 1e-5
#: What everybody's taste may be worth in a segment, in purchases.
_PRIORS = (100_000.0, 10_000.0, 1_000.0, 100.0)
_USUAL_PRIOR = _PRIORS[0]


@dataclass(frozen=True)
class Tuning:
    """How the blend is made, and on whom that was found.

    Attributes
    ----------
    weights : mapping of {'new', 'all'} to mapping of str to float
        For products new to the customer, and for all: the weight of each method.
    prior : float
        Purchases that everybody's taste is worth in a segment.
    origins : tuple of date
        The backtest fitted to the lines before each, and judged by those after it; empty where
        the past is too short, and the usual weights are taken.
    customers : int
        Customers on whom it judged, over all origins.
    """

    weights: Mapping[Task, Mapping[str, float]]
    prior: float
    origins: tuple[date, ...]
    customers: int


def tune_blend(lines: OrderLines, learn_segments: LearnSegments) -> Tuning:
    """Choose the weights of the blend by what happened at the end of the lines.

    The methods are fitted to the lines before the last 100 days, and again before the 100 days
    ahead of these. For each task the weights are those with the best nDCG at 10, mean over
    all customers who bought in the 100 days after an origin: one weight after the other,
    from a grid. How far a segment is drawn to everybody is judged on the newcomers of that time.
    """
    origins = make_origins(lines, learn_segments, _USUAL_PRIOR)
    if not origins:
        return Tuning(_USUAL, _USUAL_PRIOR, (), 0)
    prior = _choose_prior(origins)
    weights: dict[Task, Mapping[str, float]] = {
        task: _climb([_gather(origin, prior, task) for origin in origins]) for task in TASKS
    }
    judged = sum(len(origin.truth.rows) for origin in origins)
    return Tuning(weights, prior, tuple(origin.split for origin in origins), judged)


def _gather(origin: Origin, prior: float, task: Task) -> Candidates:
    popular = fit_segment_popularity(origin.fitted.purchases, origin.segments, prior)
    return gather_candidates(origin.fitted.with_segment_popularity(popular), origin.truth, task)


def _choose_prior(origins: Sequence[Origin]) -> float:
    """Return how much everybody's taste weighs: less of it only where that is surely better.

    Judged are newcomers, since they are served by segment alone, and every origin with 50 of them
    must agree. What is chance in the purchases of a segment must not reach them.
    """
    judged = [each for each in origins if len(each.newcomers.bought) >= FEWEST]
    if not judged:
        return _USUAL_PRIOR
    best, *less = _PRIORS
    found = [_judge_prior(origin, best) for origin in judged]
    for prior in less:
        tried = [_judge_prior(origin, prior) for origin in judged]
        lows = [difference_interval(*pair)[1] for pair in zip(tried, found, strict=True)]
        if min(lows) > 0:
            best, found = prior, tried
    return best


def _judge_prior(origin: Origin, prior: float) -> NDArray[np.float64]:
    """Return the nDCG of what sells in a segment, for every newcomer of an origin."""
    past = origin.fitted.purchases
    return origin.newcomers.judge(fit_segment_popularity(past, origin.segments, prior))


def _climb(origins: Sequence[Candidates]) -> dict[str, float]:
    """Change one weight after the other as long as that makes the lists better."""
    weights = {**dict.fromkeys(BLENDED, 0.0), "bm25": 1.0, "segment_popularity": _LEAST}
    best = _mean(origins, weights)
    for _ in range(_ROUNDS):
        before = best
        for name in BLENDED:
            least = _LEAST if name == "segment_popularity" else 0.0
            for weight in (each for each in _WEIGHTS if each >= least):
                tried = {**weights, name: weight}
                score = _mean(origins, tried)
                if score > best + _WORTH:
                    best, weights = score, tried
        if best == before:
            break
    return weights


def _mean(origins: Sequence[Candidates], weights: Mapping[str, float]) -> float:
    customers = sum(len(each.n_relevant) for each in origins)
    return sum(len(each.n_relevant) * each.judge(weights) for each in origins) / max(customers, 1)
