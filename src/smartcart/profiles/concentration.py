"""How unevenly value is spread over customers, and the tiers that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smartcart.shown import Shown

__all__ = ["TIER_RULE", "Concentration", "Tier", "gini", "measure_concentration", "share_of_top"]

_Floats = NDArray[np.float64]

#: Each tier ends where so much of the value is reached, from the largest customer down.
_TIERS = {"A": 0.5, "B": 0.8, "C": 1.0}
TIER_RULE = (
    "From the largest customer down, tier A carries the first 50 % of the value, B the next 30 %, "
    "C the rest; customers of equal value share a tier. High-value is tier A."
)


@dataclass(frozen=True)
class Tier:
    """Customers who together carry a stated part of the value.

    ``low`` is the smallest value that belongs to the tier; shares are 0 to 1.
    """

    tier: str
    customers: int
    share_customers: float
    share_value: float
    low: float


@dataclass(frozen=True)
class Concentration(Shown):
    """How unevenly value is spread.

    Attributes
    ----------
    measure : str
        What the value is.
    gini, share_top_tenth, share_top_fifth : float or None
        None where no value is above 0.
    tiers : tuple of Tier
        Largest first; empty where no value is above 0.
    note : str
        What was left out or counted otherwise; empty where nothing was.
    """

    measure: str
    gini: float | None
    share_top_tenth: float | None
    share_top_fifth: float | None
    tiers: tuple[Tier, ...]
    note: str

    @property
    def high_value_from(self) -> float | None:
        """The smallest value of a high-value customer (tier A)."""
        return self.tiers[0].low if self.tiers else None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Concentration:
        """Return what `dataclasses.asdict` took apart."""
        return cls(**{**data, "tiers": tuple(Tier(**each) for each in data["tiers"])})


def measure_concentration(values: ArrayLike, measure: str) -> Concentration:
    """Measure how unevenly value is spread, and cut the customers into tiers.

    Parameters
    ----------
    values : array of shape (n_customers,)
        Missing ones are left out, negative ones count as 0; the note says how many.

    Examples
    --------
    >>> found = measure_concentration([50.0, 30.0, 10.0, 10.0], "spend")
    >>> [(tier.tier, tier.customers, tier.low) for tier in found.tiers]
    [('A', 1, 50.0), ('B', 1, 30.0), ('C', 2, 10.0)]
    """
    given = np.asarray(values, dtype=np.float64)
    known = given[~np.isnan(given)]
    worth = np.maximum(known, 0.0)
    note = _note(len(given) - len(known), int((known < 0).sum()), bool(worth.sum() > 0))
    if not worth.sum() > 0:
        return Concentration(measure, None, None, None, (), note)
    return Concentration(
        measure,
        gini(worth),
        share_of_top(worth, 0.1),
        share_of_top(worth, 0.2),
        _tiers(worth),
        note,
    )


def gini(values: ArrayLike) -> float:
    """Return the Gini coefficient (Gini 1912): 0 all alike, near 1 where one has everything.

    Half the mean difference of two customers drawn at random, over the mean.

    Parameters
    ----------
    values : array of shape (n_customers,)
        Not negative, not all 0.

    Examples
    --------
    >>> gini([1.0, 1.0]), gini([0.0, 1.0]), gini([0.0, 0.0, 0.0, 1.0])
    (0.0, 0.5, 0.75)
    """
    rising = np.sort(np.asarray(values, dtype=np.float64))
    n = len(rising)
    weights = 2 * np.arange(1, n + 1) - n - 1
    return float(np.sum(weights * rising) / (n * rising.sum()))


def share_of_top(values: ArrayLike, top: float) -> float:
    """Return the share of all value that the largest customers carry.

    Parameters
    ----------
    values : array of shape (n_customers,)
        Not negative, not all 0.
    top : float
        Share of the customers, 0 to 1; one who stands on the border counts in part.

    Examples
    --------
    >>> share_of_top([6.0, 2.0, 1.0, 1.0], 0.25), share_of_top([6.0, 2.0, 1.0, 1.0], 0.375)
    (0.6, 0.7)
    """
    falling = np.sort(np.asarray(values, dtype=np.float64))[::-1]
    carried = np.r_[0.0, np.cumsum(falling)] / falling.sum()
    return float(np.interp(top * len(falling), np.arange(len(carried)), carried))


def _tiers(worth: _Floats) -> tuple[Tier, ...]:
    falling = np.sort(worth)[::-1]
    carried = np.cumsum(falling)
    # A whisker below, so that a part that is reached exactly is not missed by rounding.
    last = [int(np.argmax(carried >= (end - 1e-12) * carried[-1])) for end in _TIERS.values()]
    lows = [float(falling[each]) for each in last[:-1]] + [float(falling[-1])]
    tiers, above = [], np.inf
    for name, low in zip(_TIERS, lows, strict=True):
        own = (worth >= low) & (worth < above)
        if own.any():
            share = float(worth[own].sum() / carried[-1])
            tiers.append(Tier(name, int(own.sum()), float(own.mean()), share, low))
        above = low
    return tuple(tiers)


def _note(missing: int, negative: int, is_there: bool) -> str:
    notes = [
        f"Customers of unknown value, left out: {missing:,}." if missing else "",
        f"Customers of negative value, counted as 0: {negative:,}." if negative else "",
        "" if is_there else "No customer has a value above 0, so there are no tiers.",
    ]
    return " ".join(note for note in notes if note)
