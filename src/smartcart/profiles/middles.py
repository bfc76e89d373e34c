"""The middle customers of each segment, by the places of their values: exact, and not sorted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcart.features import Places

__all__ = ["Grouped", "median_of"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Grouped:
    """Customers by segment: those of the first, then those of the second, and so on.

    Attributes
    ----------
    rows : int array of shape (n_customers,)
    ends : int array of shape (k,)
        Where each segment ends in `rows`.
    """

    rows: _Ints
    ends: _Ints

    @classmethod
    def of(cls, labels: NDArray[np.integer], k: int) -> Grouped:
        """Put customers with their segment.

        Examples
        --------
        >>> Grouped.of(np.array([1, 0, 1]), 2).rows.tolist()
        [1, 0, 2]
        """
        narrow = labels.astype(np.min_scalar_type(max(k, 1)))  # sorted by counting
        return cls(np.argsort(narrow, kind="stable"), np.cumsum(np.bincount(labels, minlength=k)))

    def middles(self, places: Places) -> _Ints:
        """Return the places of the two middle customers of each segment, shape (k, 2).

        Of an odd number both are the one in the middle; -1 where nobody's value is known.

        Examples
        --------
        >>> places = Places.of(np.array([7.0, 3.0, 9.0, np.nan]))
        >>> Grouped.of(np.array([0, 1, 0, 1]), 3).middles(places).tolist()
        [[1, 2], [0, 0], [-1, -1]]
        """
        codes = places.codes[self.rows]
        return np.array([_middle(each) for each in np.split(codes, self.ends[:-1])], np.int64)


def median_of(middles: _Ints, numbers: _Floats) -> _Floats:
    """Return the medians of numbers that rise with the places; NaN where nobody is known.

    Examples
    --------
    >>> median_of(np.array([[0, 1], [1, 1], [-1, -1]]), np.array([7.0, 9.0])).tolist()
    [8.0, 9.0, nan]
    """
    pairs = np.append(numbers, np.nan)[middles]
    return np.asarray((pairs[:, 1] + pairs[:, 0]) / 2)


def _middle(codes: NDArray[np.signedinteger]) -> tuple[int, int]:
    missing = int((codes < 0).sum())
    known = len(codes) - missing
    if not known:
        return -1, -1
    low, high = missing + (known - 1) // 2, missing + known // 2  # missing ones come first
    parted = np.partition(codes, [low, high])
    return int(parted[low]), int(parted[high])
