"""Values -> the distinct values, and the place of each customer among them: sorted once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["Places"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]
_Codes = NDArray[np.signedinteger]

#: So many values say whether most of them are different.
_SAMPLE = 10_000


@dataclass(frozen=True, eq=False)
class Places:
    """What is known of an order: everything that ranks, quantiles and parts need.

    Attributes
    ----------
    values : array of shape (n_distinct,)
        Rising, without repeats.
    counts : int array of shape (n_distinct,)
        Customers who have each.
    codes : int array of shape (n_customers,)
        Position of each customer's value; -1 where it is missing. As narrow as will do.
    """

    values: _Floats
    counts: _Ints
    codes: _Codes

    @classmethod
    def of(cls, numbers: _Floats) -> Places:
        """Sort the values.

        Examples
        --------
        >>> found = Places.of(np.array([7.0, 9.0, np.nan, 7.0]))
        >>> found.values.tolist(), found.counts.tolist(), found.codes.tolist()
        ([7.0, 9.0], [2, 1], [0, 1, -1, 0])
        """
        head = numbers[:_SAMPLE]
        # Of many repeats a table of those met is quicker than sorting, and slower of few.
        if len(np.unique(head)) > len(head) / 2:
            values, codes = _by_sorting(numbers)
        else:
            values, codes = _by_meeting(numbers)
        narrow = codes.astype(np.min_scalar_type(-max(len(values), 1)), copy=False)
        return cls(values, np.bincount(codes[codes >= 0], minlength=len(values)), narrow)

    @cached_property
    def n_known(self) -> int:
        """Customers whose value is known."""
        return int(self.counts.sum())

    @property
    def ranks(self) -> _Floats:
        """Rank of each distinct value from 1; equal values share the mean of theirs."""
        return np.asarray(np.cumsum(self.counts) - (self.counts - 1) / 2)

    def spread(self, of_values: NDArray[np.generic], rows: slice = slice(None)) -> _Floats:
        """Give each customer the number of its value; NaN where it is missing.

        Examples
        --------
        >>> Places.of(np.array([7.0, 9.0, np.nan])).spread(np.array([0.25, 0.75])).tolist()
        [0.25, 0.75, nan]
        """
        return np.asarray(np.append(of_values, np.nan)[self.codes[rows]])

    def quantiles(self, shares: NDArray[np.float64] | list[float]) -> _Floats:
        """Return quantiles of the known values, at least one, as `numpy.quantile` does.

        Examples
        --------
        >>> Places.of(np.array([7.0, 9.0, np.nan, 7.0])).quantiles([0.5, 0.75]).tolist()
        [7.0, 8.0]
        """
        return _between(self.values, self.counts, np.asarray(shares))

    @property
    def middle(self) -> _Ints:
        """Places of the two middle customers, shape (1, 2): -1 where nobody's value is known."""
        if not self.n_known:
            return np.array([[-1, -1]])
        wanted = [[(self.n_known - 1) // 2, self.n_known // 2]]
        return np.asarray(np.searchsorted(np.cumsum(self.counts), wanted, side="right"))


def _by_meeting(numbers: _Floats) -> tuple[_Floats, _Codes]:
    met, values = pd.factorize(numbers)
    order = np.argsort(values, kind="stable")
    place = np.empty(len(values) + 1, dtype=np.int32)
    place[order] = np.arange(len(values))
    place[-1] = -1
    return np.asarray(values[order] + 0.0), place[met]


def _by_sorting(numbers: _Floats) -> tuple[_Floats, _Codes]:
    order = np.argsort(numbers)
    rising = numbers[order]
    n_known = len(rising) - int(np.isnan(numbers).sum())
    rising = rising[:n_known]
    starts = np.ones(n_known, dtype=bool)
    np.not_equal(rising[1:], rising[:-1], out=starts[1:])
    codes = np.full(len(numbers), -1, dtype=np.int32)
    codes[order[:n_known]] = np.cumsum(starts, dtype=np.int32) - 1
    return np.asarray(rising[starts] + 0.0), codes


def _between(values: _Floats, counts: _Ints, shares: _Floats) -> _Floats:
    """Interpolate as `numpy.quantile` does, to the same bits."""
    ends = np.cumsum(counts)
    place = shares * (ends[-1] - 1)
    below = np.floor(place).astype(np.int64)
    part = place - below
    low, high = (
        values[np.searchsorted(ends, np.minimum(each, ends[-1] - 1), side="right")]
        for each in (below, below + 1)
    )
    step = high - low
    return np.asarray(np.where(part >= 0.5, high - step * (1 - part), low + step * part))
