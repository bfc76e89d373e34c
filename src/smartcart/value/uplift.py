"""What contacting customers changed, where an earlier campaign left some of them alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import norm

from smartcart.threads import one_thread
from smartcart.value.families import fit_part
from smartcart.value.folds import deal_folds
from smartcart.value.held_out import make_design
from smartcart.value.predictors import Predictors
from smartcart.value.qini import Qini, measure_qini
from smartcart.value.rates import difference_of_rates

__all__ = ["Imbalance", "Uplift", "measure_uplift", "predict_uplift"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Standardised difference from which on groups are told apart (Austin 2009).
_NOTICEABLE = 0.1


@dataclass(frozen=True)
class Imbalance:
    """The measure in which those contacted and those left alone differ most.

    `difference` is in standard deviations; `is_proven` when it is above 0.1 and no chance.
    """

    measure: str
    difference: float
    is_proven: bool


@dataclass(frozen=True)
class Uplift:
    """What contacting changed.

    Attributes
    ----------
    everybody : Series
        contacted, answers_contacted, rate_contacted, left_alone, answers_left_alone,
        rate_left_alone, uplift (difference of the rates), low, high (95 %, Newcombe 1998).
    segments : DataFrame
        The same by segment, index ``segment_id``.
    qini : Qini
        Whether ranking customers by predicted uplift beats chance.
    imbalance : Imbalance or None
        None without predictors.
    """

    everybody: pd.Series
    segments: pd.DataFrame
    qini: Qini
    imbalance: Imbalance | None


def measure_uplift(
    predictors: Predictors,
    answers: _Floats,
    treated: _Floats,
    groups: NDArray[np.uint64],
    labels: _Ints,
    seed: int = 0,
) -> Uplift:
    """Measure what contacting changed, in all and by segment, and whether it can be ranked.

    Parameters
    ----------
    predictors : Predictors
        Of customers whose answer and treatment are known.
    answers, treated : arrays of 0 and 1 of shape (n_customers,)
        Treated: contacted in the earlier campaign.
    groups : array of shape (n_customers,)
        As `fingerprint_customers` returns them.
    labels : int array of shape (n_customers,)
        Segment of each customer, learnt without answers; 0 is ``S1``.
    seed : int
        Start of the bootstrap.
    """
    names = [f"S{i + 1}" for i in range(int(labels.max()) + 1)]
    rows = [_compare(answers, treated, labels == i) for i in range(len(names))]
    predicted = predict_uplift(predictors, answers, treated, groups)
    return Uplift(
        _compare(answers, treated, np.ones(len(answers), dtype=bool)),
        pd.DataFrame(rows, index=pd.Index(names, name="segment_id")),
        measure_qini(predicted, answers, treated, groups, seed),
        _largest_imbalance(predictors.table, treated),
    )


def predict_uplift(
    predictors: Predictors,
    answers: _Floats,
    treated: _Floats,
    groups: NDArray[np.uint64],
    n_folds: int = 5,
) -> _Floats:
    """Predict each customer's uplift by models that never saw the customer.

    Two logistic models, one of those contacted and one of those left alone (T-learner; Künzel
    et al. 2019): the difference of what they say.

    Returns
    -------
    array of shape (n_customers,), from -1 to 1.
    """
    # Every fold gets its share of all four: contacted or not, answered or not.
    folds = deal_folds(groups, 2 * treated + answers, n_folds)
    design = make_design(predictors, np.zeros(len(answers), dtype=np.int64), 0)
    uplift = np.zeros(len(answers))
    with one_thread():
        for fold in range(n_folds):
            held = folds == fold
            for arm, sign in ((1, 1.0), (0, -1.0)):
                train = ~held & (treated == arm)
                score = fit_part("logistic", design.rows(train), answers[train])
                uplift[held] += sign * expit(score(design.rows(held)))
    return uplift


def _compare(answers: _Floats, treated: _Floats, own: NDArray[np.bool_]) -> pd.Series:
    contacted, alone = own & (treated == 1), own & (treated == 0)
    n, other_n = int(contacted.sum()), int(alone.sum())
    hits, other_hits = int(answers[contacted].sum()), int(answers[alone].sum())
    uplift, low, high = difference_of_rates(hits, n, other_hits, other_n)
    figures = {
        "contacted": n,
        "answers_contacted": hits,
        "rate_contacted": hits / n if n else np.nan,
        "left_alone": other_n,
        "answers_left_alone": other_hits,
        "rate_left_alone": other_hits / other_n if other_n else np.nan,
        "uplift": uplift,
        "low": low,
        "high": high,
    }
    return pd.Series(figures, dtype=object)


def _largest_imbalance(table: pd.DataFrame, treated: _Floats) -> Imbalance | None:
    """Look for what would not be there had chance alone decided who is contacted."""
    if not table.shape[1]:
        return None
    one, other = table[treated == 1], table[treated == 0]
    spread = np.sqrt((one.var() + other.var()) / 2).replace(0.0, np.nan)
    apart = ((one.mean() - other.mean()) / spread).fillna(0.0)
    name = str(apart.abs().idxmax())
    error = np.sqrt(1 / one[name].count() + 1 / other[name].count())
    limit = norm.ppf(1 - 0.025 / table.shape[1]) * error  # as many looks as there are measures
    size = float(abs(apart[name]))
    return Imbalance(name, float(apart[name]), size > max(_NOTICEABLE, float(limit)))
