"""The scale of an ordinal variable: levels become numbers by where they stand among customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers import Column, fold_level

__all__ = ["OrdinalScale", "find_levels", "fit_ordinal", "score_levels"]

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class OrdinalScale:
    """Scale of an ordinal variable: one column of z-scored ridits (Bross 1958).

    The ridit of a level is the share of training customers below it and half the share on it:
    its mean rank as a share. So no distance between levels is made up: two levels are as far
    apart as there are customers between them, and the covariance of two such columns is their
    rank correlation (Spearman). A level that no training customer has still stands between its
    neighbours. A missing or unknown level is placed at the centre: it says nothing.

    Attributes
    ----------
    name : str
    levels : tuple of str
        From the lowest to the highest.
    scores : tuple of float
        Of each level: never falling; mean 0 and deviation 1 over the training customers whose
        level is known.
    weight : float
        Weight of the variable in the squared distance.
    """

    name: str
    levels: tuple[str, ...]
    scores: tuple[float, ...]
    weight: float = 1.0

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the scaled columns this scale produces."""
        return (self.name,)

    def apply(self, values: pd.Series) -> _Floats:
        """Return the scaled variable as one column, shape (n, 1)."""
        scores = np.array([*self.scores, 0.0])  # position -1 is 'not known'
        scaled = scores[find_levels(values, self.levels)] * np.sqrt(self.weight)
        return np.asarray(scaled[:, np.newaxis])

    def n_capped(self, values: pd.Series) -> int:  # noqa: ARG002 - the same face as NumericScale
        """Return 0: levels have no outliers."""
        return 0


def fit_ordinal(values: pd.Series, column: Column) -> OrdinalScale:
    """Learn the scores of the levels from the training customers.

    Parameters
    ----------
    values : Series of str
        Levels; at least two different ones.
    column : Column
        States the levels in their order.

    Examples
    --------
    >>> from smartcart.customers import Kind, Role
    >>> column = Column("taste", "Taste", Role.SEGMENTATION, Kind.ORDINAL, levels=("-", "0", "+"))
    >>> scale = fit_ordinal(pd.Series(["-", "-", "+", "+"]), column)
    >>> scale.scores  # nobody has the middle level: it stands in the middle
    (-1.0, 0.0, 1.0)
    """
    found = find_levels(values, column.levels)
    return score_levels(np.bincount(found[found >= 0], minlength=len(column.levels)), column)


def score_levels(counts: NDArray[np.int64], column: Column) -> OrdinalScale:
    """Return the scale of levels that so many customers have."""
    shares = counts / counts.sum()
    ridits = np.cumsum(shares) - shares / 2
    away = ridits - 0.5  # the mean of the ridits, whatever the shares
    deviation = float(np.sqrt(np.sum(shares * away**2))) or 1.0
    scores = tuple(float(score) for score in away / deviation)
    return OrdinalScale(column.name, column.levels, scores, column.weight)


def find_levels(values: pd.Series, levels: tuple[str, ...]) -> NDArray[np.intp]:
    """Return the position of each value among the levels, -1 where it is none of them.

    Case and blanks make no difference: one customer read alone, whose spelling no other
    customer puts right, is still the same customer.

    Examples
    --------
    >>> find_levels(pd.Series(["red", "Blue ", None]), ("blue", "red")).tolist()
    [1, 0, -1]
    """
    exact = {level: i for i, level in enumerate(levels)}
    folded = {fold_level(level): i for i, level in enumerate(levels)}
    codes, texts = pd.factorize(values)  # few different texts; -1 where missing
    found = [exact.get(str(text), folded.get(fold_level(str(text)), -1)) for text in texts]
    return np.asarray(np.array([*found, -1], dtype=np.intp)[codes])
