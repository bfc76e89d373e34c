"""Days since the last purchase, by how often customers buy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["Fifth", "correlate_ranks", "list_fifths", "mean_gaps", "take_histories"]

_Floats = NDArray[np.float64]
_FIFTHS = 5


@dataclass(frozen=True)
class Fifth:
    """A fifth of the customers by purchases, the fewest first.

    Attributes
    ----------
    fifth : int
        1 to 5. Customers of equal purchases stand together, so a fifth may be missing.
    customers : int
    purchases_from, purchases_to : int
    observed_days : float
        Mean days since the last purchase.
    expected_days : float
        What it would be if all of them still bought: T / (n + 1) for n purchases at random
        moments of T days.
    model_days : float or None
        Its mean over tables drawn from the fitted model, where some have left; None where no
        such table has that fifth.
    """

    fifth: int
    customers: int
    purchases_from: int
    purchases_to: int
    observed_days: float
    expected_days: float
    model_days: float | None


def take_histories(purchases: pd.Series, days_since: pd.Series, tenure: pd.Series) -> pd.DataFrame:
    """Take the customers whose history is known and possible.

    Parameters
    ----------
    purchases, days_since, tenure : Series
        Purchases, days since the last one, and days as a customer.

    Returns
    -------
    DataFrame
        ``purchases``, ``days_since``, ``tenure``. Dropped are customers of whom one is missing,
        negative or beyond the tenure, those without a day of tenure, and purchases that are not
        whole.

    Examples
    --------
    >>> take_histories(pd.Series([3, 3]), pd.Series([10, 99]), pd.Series([90, 90])).shape
    (1, 3)
    """
    table = pd.DataFrame({"purchases": purchases, "days_since": days_since, "tenure": tenure})
    possible = (
        (table["purchases"] >= 0)
        & (table["purchases"] % 1 == 0)
        & (table["days_since"] >= 0)
        & (table["days_since"] <= table["tenure"])
        & (table["tenure"] > 0)
    )
    return table[possible]


def list_fifths(histories: pd.DataFrame, model_days: _Floats) -> tuple[Fifth, ...]:
    """Describe the fifths of customers by purchases.

    Parameters
    ----------
    histories : DataFrame
        From `take_histories`.
    model_days : array of shape (5,)
        From `mean_gaps`.
    """
    expected = histories["tenure"] / (histories["purchases"] + 1)
    groups = histories.assign(expected=expected).groupby(_fifths(histories["purchases"]))
    return tuple(
        Fifth(
            fifth=int(fifth) + 1,
            customers=len(group),
            purchases_from=int(group["purchases"].min()),
            purchases_to=int(group["purchases"].max()),
            observed_days=float(group["days_since"].mean()),
            expected_days=float(group["expected"].mean()),
            model_days=None if np.isnan(days := model_days[int(fifth)]) else float(days),
        )
        for fifth, group in groups
    )


def mean_gaps(frequency: _Floats, gaps: _Floats) -> _Floats:
    """Return the mean gap in each fifth by frequency, over tables of shape (draws, n)."""
    fifths = _fifths(frequency)
    owns = [fifths == fifth for fifth in range(_FIFTHS)]
    return np.array([gaps[own].mean() if own.any() else np.nan for own in owns])


def correlate_ranks(left: _Floats, right: _Floats) -> _Floats:
    """Return the rank correlation (Spearman 1904) along the last axis; 0 where one is constant.

    Examples
    --------
    >>> correlate_ranks(np.array([[1.0, 2.0, 9.0]]), np.array([[7.0, 5.0, 1.0]])).tolist()
    [-1.0]
    """
    ranks = [_ranks(each) for each in (left, right)]
    a, b = (each - each.mean(axis=-1, keepdims=True) for each in ranks)
    spread = np.sqrt((a**2).sum(axis=-1) * (b**2).sum(axis=-1))
    together = (a * b).sum(axis=-1)
    return np.asarray(together / np.where(spread > 0, spread, 1.0))


def _fifths(values: pd.Series | _Floats) -> NDArray[np.int64]:
    """Return the fifth of each value along the last axis; equal values stand together."""
    ridits = (_ranks(np.asarray(values)) - 0.5) / np.shape(values)[-1]
    return np.asarray(np.minimum(_FIFTHS * ridits, _FIFTHS - 1), dtype=np.int64)


def _ranks(values: _Floats) -> _Floats:
    """Return ranks from 1 along the last axis, the mean of them where values are equal."""
    n = values.shape[-1]
    order = np.argsort(values, axis=-1, kind="stable")
    in_order = np.take_along_axis(values, order, axis=-1)
    is_new = np.ones(values.shape, dtype=bool)
    is_new[..., 1:] = in_order[..., 1:] != in_order[..., :-1]
    starts = np.flatnonzero(is_new)
    counts = np.diff(np.append(starts, values.size))
    ranks = np.empty(values.shape)
    means = np.repeat(starts % n + (counts + 1) / 2, counts).reshape(values.shape)
    np.put_along_axis(ranks, order, means, axis=-1)
    return ranks
