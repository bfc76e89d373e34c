"""Labels that would cover each other, moved apart."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

__all__ = ["move_apart"]

_ROUNDS = 200


def move_apart(centres: NDArray[np.float64], width: float, height: float) -> NDArray[np.float64]:
    """Return centres near the given ones at which boxes of one size do not overlap.

    Each pair that overlaps is pushed apart along the side where less is missing, until none
    does; after 200 rounds it is left as it is.

    Parameters
    ----------
    centres : array of shape (n, 2)
    width, height : float
        Size of every box, in the unit of the centres.

    Examples
    --------
    >>> move_apart(np.array([[0.0, 0.0], [1.0, 0.0], [9.0, 0.0]]), 2.0, 4.0).tolist()
    [[-0.5, 0.0], [1.5, 0.0], [9.0, 0.0]]
    """
    size = np.array([width, height])
    moved = np.array(centres, dtype=np.float64)
    for _ in range(_ROUNDS):
        pushed = [_push(moved, i, j, size) for i, j in combinations(range(len(moved)), 2)]
        if not any(pushed):
            break
    return moved


def _push(moved: NDArray[np.float64], i: int, j: int, size: NDArray[np.float64]) -> bool:
    """Push two boxes apart in place; return whether they overlapped."""
    away = moved[j] - moved[i]
    missing = size - np.abs(away)
    if missing.min() <= 1e-9:
        return False
    side = int(np.argmin(missing))
    step = (missing[side] / 2) * (1.0 if away[side] >= 0 else -1.0)
    moved[i, side] -= step
    moved[j, side] += step
    return True
