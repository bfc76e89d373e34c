"""The Qini curve: what is gained by contacting those first whom contacting changes most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["Qini", "draw_qini_curve", "measure_qini", "qini_coefficient"]

_Floats = NDArray[np.float64]

_DRAWS = 500
_SHARES = np.arange(11) / 10


@dataclass(frozen=True)
class Qini:
    """How well customers are ranked by uplift.

    Attributes
    ----------
    coefficient : float
        Area between the curve and that of a random choice; 0 is no better than chance.
    low, high : float
        Its 95 % interval (bootstrap over customers, repeated rows as one).
    curve : Series
        See `draw_qini_curve`.
    """

    coefficient: float
    low: float
    high: float
    curve: pd.Series


def measure_qini(
    predicted: _Floats,
    answers: _Floats,
    treated: _Floats,
    groups: NDArray[np.uint64],
    seed: int = 0,
) -> Qini:
    """Measure a ranking by predicted uplift against a random choice (Radcliffe 2007).

    Parameters
    ----------
    predicted : array of shape (n_customers,)
        From models that never saw the customer.
    answers, treated : arrays of 0 and 1 of shape (n_customers,)
    groups : array of shape (n_customers,)
        Rows of one group are drawn together.
    seed : int
        Start of the bootstrap.
    """
    curve = draw_qini_curve(predicted, answers, treated)
    _, of_row = np.unique(groups, return_inverse=True)
    n, generator = int(of_row.max()) + 1, np.random.default_rng(seed)
    drawn = []
    for _ in range(_DRAWS):
        times = np.bincount(generator.integers(0, n, n), minlength=n)[of_row].astype(np.float64)
        drawn.append(qini_coefficient(draw_qini_curve(predicted, answers, treated, times)))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Qini(qini_coefficient(curve), float(low), float(high), curve)


def draw_qini_curve(
    predicted: _Floats, answers: _Floats, treated: _Floats, weights: _Floats | None = None
) -> pd.Series:
    """Return the answers gained by contacting the first tenth, two tenths, ... of customers.

    Among the customers ranked first, the answers of those contacted less the answers of those
    left alone, scaled to as many customers; all per customer contacted. So the last figure is
    the difference of both rates. Customers of equal prediction count in proportion.

    Parameters
    ----------
    predicted, answers, treated : arrays of shape (n_customers,)
    weights : array of shape (n_customers,), optional
        How often each customer counts.

    Returns
    -------
    Series
        Index ``share_contacted``, 0 to 1 in tenths.

    Examples
    --------
    Ten pairs of one contacted and one left alone; only contacting the first two changed a thing.

    >>> predicted = np.repeat(np.arange(10.0, 0, -1), 2)
    >>> treated = np.tile([1.0, 0.0], 10)
    >>> answers = treated * (np.arange(20) < 4)
    >>> draw_qini_curve(predicted, answers, treated).round(2).tolist()
    [0.0, 0.1, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2]
    """
    order = np.argsort(-predicted, kind="stable")
    ranked = predicted[order]
    ends = np.flatnonzero(np.r_[ranked[1:] != ranked[:-1], True])
    weight = np.ones(len(order)) if weights is None else weights[order]
    arm, answer = treated[order], answers[order]
    parts = [weight, weight * arm, weight * arm * answer, weight * (1 - arm) * answer]
    everybody, contacted, gained, without = np.cumsum(parts, axis=1)[:, ends]
    alone = everybody - contacted
    scale = np.divide(contacted, alone, out=np.zeros(len(ends)), where=alone > 0)
    curve = (gained - without * scale) / contacted[-1]
    at = np.interp(_SHARES, np.r_[0.0, everybody / everybody[-1]], np.r_[0.0, curve])
    return pd.Series(at, index=pd.Index(_SHARES, name="share_contacted"))


def qini_coefficient(curve: pd.Series) -> float:
    """Return the area between a Qini curve and the straight line of a random choice.

    Examples
    --------
    >>> qini_coefficient(pd.Series([0.0, 0.2, 0.2], index=[0.0, 0.5, 1.0]))
    0.05
    """
    shares, gained = curve.index.to_numpy(dtype=np.float64), curve.to_numpy(dtype=np.float64)
    above = gained - shares * gained[-1]
    return float(np.sum((above[1:] + above[:-1]) / 2 * np.diff(shares)))
