"""The elbow: where more clusters stop paying."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["elbow_heights", "find_elbow"]


def elbow_heights(inertia: Sequence[float]) -> NDArray[np.float64]:
    """Return how far a falling curve hangs below the straight line between its ends.

    Both axes are scaled to 0..1 first, so that units do not matter; this is the difference
    curve of Kneedle (Satopaa et al. 2011).

    Examples
    --------
    >>> elbow_heights([10.0, 2.0, 1.0, 0.0]).round(2).tolist()
    [0.0, 0.47, 0.23, 0.0]
    """
    values = np.asarray(inertia, dtype=np.float64)
    span = values.max() - values.min()
    if len(values) < 2 or span == 0:
        return np.zeros(len(values))
    return np.asarray(1.0 - np.linspace(0, 1, len(values)) - (values - values.min()) / span)


def find_elbow(ks: Sequence[int], inertia: Sequence[float]) -> int:
    """Return the k at the knee of the inertia curve, the smallest one in a tie.

    Examples
    --------
    >>> find_elbow([1, 2, 3, 4], [10.0, 2.0, 1.0, 0.0])
    2
    """
    return int(ks[int(np.argmax(elbow_heights(inertia)))])
