"""Summed distances of each customer to the groups of several labellings, in one pass."""

from __future__ import annotations

from collections.abc import Callable
from ctypes import CDLL
from functools import partial
from threading import Event, Semaphore

import numpy as np
from numpy.typing import NDArray

from smartcart.kernels.layout import ROWS
from smartcart.kernels.library import find_library
from smartcart.threads import in_threads

__all__ = ["sum_distances"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Customers of a block (a multiple of `ROWS`), whose sums stay in the processor's cache.
_BLOCK = 1024
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
    order = np.argsort(cells, kind="stable")
    sums = _by_kernel(library, points[order], cells[order], groups, n_groups)[:, : len(points)]
    for each in sums:
        each[order] = each.copy()
    return sums


def _by_kernel(
    library: CDLL, points: _Floats, cells: _Ints, groups: _Ints, n_groups: int
) -> _Floats:
    """Return the sums of points that stand cell by cell, and of those that fill up the last rows.

    Each pair is measured once, block by block, and taken by both.
    """
    (n, d), n_cells, filled = points.shape, groups.shape[1], -(-len(points) // ROWS) * ROWS
    # What fills up the last rows is in a cell that never ends, of which no group hears.
    rows, of_rows = np.zeros((filled, d)), np.full(filled + 1, n_cells, np.int64)
    rows[:n], of_rows[:n] = points, cells
    columns = np.ascontiguousarray(rows.reshape(-1, ROWS, d).swapaxes(1, 2))
    groups, taken = np.ascontiguousarray(groups, dtype=np.int64), np.zeros(filled)
    sums = np.zeros((n_groups, filled))
    group_sums = partial(
        library.smartcart_group_sums,
        rows,
        columns,
        filled,
        d,
        of_rows,
        groups,
        n_cells,
        len(groups),
        taken,
        sums,
    )

    def take(*blocks: int) -> None:
        group_sums(*(min(end * _BLOCK, filled) for block in blocks for end in (block, block + 1)))

    _in_turn(take, -(-n // _BLOCK))
    return sums


def _in_turn(take: Callable[[int, int], None], n_blocks: int) -> None:
    """Call `take` for all blocks i <= j on all cores, for (i, j) after (i - 1, j) and (i, j - 1).

    So each customer takes its distances in the order of customers. A thread has all of one i, and
    waits for the one before, which has begun before. After an error nobody waits or takes more.
    """
    done, failed = [Semaphore(0) for _ in range(n_blocks)], Event()

    def take_all(one: int) -> None:
        try:
            for other in range(one, n_blocks):
                if one > 0:
                    done[one - 1].acquire()
                if failed.is_set():
                    return
                take(one, other)
                if other > one:
                    done[one].release()
        except BaseException:
            failed.set()
            raise
        finally:  # whoever waits for this one finds it over
            done[one].release(n_blocks)

    in_threads(take_all, range(n_blocks))


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
