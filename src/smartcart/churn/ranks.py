"""Where a value stands among peers, learnt as a few points."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smartcart.kernels import Curves

__all__ = ["PeerRanks", "join_curves", "learn_ranks"]

_Floats = NDArray[np.float64]

#: Points that are kept of a curve; between them it is straight.
_POINTS = 101


@dataclass(frozen=True)
class PeerRanks:
    """A curve from values to ranks among peers, 0 to 1.

    Attributes
    ----------
    values : tuple of float
        Rising; empty where no peer has a value.
    ranks : tuple of float
        The ridit of each value (Bross 1958): the share of peers before it, and half of those at
        it.
    """

    values: tuple[float, ...]
    ranks: tuple[float, ...]

    def place(self, values: ArrayLike) -> _Floats:
        """Return the rank of each value; NaN stays NaN. Beyond all peers is as the last of them.

        Examples
        --------
        >>> learn_ranks([1.0, 2.0, 2.0, 9.0]).place([1.0, 2.0, 5.5, 99.0, np.nan]).tolist()
        [0.125, 0.5, 0.6875, 0.875, nan]
        """
        numbers = np.asarray(values, dtype=np.float64)
        return join_curves([self]).place(numbers, np.zeros(numbers.shape, dtype=np.int64))

    def place_one(self, value: float) -> float:
        """Return the rank of one value, the same to the last bit.

        Examples
        --------
        >>> learn_ranks([1.0, 2.0, 2.0, 9.0]).place_one(5.5)
        0.6875
        """
        if not self.values:
            return math.nan
        at = bisect_right(self.values, value) - 1
        if at < 0:
            return self.ranks[0]
        return self.slopes[at] * (value - self.values[at]) + self.ranks[at]

    @cached_property
    def slopes(self) -> list[float]:
        """Rise of the curve from each point to the next; at the last one it is level.

        So it is between two values that are too close for a slope.
        """
        x, y = np.array(self.values), np.array(self.ranks)
        with np.errstate(over="ignore"):
            slopes = np.diff(y) / np.diff(x)
        return [*np.where(np.isfinite(slopes), slopes, 0.0).tolist(), 0.0]


def join_curves(curves: Sequence[PeerRanks]) -> Curves:
    """Lay curves out, one for each group in its order.

    A curve without values has one point, which says nothing.
    """
    grid = np.unique(np.concatenate([np.array(curve.values) for curve in curves]))
    at, x, y, slope = [], list[float](), list[float](), list[float]()
    for curve in curves:
        values, ranks = curve.values or (0.0,), curve.ranks or (math.nan,)
        place = np.searchsorted(np.array(values), grid, side="right") - 1
        # One more point stands for what lies before the curve: it is level there.
        at.append(np.concatenate([[0], np.maximum(place, -1) + 1]) + len(x))
        x += [values[0], *values]
        y += [ranks[0], *ranks]
        slope += [0.0, *(curve.slopes if curve.values else [0.0])]
    return Curves(grid, np.array(at), np.array(x), np.array(y), np.array(slope))


def learn_ranks(values: ArrayLike, *, falling: bool = False) -> PeerRanks:
    """Learn where values stand among those of peers.

    Parameters
    ----------
    values : array of shape (n_peers,)
        Missing ones are left out; their order does not matter.
    falling : bool
        Whether the smallest value comes last.

    Returns
    -------
    PeerRanks
        Exact for up to 101 different values; of more, 101 points spread evenly over the peers.

    Examples
    --------
    >>> learn_ranks([3.0, 1.0], falling=True)
    PeerRanks(values=(1.0, 3.0), ranks=(0.75, 0.25))
    """
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    distinct, counts = np.unique(known, return_counts=True)
    ranks = (np.cumsum(counts) - counts / 2) / max(len(known), 1)
    if len(distinct) > _POINTS:
        wanted = np.linspace(ranks[0], ranks[-1], _POINTS)
        kept = np.unique(np.searchsorted(ranks, wanted).clip(0, len(ranks) - 1))
        distinct, ranks = distinct[kept], ranks[kept]
    if falling:
        ranks = 1 - ranks
    return PeerRanks(tuple(distinct.tolist()), tuple(ranks.tolist()))
