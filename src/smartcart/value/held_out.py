"""Probabilities of customers from models that never saw them, by the planner and its rivals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.errors import DataError
from smartcart.threads import one_thread
from smartcart.value.families import PARTS, Design
from smartcart.value.folds import deal_folds
from smartcart.value.model import Calibration, ResponseModel, fit_response
from smartcart.value.predictors import Predictors
from smartcart.value.rates import learn_cell_rates, place_in_cells
from smartcart.value.within import LearnLabels

__all__ = ["PLANNER", "HeldOut", "make_design", "predict_held_out"]

_Floats = NDArray[np.float64]
_Mask = NDArray[np.bool_]

#: Name of our own choice among the strategies.
PLANNER = "planner"

_MIN_PER_KIND = 50


@dataclass(frozen=True)
class HeldOut:
    """What models that never saw a customer say about each.

    Attributes
    ----------
    probability : DataFrame of shape (n_customers, n_strategies)
        Indexed by customer id: planner, boosting, logistic, rfm, segment_recency, segments.
        Columns of a table that lacks what they need are absent.
    answers : array of 0 and 1 of shape (n_customers,)
    groups : array of shape (n_customers,)
        Fingerprints: repeated rows share one.
    labels : int array of shape (n_customers,)
        Segment, learnt without the customer: 0 is the one of the highest value.
    folds : int array of shape (n_customers,)
    scores : array of shape (n_customers,)
        Log-odds of the planner before calibration.
    models : tuple of ResponseModel
        One per fold.
    parts : mapping of str to array of shape (n_customers,)
        Log-odds of each part of the families, before calibration.
    """

    probability: pd.DataFrame
    answers: _Floats
    groups: NDArray[np.uint64]
    labels: NDArray[np.int64]
    folds: NDArray[np.int64]
    scores: _Floats
    models: tuple[ResponseModel, ...]
    parts: Mapping[str, _Floats] = field(default_factory=dict)

    @property
    def families(self) -> tuple[str, ...]:
        """The family chosen in each fold."""
        return tuple(model.family for model in self.models)

    def calibration(self, fold: int) -> Calibration:
        """Return the planner's calibration in one fold."""
        model = self.models[fold]
        return model.calibrations[model.family]


def predict_held_out(
    predictors: Predictors,
    answers: pd.Series,
    groups: NDArray[np.uint64],
    learn_labels: LearnLabels,
    rfm: tuple[str, ...] = ("recency_days", "n_purchases", "spend_total"),
    n_folds: int = 5,
    salt: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> HeldOut:
    """Score every customer by models that learnt from the other folds alone.

    Segments, cells, the family of the model and its calibration are all learnt within the
    other folds; repeated rows are never on both sides.

    Parameters
    ----------
    predictors : Predictors
        The same customers, in the same order, as `answers` and `groups`.
    answers : Series of 0 and 1
    groups : array of shape (n_customers,)
        As `fingerprint_customers` returns them.
    learn_labels : callable
        As `learn_segments` returns it.
    rfm : tuple of str
        Recency first: columns cut into fifths for the cells.
    progress : callable, optional
        Called before each fold as ``progress(done, n_folds)``; what it raises ends the work.

    Raises
    ------
    DataError
        With fewer than 50 customers who answered, or who did not, or an unknown answer.
    """
    known = answers.to_numpy(dtype=np.float64)
    _refuse_few_answers(known)
    folds = deal_folds(groups, known, n_folds, salt)
    table = predictors.table
    probability = pd.DataFrame(index=table.index)
    labels, scores = np.zeros(len(known), dtype=np.int64), np.empty(len(known))
    parts = {part: np.empty(len(known)) for part in PARTS}
    models = []
    with one_thread():
        for fold in range(n_folds):
            if progress is not None:
                progress(fold, n_folds)
            held = folds == fold
            placed = learn_labels(~held)
            labels[held] = placed[held]
            model, own = _score_fold(predictors, placed, known, groups, held)
            scores[held] = own[model.family]
            for part in PARTS:
                parts[part][held] = own[part]
            models.append(model)
            for name, values in {
                PLANNER: _calibrated(model, own, model.family),
                "boosting": _calibrated(model, own, "boosting"),
                "logistic": _calibrated(model, own, "logistic"),
                **_cell_rates(table, placed, known, held, rfm),
            }.items():
                probability.loc[held, name] = values
    return HeldOut(probability, known, groups, labels, folds, scores, tuple(models), parts)


def make_design(predictors: Predictors, labels: NDArray[np.int64], k: int) -> Design:
    """Return predictors and one 0/1 column per segment, as models see them."""
    members = (labels[:, None] == np.arange(k)).astype(np.float64)
    logged = [name in predictors.logged for name in predictors.table]
    values = np.column_stack([predictors.table.to_numpy(dtype=np.float64), members])
    return Design(values, np.array([*logged, *[False] * k]))


def _score_fold(
    predictors: Predictors,
    placed: NDArray[np.int64],
    answers: _Floats,
    groups: NDArray[np.uint64],
    held: _Mask,
) -> tuple[ResponseModel, dict[str, _Floats]]:
    design = make_design(predictors, placed, int(placed.max()) + 1)
    model = fit_response(design.rows(~held), answers[~held], groups[~held])
    return model, model.score(design.rows(held))


def _calibrated(model: ResponseModel, scores: dict[str, _Floats], family: str) -> _Floats:
    return model.calibrations[family].probability(scores[family])


def _cell_rates(
    table: pd.DataFrame,
    placed: NDArray[np.int64],
    answers: _Floats,
    held: _Mask,
    rfm: tuple[str, ...],
) -> dict[str, _Floats]:
    """Return the rates of the held-out customers' cells, where the table has what they need."""
    cells = {}
    if set(rfm) <= set(table):
        cells["rfm"] = place_in_cells(table[list(rfm)], ~held)
    if rfm[0] in table:
        recency = place_in_cells(table[[rfm[0]]], ~held)
        cells["segment_recency"] = placed * (int(recency.max()) + 1) + recency
    cells["segments"] = placed
    return {name: learn_cell_rates(each, answers, ~held)[held] for name, each in cells.items()}


def _refuse_few_answers(answers: _Floats) -> None:
    if np.isnan(answers).any():
        raise DataError(
            f"{int(np.isnan(answers).sum()):,} customers have no known answer.",
            "Learn from the customers whose answer is known.",
        )
    fewer = int(min(answers.sum(), len(answers) - answers.sum()))
    if fewer < _MIN_PER_KIND:
        kind = "answered" if answers.mean() <= 0.5 else "did not answer"
        raise DataError(
            f"{fewer} of {len(answers):,} customers {kind}: too few to learn from, "
            f"{_MIN_PER_KIND} are needed.",
            "Learn from a larger campaign.",
        )
