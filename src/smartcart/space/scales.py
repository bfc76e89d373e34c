"""One scale per variable: from customer units to a comparable number, learnt as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers import Column, Kind
from smartcart.features import Places, is_rounding
from smartcart.kernels import log1p
from smartcart.space.ordinal import OrdinalScale, find_levels, fit_ordinal

__all__ = [
    "FENCE",
    "LOG_KINDS",
    "Fences",
    "NominalScale",
    "NumericScale",
    "OrdinalScale",
    "Scale",
    "find_fences",
    "fit_scale",
    "set_fences",
    "with_deviation",
]

_Floats = NDArray[np.float64]

#: Kinds compared on a log scale: twice as much is the same step for everybody.
LOG_KINDS = (Kind.AMOUNT, Kind.COUNT)
#: Tukey's far-out fence: this many interquartile ranges beyond the quartiles.
FENCE = 3.0


@dataclass(frozen=True)
class NumericScale:
    """Scale of a numeric variable: fill, transform, cap, centre, divide, weigh.

    Attributes
    ----------
    name : str
    transform : {'log1p', 'identity'}
    fill : float
        Median of the training customers, transformed; stands in for a missing value.
    low, high : float
        Caps on the transformed value: outliers are capped, never deleted.
    mean, deviation : float
        Of the transformed and capped training values.
    weight : float
        Weight of the variable in the squared distance.
    """

    name: str
    transform: str
    fill: float
    low: float
    high: float
    mean: float
    deviation: float
    weight: float = 1.0

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the scaled columns this scale produces."""
        return (self.name,)

    def apply(self, values: pd.Series) -> _Floats:
        """Return the scaled variable as one column, shape (n, 1)."""
        x = self._transformed(values)
        x = np.clip(np.where(np.isnan(x), self.fill, x), self.low, self.high)
        scaled = (x - self.mean) / self.deviation * np.sqrt(self.weight)
        return np.asarray(scaled[:, np.newaxis])

    def invert(self, scaled: float) -> float:
        """Return the value in customer units; NaN beyond the caps, where no value leads.

        Examples
        --------
        >>> scale = NumericScale("spend", "log1p", 1.0, 0.0, 5.0, mean=1.0, deviation=2.0)
        >>> round(scale.invert((np.log(100) - 1) / 2), 9), scale.invert(3.0)
        (99.0, nan)
        """
        x = scaled * self.deviation / np.sqrt(self.weight) + self.mean
        slack = 1e-9 * self.deviation
        if not self.low - slack <= x <= self.high + slack:
            return float("nan")
        return float(np.expm1(x) if self.transform == "log1p" else x)

    def n_capped(self, values: pd.Series) -> int:
        """Count the customers whose value lies outside the caps."""
        x = self._transformed(values)
        return int(((x < self.low) | (x > self.high)).sum())

    def _transformed(self, values: pd.Series) -> _Floats:
        x = values.to_numpy(dtype=np.float64, na_value=np.nan)
        return np.asarray(log1p(x) if self.transform == "log1p" else x)


