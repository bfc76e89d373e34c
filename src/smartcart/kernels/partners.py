"""The cheapest partner of each cluster among others, by squared distance and weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smartcart.kernels.layout import ROWS
from smartcart.kernels.library import find_library
from smartcart.threads import in_threads

__all__ = ["find_partners"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Pairs that one thread looks at in a go: fewer are not worth another thread.
_PAIRS = 5_000_000


def find_partners(
    seekers: _Floats, inverse: _Floats, others: _Floats, other_inverse: _Floats, own: _Ints | None
) -> _Ints | None:
    """Return the place of the cheapest other of each seeker; None without compiled kernels.

    A pair costs its squared distance, added coordinate by coordinate, divided by the sum of
    its two inverse weights. ``smartcart.clusters`` does the same with numpy.

    Parameters
    ----------
    seekers : array of shape (n, d)
    inverse : array of shape (n,)
        Inverse weights; sums of two are above 0.
    others, other_inverse : arrays of shape (m, d) and (m,)
    own : int array of shape (n,), optional
        The place that a seeker may not choose. In a tie, it takes the one that differs from it
        in the lowest binary places; the first one, where no places are given.

    Examples
    --------
    >>> line, weights = np.array([[0.0], [3.0], [4.0]]), np.ones(3)
    >>> found = find_partners(line, weights, line, weights, np.arange(3))
    >>> found is None or found.tolist() == [1, 2, 1]
    True
    """
    library = find_library()
    if library is None:
        return None
    seekers, others = np.ascontiguousarray(seekers), np.ascontiguousarray(others)
    found = np.empty(len(seekers), np.int64)
    share = ROWS * max(1, _PAIRS // (ROWS * len(others)))

    def take(first: int) -> None:
        columns = np.empty((seekers.shape[1], ROWS))
        library.smartcart_partners(
            seekers,
            inverse,
            own,
            first,
            min(first + share, len(seekers)),
            seekers.shape[1],
            others,
            other_inverse,
            len(others),
            columns,
            found,
        )

    in_threads(take, range(0, len(seekers), share))
    return found
