"""Summed distances of each customer to the groups of several labellings, in one pass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smartcart.kernels.library import find_library
from smartcart.threads import in_threads

__all__ = ["sum_distances"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Customers taken together by the compiled kernel (``ROWS`` in wide.h).
_ROWS = 16
#: Distances that one thread computes at a time: fewer are not worth another thread.
_PAIRS = 20_000_000
#: Distances held at a time by numpy.
_HELD = 1 << 20


def sum_distances(points: _Floats, cells: _Ints, groups: _Ints, n_groups: int) -> _Floats:
    """Return the summed Euclidean distances of each point to the members of each group.

    Distances are added in the order of the points within each cell, then cell by cell: the
    compiled kernel, numpy, and any number of threads give the same bits.

    Parameters
    ----------
    points : array of shape (n, d)
    cells : int array of shape (n,)
        The cell of each point: points in one cell are in one group of every labelling.
    groups : int array of shape (n_labellings, n_cells)
        To which group of each labelling a cell belongs; no two labellings share a number.
    n_groups : int
        Groups of all labellings together.

    Returns
    -------
    array of shape (n_groups, n)

    Examples
    --------
    >>> points, cells = np.array([[0.0], [1.0], [5.0]]), np.array([0, 0, 1])
    >>> sum_distances(points, cells, np.array([[0, 1]]), 2).tolist()
    [[1.0, 1.0, 9.0], [5.0, 4.0, 0.0]]
    """
    library = find_library()
    if library is None:
        return _by_numpy(points, cells, groups, n_groups)
    rows, groups = np.ascontiguousarray(points), np.ascontiguousarray(groups)
    order = np.argsort(cells, kind="stable")
    ends = np.cumsum(np.bincount(cells, minlength=groups.shape[1]))
    sums, in_cells = np.empty((n_groups, len(rows))), rows[order]
    share = _ROWS * max(1, _PAIRS // (_ROWS * max(1, len(rows))))

    def take(first: int) -> None:
        room = np.empty((rows.shape[1] + n_groups) * _ROWS)
        library.smartcart_group_sums(
            rows,
            *rows.shape,
            first,
            min(first + share, len(rows)),
            in_cells,
            ends,
            groups.shape[1],
            groups,
            len(groups),
            n_groups,
            room,
            sums,
        )

    in_threads(take, range(0, len(rows), share))
    return sums


def _by_numpy(points: _Floats, cells: _Ints, groups: _Ints, n_groups: int) -> _Floats:
    n, n_cells = len(points), groups.shape[1]
    sums, step = np.empty((n_groups, n)), max(1, _HELD // max(n, 1))
    for start in range(0, n, step):
        rows = points[start : start + step]
        here = np.arange(len(rows))[:, np.newaxis]
        squares = np.zeros((len(rows), n))
        for mine, all_of_them in zip(rows.T, points.T, strict=True):
            squares += (mine[:, np.newaxis] - all_of_them) ** 2
        # bincount adds in the order of its input, as the kernel does.
        by_cell = _added(here * n_cells + cells, np.sqrt(squares), len(rows) * n_cells)
        by_cell = np.tile(by_cell.reshape(-1, n_cells), len(groups))
        by_group = _added(here * n_groups + groups.ravel(), by_cell, len(rows) * n_groups)
        sums[:, start : start + step] = by_group.reshape(-1, n_groups).T
    return sums


def _added(places: _Ints, numbers: _Floats, n: int) -> _Floats:
    sums = np.bincount(places.ravel(), weights=numbers.ravel(), minlength=n)
    return np.asarray(sums, dtype=np.float64)
