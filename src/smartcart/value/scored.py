"""Every customer with a probability from a model that never saw the customer's answer."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from smartcart.threads import one_thread
from smartcart.value.held_out import PLANNER, HeldOut, make_design
from smartcart.value.model import Calibration, ResponseModel, fit_response
from smartcart.value.predictors import Predictors

__all__ = ["Scored", "score_customers"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]
_Mask = NDArray[np.bool_]

#: Customers scored together: what they need at once stays small.
_BLOCK = 1 << 15
#: Blocks scored at once; more would need more memory than they save time.
_MOST_THREADS = 4


@dataclass(frozen=True)
class Scored:
    """What the planner says of each customer, and how sure its calibration is.

    Attributes
    ----------
    probability : array of shape (n_customers,)
    scores : array of shape (n_customers,)
        Log-odds before calibration.
    groups : array of shape (n_customers,)
        Fingerprints: repeated rows share one.
    sources : int array of shape (n_customers,)
        Which calibration made the probability.
    calibrations : tuple of Calibration
    """

    probability: _Floats
    scores: _Floats
    groups: NDArray[np.uint64]
    sources: _Ints
    calibrations: tuple[Calibration, ...]

    @classmethod
    def of(cls, held_out: HeldOut) -> Scored:
        """Return the customers a test was made on."""
        return cls(
            held_out.probability[PLANNER].to_numpy(),
            held_out.scores,
            held_out.groups,
            held_out.folds,
            tuple(held_out.calibration(fold) for fold in range(len(held_out.models))),
        )


def score_customers(
    held_out: HeldOut,
    predictors: Predictors,
    groups: NDArray[np.uint64],
    labels: _Ints,
    learners: _Mask,
) -> Scored:
    """Score all customers: learners by the fold they were held out of, others by all learners.

    Parameters
    ----------
    held_out : HeldOut
        Of the learners.
    predictors : Predictors
        Of all customers, as are `groups` and `labels`.
    labels : int array of shape (n_customers,)
        Segment of each customer, 0 being the one of the highest value.
    learners : bool array of shape (n_customers,)
    """
    tested = Scored.of(held_out)
    if learners.all():
        return tested
    k = int(labels.max()) + 1
    own = replace(predictors, table=predictors.table[learners])
    with one_thread():
        model = fit_response(
            make_design(own, labels[learners], k),
            held_out.answers,
            held_out.groups,
            held_out.parts,
        )
    scores = np.empty(len(labels))
    scores[learners] = tested.scores
    scores[~learners] = _score_in_blocks(model, predictors, labels, k, np.flatnonzero(~learners))
    curve = model.calibrations[model.family]
    probability = curve.probability(scores)
    probability[learners] = tested.probability
    sources = np.full(len(labels), len(tested.calibrations))
    sources[learners] = tested.sources
    return Scored(probability, scores, groups, sources, (*tested.calibrations, curve))


def _score_in_blocks(
    model: ResponseModel, predictors: Predictors, labels: _Ints, k: int, rows: _Ints
) -> _Floats:
    """Score customers row by row, so neither blocks nor threads change a figure."""

    def score(some: _Ints) -> _Floats:
        block = replace(predictors, table=predictors.table.iloc[some])
        return model.family_score(make_design(block, labels[some], k))

    blocks = [rows[start : start + _BLOCK] for start in range(0, len(rows), _BLOCK)]
    with one_thread(), ThreadPoolExecutor(_threads()) as pool:
        return np.concatenate(list(pool.map(score, blocks)))


def _threads() -> int:
    return min(_MOST_THREADS, os.cpu_count() or 1)
