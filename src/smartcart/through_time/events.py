"""What became of segments: survive, split, merge, birth, death."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcart.segmentation import LASTS

__all__ = ["PART", "Change", "find_changes", "measure_jaccards", "pair_lasting"]

_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]

#: A part of a split, or a source of a merge, is at least so much of the whole.
PART = 0.1


@dataclass(frozen=True)
class Change:
    """One event, by the rows (old) and columns (new) of the overlap."""

    kind: str
    old: tuple[int, ...]
    new: tuple[int, ...]
    overlap: float


def measure_jaccards(shared: _Ints) -> _Floats:
    """Return customers in both segments, divided by customers in either; 0 for two empty ones.

    Examples
    --------
    >>> measure_jaccards(np.array([[3, 1], [0, 4]])).round(2).tolist()
    [[0.75, 0.12], [0.0, 0.8]]
    """
    either = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0, keepdims=True) - shared
    return np.asarray(shared / np.maximum(either, 1), dtype=np.float64)


def pair_lasting(jaccards: _Floats) -> dict[int, int]:
    """Pair old and new segments one to one (Kuhn 1955), only where the Jaccard is at least 0.5.

    Weaker overlaps count as none before the pairing, so that two of them can never outweigh a
    pair that lasts.

    Examples
    --------
    >>> pair_lasting(np.array([[0.55, 0.4], [0.4, 0.0]]))
    {0: 0}
    """
    from scipy.optimize import linear_sum_assignment  # few need it; it loads long

    lasting = np.where(jaccards >= LASTS, jaccards, 0.0)
    pairs = zip(*linear_sum_assignment(lasting, maximize=True), strict=True)
    return {int(i): int(j) for i, j in pairs if lasting[i, j] > 0}


def find_changes(shared: _Ints, pairs: dict[int, int]) -> list[Change]:
    """Return what became of every segment (after MONIC; Spiliopoulou et al. 2006).

    Parameters
    ----------
    shared : int array of shape (n_old, n_new)
        Customers by old and new segment.
    pairs : dict of int to int
        Old segments that last, with the new ones they are.

    Returns
    -------
    list of Change
        Every old and every new segment is in at least one. Of a split, ``overlap`` is the share
        of the old segment in its parts; of a merge, the share of the new segment from its
        sources; of a survivor, the Jaccard; of a birth, the largest share that came from one old
        segment; of a death, the largest share that went to one new segment.

    Examples
    --------
    >>> for change in find_changes(np.array([[50, 0, 40], [0, 60, 0]]), {0: 0, 1: 1}):
    ...     print(change.kind, change.old, change.new, round(change.overlap, 2))
    split (0,) (0, 2) 1.0
    survive (1,) (1,) 1.0
    """
    of_old = shared / np.maximum(shared.sum(axis=1, keepdims=True), 1)
    of_new = shared / np.maximum(shared.sum(axis=0, keepdims=True), 1)
    splits = _gather("split", of_old, of_new, pairs)
    inverse = {j: i for i, j in pairs.items()}
    merges = [
        Change("merge", each.new, each.old, each.overlap)
        for each in _gather("merge", of_new.T, of_old.T, inverse)
    ]
    told = [*splits, *merges]
    told += _survivors(told, pairs, measure_jaccards(shared))
    old_told = {i for each in told for i in each.old}
    new_told = {j for each in told for j in each.new}
    births = [
        Change("birth", (), (j,), float(of_new[:, j].max(initial=0.0)))
        for j in range(shared.shape[1])
        if j not in new_told
    ]
    deaths = [
        Change("death", (i,), (), float(of_old[i].max(initial=0.0)))
        for i in range(shared.shape[0])
        if i not in old_told
    ]
    return [*told, *births, *deaths]


def _survivors(told: list[Change], pairs: dict[int, int], jaccards: _Floats) -> list[Change]:
    """Return the pairs that neither split nor merged."""
    old_told = {i for each in told for i in each.old}
    return [
        Change("survive", (i,), (j,), float(jaccards[i, j]))
        for i, j in pairs.items()
        if i not in old_told
    ]


def _gather(kind: str, of_whole: _Floats, of_part: _Floats, pairs: dict[int, int]) -> list[Change]:
    """Return the wholes that fell into parts: most of a part is of the whole, a tenth of it."""
    found = []
    for i in range(of_whole.shape[0]):
        is_part = (of_part[i] > LASTS) & (of_whole[i] >= PART)
        if i in pairs:
            is_part[pairs[i]] = True
        parts = np.flatnonzero(is_part)
        overlap = float(of_whole[i, parts].sum())
        if len(parts) > 1 and overlap >= LASTS:
            found.append(Change(kind, (i,), tuple(parts.tolist()), overlap))
    return found
