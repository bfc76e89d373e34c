"""The products that any method would offer: among them the blend is sought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcart.recommend.judge import judge_lists, top_products
from smartcart.recommend.methods import BLENDED, Fitted
from smartcart.recommend.truth import Task, Truth

__all__ = ["Candidates", "gather_candidates"]

#: Products of each method.
_OFFERED = 50
_ALONE = dict.fromkeys(BLENDED, 1.0)


@dataclass(frozen=True)
class Candidates:
    """Scores of a few products per customer, of every method that is blended.

    Attributes
    ----------
    parts : mapping of str to float array of shape (n_customers, n_candidates)
    is_offered, is_hit : bool arrays of the same shape
        Whether the product counts as a candidate, and was bought later.
    n_relevant : int array of shape (n_customers,)
        Products bought later; customers without any are left out.
    """

    parts: Mapping[str, NDArray[np.float32]]
    is_offered: NDArray[np.bool_]
    is_hit: NDArray[np.bool_]
    n_relevant: NDArray[np.int64]

    def judge(self, weights: Mapping[str, float]) -> float:
        """Return the mean nDCG at 10 of a blend."""
        if not len(self.n_relevant):
            return 0.0
        total = np.zeros(self.is_hit.shape, dtype=np.float32)
        for name, weight in weights.items():
            total += np.float32(weight) * self.parts[name]
        top = top_products(np.where(self.is_offered, total, -np.inf))
        hits = np.take_along_axis(self.is_hit, top, axis=1) & (top >= 0)
        return float(judge_lists(hits, self.n_relevant)["ndcg"].mean())


def gather_candidates(fitted: Fitted, truth: Truth, task: Task) -> Candidates:
    """Gather the 50 best products of every method for the customers who bought later."""
    blocks = [_gather(fitted, truth, block, task) for block in truth.blocks()]
    return Candidates(
        {name: np.vstack([each.parts[name] for each in blocks]) for name in BLENDED},
        np.vstack([each.is_offered for each in blocks]),
        np.vstack([each.is_hit for each in blocks]),
        np.concatenate([each.n_relevant for each in blocks]),
    )


def _gather(fitted: Fitted, truth: Truth, block: slice, task: Task) -> Candidates:
    relevant, taken = truth.relevant(block, task), truth.taken(block)
    parts = fitted.parts(truth.rows[block], _ALONE)
    tops = []
    for scores in parts.values():
        open_to = np.where(taken, -np.inf, scores) if task == "new" else scores
        tops.append(top_products(open_to, _OFFERED))
    columns = np.sort(np.hstack(tops), axis=1)
    # A product that several methods offer is a candidate once.
    offered = columns >= 0
    offered[:, 1:] &= columns[:, 1:] != columns[:, :-1]
    gathered = {name: np.take_along_axis(each, columns, axis=1) for name, each in parts.items()}
    hits = np.take_along_axis(relevant, columns, axis=1) & offered
    n_relevant = relevant.sum(axis=1)
    kept = n_relevant > 0
    gathered = {name: each[kept] for name, each in gathered.items()}
    return Candidates(gathered, offered[kept], hits[kept], n_relevant[kept])