@dataclass(frozen=True)
class NominalScale:
    """Scale of a nominal variable: one centred column per level (FAMD; Pages 2004).

    The column of a level that a share p of the training customers has is (indicator - p) /
    sqrt(p); the inertia of the block, levels - 1, is then divided by levels - 1, so that a
    nominal variable weighs as much as a numeric one whatever its number of levels. A level
    never seen, or no value, is placed at the centre: it says nothing.
    """

    name: str
    levels: tuple[str, ...]
    shares: tuple[float, ...]
    weight: float = 1.0

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the scaled columns this scale produces."""
        return tuple(f"{self.name}={level}" for level in self.levels)

    def apply(self, values: pd.Series) -> _Floats:
        """Return the scaled block, shape (n, n_levels)."""
        shares = np.array(self.shares)
        coded = (np.eye(len(shares)) - shares) / np.sqrt(shares)
        coded = np.vstack([coded, np.zeros(len(shares))])  # position -1 is 'not known'
        coded *= np.sqrt(self.weight / max(len(shares) - 1, 1))
        return np.asarray(coded[find_levels(values, self.levels)])

    def n_capped(self, values: pd.Series) -> int:  # noqa: ARG002 - the same face as NumericScale
        """Return 0: levels have no outliers."""
        return 0


Scale = NumericScale | NominalScale | OrdinalScale


def fit_scale(values: pd.Series, column: Column) -> Scale:
    """Learn the scale of one variable from the training customers.

    Parameters
    ----------
    values : Series
        Values in customer units; at least two different ones.
    column : Column
        Its kind decides the transform, its weight goes into the distance.

    Examples
    --------
    >>> from smartcart.customers import Role
    >>> spend = Column("spend", "Spend", Role.SEGMENTATION, Kind.AMOUNT)
    >>> scale = fit_scale(pd.Series([0.0, 9.0, 99.0]), spend)
    >>> scale.transform, scale.apply(pd.Series([9.0])).round(3).tolist()
    ('log1p', [[0.0]])
    >>> colour = Column("colour", "Colour", Role.SEGMENTATION, Kind.CATEGORY)
    >>> fit_scale(pd.Series(["red", "blue", "red", "red"]), colour).shares
    (0.25, 0.75)
    """
    if column.kind == Kind.CATEGORY:
        counts = values.value_counts().sort_index()
        shares = tuple(float(share) for share in counts / counts.sum())
        return NominalScale(column.name, tuple(map(str, counts.index)), shares, column.weight)
    if column.kind == Kind.ORDINAL:
        return fit_ordinal(values, column)
    return _fit_numeric(values, column)


@dataclass(frozen=True)
class Fences:
    """Tukey's far-out fences on the scale on which customers are compared.

    Attributes
    ----------
    low, high : float
    is_log : bool
        Whether the scale is log(1 + x).
    far_out : int
        Customers beyond them.
    """

    low: float
    high: float
    is_log: bool
    far_out: int


def find_fences(places: Places, column: Column) -> Fences:
    """Return the caps that the scale of a numeric column has, without learning the scale.

    Examples
    --------
    >>> from smartcart.customers import Role
    >>> age = Column("age", "Age", Role.SEGMENTATION, Kind.NUMBER)
    >>> find_fences(Places.of(np.array([20.0, 30.0, 40.0, 50.0, 120.0])), age)
    Fences(low=-30.0, high=110.0, is_log=False, far_out=1)
    """
    is_log = column.kind in LOG_KINDS
    x = log1p(places.values) if is_log else places.values
    first, third = Places(x, places.counts, places.codes).quantiles([0.25, 0.75])
    low, high = set_fences(first, third) or (float(x[0]), float(x[-1]))
    return Fences(low, high, is_log, int(places.counts[(x < low) | (x > high)].sum()))


def _fit_numeric(values: pd.Series, column: Column) -> NumericScale:
    transform = "log1p" if column.kind in LOG_KINDS else "identity"
    raw = values.to_numpy(dtype=np.float64, na_value=np.nan)
    x = log1p(raw) if transform == "log1p" else raw
    known = x[~np.isnan(x)]
    fill = float(np.median(known))
    low, high = _caps(known)
    capped = np.clip(np.where(np.isnan(x), fill, x), low, high)
    mean, deviation = float(capped.mean()), float(capped.std())
    scale = NumericScale(column.name, transform, fill, low, high, mean, 1.0, column.weight)
    return with_deviation(scale, deviation)


def with_deviation(scale: NumericScale, deviation: float) -> NumericScale:
    """Return a scale with its deviation; customers who differ by rounding all stand at 0.

    Examples
    --------
    >>> scale = NumericScale("x", "identity", 5.0, 4.0, 6.0, mean=5.1, deviation=1.0)
    >>> with_deviation(scale, 0.5).deviation
    0.5
    >>> with_deviation(scale, 1e-16).apply(pd.Series([4.0, 6.0])).ravel().tolist()
    [0.0, 0.0]
    """
    if is_rounding(deviation, scale.low, scale.high):
        return replace(scale, low=scale.fill, high=scale.fill, mean=scale.fill, deviation=1.0)
    return replace(scale, deviation=deviation)


def _caps(x: _Floats) -> tuple[float, float]:
    """Return Tukey's far-out fences, or the range where the quartiles coincide."""
    first, third = np.percentile(x, [25, 75])
    return set_fences(first, third) or (float(x.min()), float(x.max()))


def set_fences(first: float, third: float) -> tuple[float, float] | None:
    """Return Tukey's far-out fences around two quartiles; None where these coincide.

    Quartiles that differ by rounding coincide: fences that close would cap whoever differs.

    Examples
    --------
    >>> set_fences(20.0, 30.0), set_fences(0.3, 0.1 * 3)
    ((-10.0, 60.0), None)
    """
    if is_rounding(third - first, first, third):
        return None
    spread = FENCE * (third - first)
    return float(first - spread), float(third + spread)
