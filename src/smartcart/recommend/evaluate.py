"""Every method judged on the time after a split, against what sells most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from smartcart.errors import DataError, SettingsError
from smartcart.orders import OrderLines
from smartcart.recommend.cold import judge_newcomers
from smartcart.recommend.methods import fit_methods
from smartcart.recommend.origins import default_split
from smartcart.recommend.purchases import lines_before, lines_from, make_purchases
from smartcart.recommend.segments import LearnSegments, learn_fifths
from smartcart.recommend.task import TaskResult, judge_task
from smartcart.recommend.truth import TASKS, Task, make_truth
from smartcart.recommend.tune import Tuning, tune_blend

__all__ = ["RecommenderEvaluation", "evaluate_recommender"]


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
    tasks = {
        task: judge_task(fitted, truth, tuning.weights[task], task, segments) for task in TASKS
    }
    newcomers = judge_newcomers(past, before, later, place, fitted.segment_popularity)
    return RecommenderEvaluation(
        split, lines.account.as_of, len(past.products), tuning, tasks, newcomers
    )


def _check_split(lines: OrderLines, before: OrderLines, later: OrderLines, split: date) -> None:
    sides = {f"before {split}": before, f"on or after {split}": later}
    for where in (where for where, side in sides.items() if side.table["is_return"].all()):
        raise SettingsError(
            f"No purchase lies {where}, where it is split; the purchases are from "
            f"{lines.account.first} to {lines.account.last}.",
            "Give a day between them to --split.",
        )
