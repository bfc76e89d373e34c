"""Response by segment, judged on customers the segments were learnt without."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.profiles import Rate, wilson_rate
from smartcart.value.gain_intervals import GainIntervals, bound_gains
from smartcart.value.held_out import HeldOut
from smartcart.value.rates import shrink_rates

__all__ = ["Response", "compare_responses", "gain_responses", "measure_response", "rate_segments"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

_DRAWS = 9_999


@dataclass(frozen=True)
class Response:
    """How segments differ in response. It is propensity, not uplift.

    Attributes
    ----------
    table : DataFrame
        Index ``segment_id``; see `rate_segments`.
    everybody : Rate
        The share of all customers who answered, with its 95 % interval.
    gains : DataFrame
        Index ``share_contacted`` (0.1 to 1.0), one column per ranking: the share of all answers
        that come from the customers ranked first.
    p_value : float
        Permutation p of "response is the same in every segment".
    bounds : GainIntervals
        How sure the planner's gains are, and its lead over the best rival.
    """

    table: pd.DataFrame
    everybody: Rate
    gains: pd.DataFrame
    p_value: float
    bounds: GainIntervals


def measure_response(held_out: HeldOut, seed: int = 0) -> Response:
    """Measure response by segment, with gains beside RFM cells and a logistic model.

    Segments never contain the outcome, and a customer's segment and scores come from models
    that never saw the customer.

    Parameters
    ----------
    held_out : HeldOut
    seed : int
        Start of the permutations, and of the bootstrap of the gains.
    """
    answers = held_out.answers
    gains = pd.DataFrame({name: _gain_in_folds(held_out, name) for name in held_out.probability})
    # Copies answer alike, so each group of repeated rows is asked once.
    once = ~pd.Series(held_out.groups).duplicated().to_numpy()
    return Response(
        rate_segments(held_out.labels, answers),
        wilson_rate(int(answers.sum()), len(answers)),
        gains,
        compare_responses(held_out.labels[once], answers[once], seed),
        bound_gains(held_out, gains, seed),
    )


def _gain_in_folds(held_out: HeldOut, name: str) -> pd.Series:
    """Rank within each fold, and add up: across folds, rates of one segment differ by chance.

    Where customers held out answered often, those learnt from did so less, and ranking folds
    against each other would turn that round.
    """
    score, answers = held_out.probability[name].to_numpy(), held_out.answers
    folds = [held_out.folds == fold for fold in np.unique(held_out.folds)]
    each = [gain_responses(score[f], answers[f]) * answers[f].sum() for f in folds]
    return pd.Series(np.sum(each, axis=0) / answers.sum(), index=each[0].index)


def rate_segments(labels: _Ints, answers: _Floats, level: float = 0.95) -> pd.DataFrame:
    """Return the response of each segment.

    Parameters
    ----------
    labels : int array of shape (n_customers,)
        0 is the first segment (``S1``).
    answers : array of 0 and 1 of shape (n_customers,)

    Returns
    -------
    DataFrame
        Index ``segment_id``: customers, responses, rate, low, high (Wilson 1927), shrunk
        (towards all customers, see `shrink_rates`), lift (rate over the rate of all), lift_low,
        lift_high. The lift intervals hold for all segments at once (Sidak 1967), since people
        look at the largest; they take the rate of all as known, which errs on the safe side.

    Examples
    --------
    >>> table = rate_segments(np.repeat([0, 1], 100), np.repeat([1.0, 0.0, 1.0, 0.0], 50))
    >>> table.loc["S1", ["rate", "lift"]].tolist(), bool(table.loc["S1", "lift_low"] < 1)
    ([0.5, 1.0], True)
    """
    sizes = np.bincount(labels)
    hits = np.bincount(labels, weights=answers).astype(np.int64)
    together = level ** (1 / len(sizes))
    each = [wilson_rate(int(h), int(n), level) for h, n in zip(hits, sizes, strict=True)]
    wide = [wilson_rate(int(h), int(n), together) for h, n in zip(hits, sizes, strict=True)]
    everybody = hits.sum() / sizes.sum() if hits.sum() else np.nan
    return pd.DataFrame(
        {
            "customers": sizes,
            "responses": hits,
            "rate": [one.rate for one in each],
            "low": [one.low for one in each],
            "high": [one.high for one in each],
            "shrunk": shrink_rates(hits, sizes),
            "lift": [one.rate / everybody for one in each],
            "lift_low": [one.low / everybody for one in wide],
            "lift_high": [one.high / everybody for one in wide],
        },
        index=pd.Index([f"S{i + 1}" for i in range(len(sizes))], name="segment_id"),
    )


def compare_responses(labels: _Ints, answers: _Floats, seed: int = 0) -> float:
    """Return the permutation p of "response is the same in every segment".

    Permuting the answers deals their number over the segments by the multivariate
    hypergeometric law, so 9,999 permutations are drawn from it; the statistic is chi-squared.

    Examples
    --------
    >>> labels = np.repeat([0, 1], 50)
    >>> compare_responses(labels, np.repeat([1.0, 0.0], 50))
    0.0001
    >>> compare_responses(labels, np.tile([1.0, 0.0], 50))
    1.0
    """
    sizes = np.bincount(labels)
    sizes = sizes[sizes > 0]
    hits = np.bincount(labels, weights=answers)
    hits = hits[np.bincount(labels) > 0]
    total = int(hits.sum())
    generator = np.random.default_rng(seed)
    drawn = generator.multivariate_hypergeometric(sizes, total, size=_DRAWS, method="marginals")
    # With fixed margins chi-squared rises with this sum; the tolerance lets equal tables tie.
    seen, chance = np.sum(hits**2 / sizes), np.sum(drawn**2 / sizes, axis=1)
    return float((1 + np.sum(chance >= seen * (1 - 1e-12))) / (1 + _DRAWS))


def gain_responses(score: _Floats, answers: _Floats) -> pd.Series:
    """Return the share of answers among the customers of the highest scores, by tenths.

    Customers of equal score count in proportion, so their order does not matter.

    Examples
    --------
    >>> gain_responses(np.arange(10.0), np.r_[np.zeros(9), 1.0]).iloc[[0, 9]].tolist()
    [1.0, 1.0]
    >>> gain_responses(np.zeros(10), np.r_[np.zeros(9), 1.0]).round(1).iloc[:2].tolist()
    [0.1, 0.2]
    """
    blocks = pd.Series(answers).groupby(-score).agg(["size", "sum"]).cumsum()
    contacted = np.r_[0.0, blocks["size"].to_numpy() / len(answers)]
    captured = np.r_[0.0, blocks["sum"].to_numpy() / max(float(answers.sum()), 1.0)]
    shares = np.arange(1, 11) / 10
    index = pd.Index(shares, name="share_contacted")
    return pd.Series(np.interp(shares, contacted, captured), index=index)
