"""The customers on whom numbers of clusters are compared, from a space or from any matrix."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from smartcart.clusters import sample_positions
from smartcart.errors import DataError
from smartcart.space import Space

__all__ = ["check_matrix", "panel_of"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Squares of larger numbers leave the range of a float.
_LARGEST = 1e100


def panel_of(space: Space | pd.DataFrame | ArrayLike, size: int) -> tuple[_Floats, _Ints, int]:
    """Return the points compared, their positions among all, and how many there are.

    Examples
    --------
    >>> points, positions, n = panel_of(np.arange(300.0).reshape(150, 2), 100)
    >>> points.shape, positions.shape, n
    ((100, 2), (100,), 150)
    """
    if isinstance(space, Space):
        points, index = space.points, space.coordinates.index
    else:
        points = check_matrix(space)
        index = space.index if isinstance(space, pd.DataFrame) else pd.RangeIndex(len(points))
    positions = sample_positions(index, size)
    return points[positions], positions, len(points)


def check_matrix(matrix: pd.DataFrame | ArrayLike) -> _Floats:
    """Return a matrix as floats.

    Raises
    ------
    DataError
        When it is not a numeric table of at least two rows, or a value cannot be computed
        with; the message names row and column.

    Examples
    --------
    >>> check_matrix([[1, 2], [3, 4]]).dtype
    dtype('float64')
    >>> check_matrix([[1.0], [float("nan")]])
    Traceback (most recent call last):
    smartcart.errors.DataError: The matrix holds a missing value in row 1, column 0 (1 in all).
    Next step: Fill or drop it first; smartcart.segment does so for a table of customers.
    """
    try:
        points = np.asarray(matrix, dtype=np.float64)
    except (TypeError, ValueError):
        raise DataError(
            "The matrix holds something that is no number.",
            "Give numeric columns only; smartcart.segment reads tables with texts.",
        ) from None
    if points.ndim != 2 or points.shape[1] == 0:
        raise DataError(
            f"A matrix has rows and columns; what came has the shape {points.shape}.",
            "Reshape one column with .reshape(-1, 1).",
        )
    if len(points) < 2:
        raise DataError(
            f"The matrix has {len(points)} row; a comparison needs at least 2.",
            "Give more rows.",
        )
    _refuse(np.isnan(points), "a missing value")
    _refuse(np.abs(points) > _LARGEST, "an infinite or huge value")
    return np.ascontiguousarray(points)


def _refuse(bad: NDArray[np.bool_], what: str) -> None:
    if bad.any():
        row, column = np.argwhere(bad)[0]
        raise DataError(
            f"The matrix holds {what} in row {row}, column {column} ({int(bad.sum()):,} in all).",
            "Fill or drop it first; smartcart.segment does so for a table of customers.",
        )
