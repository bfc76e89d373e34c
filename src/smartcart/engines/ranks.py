"""Exact medians and quantiles of any number of customers, by radix selection.

The bits of a float, read as a whole number, have the order of the floats. So the value of a rank
is found 16 bits at a time, by counting only: four looks at the data for all columns, groups and
ranks together, nothing sorted and nothing moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from smartcart.engines.tally import merge_counts, tally

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["Wanted", "count_known", "find_ranked", "interpolate", "ranks_of"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]
_Keys = NDArray[np.uint64]

_DIGIT = 16
_LOOKS = 64 // _DIGIT
_MASK = np.uint64((1 << _DIGIT) - 1)


@dataclass(frozen=True, order=True)
class Wanted:
    """A rank that is asked for: of which column, in which group (-1: all), counted from 0."""

    column: int
    group: int
    rank: int


def count_known(
    blocks: DataFrame, columns: Sequence[int], labels: int | None = None, k: int = 1
) -> _Ints:
    """Count the customers whose value is known, shape (len(columns) * k,): group by group."""
    return tally(blocks, partial(_count_known, columns, labels, k))[1]


def find_ranked(
    blocks: DataFrame, wanted: Sequence[Wanted], labels: int | None = None
) -> dict[Wanted, float]:
    """Return the value of each rank asked for.

    Parameters
    ----------
    blocks : DataFrame
        A frame of blocks. Missing values are NaN and have no rank.
    wanted : sequence of Wanted
    labels : int, optional
        Row of each block that holds the group; not needed where only -1 is asked for.
    """
    prefixes = dict.fromkeys(wanted, 0)
    left = {each: each.rank for each in wanted}
    for look in range(_LOOKS):
        asked = sorted({(w.column, w.group, prefix) for w, prefix in prefixes.items()})
        keys, counts = tally(blocks, partial(_count_digits, asked, look, labels))
        places = {each: i for i, each in enumerate(asked)}
        for each in list(prefixes):
            place = places[each.column, each.group, prefixes[each]]
            own = slice(*np.searchsorted(keys, [place << _DIGIT, (place + 1) << _DIGIT]))
            reached = np.cumsum(counts[own])
            at = int(np.searchsorted(reached, left[each], side="right"))
            left[each] -= int(reached[at - 1]) if at else 0
            digit = int(keys[own][at]) & int(_MASK)
            prefixes[each] = (prefixes[each] << _DIGIT) | digit
    return {each: _value(key) for each, key in prefixes.items()}


def ranks_of(n: int, share: float) -> tuple[int, int]:
    """Return the ranks between which a quantile of n values lies.

    Examples
    --------
    >>> ranks_of(4, 0.5), ranks_of(5, 0.5)
    ((1, 2), (2, 3))
    """
    low = int(np.floor((n - 1) * share))
    return low, min(low + 1, n - 1)


def interpolate(low: float, high: float, n: int, share: float) -> float:
    """Return the quantile of n values between the values of its two ranks, as numpy does.

    Examples
    --------
    >>> values = np.array([0.1, 0.3, 0.9, 7.7])
    >>> bool(interpolate(0.1, 0.3, 4, 0.25) == np.quantile(values, 0.25))
    True
    """
    place = (n - 1) * share
    return float(np.quantile([low, high], place - np.floor(place)))


def _count_known(
    columns: Sequence[int], labels: int | None, k: int, blocks: Iterator[_Floats]
) -> tuple[_Ints, _Ints]:
    total = np.zeros((len(columns), k), np.int64)
    for block in blocks:
        none = np.zeros(block.shape[1], np.int64)
        groups = none if labels is None else block[labels].astype(np.int64)
        for i, column in enumerate(columns):
            total[i] += np.bincount(groups[~np.isnan(block[column])], minlength=k)
    return np.arange(total.size), total.ravel()


def _count_digits(
    asked: Sequence[tuple[int, int, int]], look: int, labels: int | None, blocks: Iterator[_Floats]
) -> tuple[_Ints, _Ints]:
    """Count the next 16 bits of the values that agree with a prefix, for each one asked about."""
    by_column: dict[int, list[tuple[int, int, int]]] = {}
    for place, (column, group, prefix) in enumerate(asked):
        by_column.setdefault(column, []).append((place, group, prefix))
    found: tuple[list[_Ints], list[_Ints]] = ([], [])
    for block in blocks:
        for keys, counts in _digits(block, by_column, look, labels):
            found[0].append(keys)
            found[1].append(counts)
    return merge_counts(*found)


def _digits(
    block: _Floats,
    by_column: Mapping[int, list[tuple[int, int, int]]],
    look: int,
    labels: int | None,
) -> Iterator[tuple[_Ints, _Ints]]:
    shift = np.uint64(64 - _DIGIT * (look + 1))
    for column, questions in by_column.items():
        values = block[column]
        known = ~np.isnan(values)
        keys = _keys(values[known])
        digits = ((keys >> shift) & _MASK).astype(np.int64)
        before = keys >> np.uint64(shift + _DIGIT) if look else np.zeros(len(keys), np.uint64)
        groups = None if labels is None else block[labels][known]
        for place, group, prefix in questions:
            own = before == np.uint64(prefix)
            if groups is not None and group >= 0:
                own &= groups == group
            distinct, counts = np.unique(digits[own], return_counts=True)
            yield distinct + (place << _DIGIT), counts.astype(np.int64)


def _keys(values: _Floats) -> _Keys:
    """Return whole numbers in the order of the values."""
    bits = (values + 0.0).view(np.uint64)
    top = np.uint64(1 << 63)
    return np.where(bits & top, ~bits, bits | top)


def _value(key: int) -> float:
    bits = key ^ (1 << 63) if key >> 63 else ~key & ((1 << 64) - 1)
    return float(np.array([bits], dtype=np.uint64).view(np.float64)[0])
