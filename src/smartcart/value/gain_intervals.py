"""How sure the gains of the planner are, and whether its lead over the best rival is chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.value.held_out import PLANNER, HeldOut

__all__ = ["GainIntervals", "bound_gains"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int32]

#: Rankings that are not ours.
_RIVALS = ("logistic", "rfm")
_DRAWS = 1_000
#: Draws counted at once: 10,000 customers need 10 MB.
_AT_ONCE = 250


@dataclass(frozen=True)
class GainIntervals:
    """Bootstrap intervals (95 %) of the planner's gains; all indexed by ``share_contacted``.

    Attributes
    ----------
    low, high : Series
        Of the share of answers that the planner reaches.
    rival : str
        The ranking not ours that reaches most answers on average; empty where there is none.
    ahead : DataFrame
        ahead (what the planner reaches more than the rival), low, high; no row without a rival.
    """

    low: pd.Series
    high: pd.Series
    rival: str
    ahead: pd.DataFrame


@dataclass(frozen=True)
class _Ranking:
    """Customers of one fold, the likeliest first.

    `ends` are the last places of customers of equal score, `answered` how many of those who
    answered stand at or before each end.
    """

    groups: NDArray[np.int64]
    answering: NDArray[np.int64]
    ends: NDArray[np.int64]
    answered: NDArray[np.int64]


def bound_gains(held_out: HeldOut, gains: pd.DataFrame, seed: int = 0) -> GainIntervals:
    """Return the intervals of the planner's gains and of its lead over the best rival.

    Customers are drawn anew with repeated rows as one, a thousand times; each time the gains are
    counted within folds as in `measure_response`, and the ends are percentiles (Efron and
    Tibshirani 1993). The models are not learnt anew, so the doubt is about who was judged. The
    rival is chosen by the same figures, which errs on the safe side.

    Parameters
    ----------
    held_out : HeldOut
    gains : DataFrame
        Index ``share_contacted``, a column per ranking.
    seed : int
        Start of the bootstrap.
    """
    rivals = gains.columns.intersection(_RIVALS)
    rival = str(gains[rivals].mean().idxmax()) if len(rivals) else ""
    shares = gains.index.to_numpy(dtype=np.float64)
    drawn = _draw(held_out, [PLANNER, *([rival] if rival else [])], shares, seed)
    low, high = np.quantile(drawn[0], [0.025, 0.975], axis=0)
    columns = {}
    if rival:
        below, above = np.quantile(drawn[0] - drawn[1], [0.025, 0.975], axis=0)
        columns = {"ahead": gains[PLANNER] - gains[rival], "low": below, "high": above}
    ahead = pd.DataFrame(columns, index=gains.index if rival else gains.index[:0])
    index = gains.index
    return GainIntervals(pd.Series(low, index), pd.Series(high, index), rival, ahead)


def _draw(held_out: HeldOut, names: list[str], shares: _Floats, seed: int) -> _Floats:
    """Return gains of every draw: (n_names, n_draws, n_shares)."""
    _, of_row = np.unique(held_out.groups, return_inverse=True)
    n, generator = int(of_row.max()) + 1, np.random.default_rng(seed)
    rankings = [_rank(held_out, name, of_row) for name in names]
    answers = held_out.answers == 1
    drawn = []
    for _ in range(_DRAWS // _AT_ONCE):
        times = np.stack(
            [np.bincount(generator.integers(0, n, n), minlength=n) for _ in range(_AT_ONCE)]
        ).astype(np.int32)
        total = np.maximum(times[:, of_row[answers]].sum(axis=1), 1)
        drawn.append(
            [sum(_reach(times, fold, shares) for fold in own) / total[:, None] for own in rankings]
        )
    return np.concatenate(drawn, axis=1)


def _rank(held_out: HeldOut, name: str, of_row: NDArray[np.int64]) -> list[_Ranking]:
    score = held_out.probability[name].to_numpy()
    rankings = []
    for fold in np.unique(held_out.folds):
        rows = np.flatnonzero(held_out.folds == fold)
        rows = rows[np.argsort(-score[rows], kind="stable")]
        ends = np.flatnonzero(np.r_[np.diff(score[rows]) != 0, True])
        answered = held_out.answers[rows] == 1
        before = np.cumsum(answered)[ends]
        rankings.append(_Ranking(of_row[rows], of_row[rows[answered]], ends, before))
    return rankings


def _reach(times: _Ints, ranking: _Ranking, shares: _Floats) -> _Floats:
    """Return how many answers the customers ranked first hold: (n_draws, n_shares).

    Parameters
    ----------
    times : int array of shape (n_draws, n_groups)
        How often each group was drawn.
    """
    contacted = _summed(times, ranking.groups)[:, ranking.ends + 1]
    reached = _summed(times, ranking.answering)
    wanted = contacted[:, -1:] * shares
    pairs = zip(contacted, wanted, strict=True)
    upper = np.array([np.searchsorted(row, each) for row, each in pairs])
    draws = np.arange(len(times))[:, None]
    # Customers of equal score count in proportion, from the end of the block before.
    start = np.where(upper > 0, contacted[draws, upper - 1], 0)
    had = np.where(upper > 0, reached[draws, ranking.answered[upper - 1]], 0)
    size = contacted[draws, upper] - start
    part = np.divide(wanted - start, size, out=np.zeros(wanted.shape), where=size > 0)
    return np.asarray(had + (reached[draws, ranking.answered[upper]] - had) * part)


def _summed(times: _Ints, groups: NDArray[np.int64]) -> _Ints:
    """Return running sums, the first of them 0: (n_draws, n_rows + 1)."""
    sums = np.zeros((len(times), len(groups) + 1), dtype=np.int32)
    np.cumsum(times.take(groups, axis=1), axis=1, out=sums[:, 1:])
    return sums
