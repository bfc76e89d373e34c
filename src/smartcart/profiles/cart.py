"""Codes and classes -> a decision tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Node", "Split", "grow_tree"]

_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Node:
    """A part of the customers.

    Attributes
    ----------
    own : int
        The class that most of them are in, the first one in a tie.
    split : Split or None
        How they part; None at a leaf.
    """

    own: int
    split: Split | None

    def classes(self) -> Iterator[int]:
        """Yield the class of each leaf, from left to right."""
        if self.split is None:
            yield self.own
        else:
            yield from self.split.low.classes()
            yield from self.split.high.classes()


@dataclass(frozen=True)
class Split:
    """A question: whether the code in a column is at most a border.

    Attributes
    ----------
    column, border : int
    low, high : Node
        Those who say yes, and those who say no.
    """

    column: int
    border: int
    low: Node
    high: Node


def grow_tree(codes: _Ints, classes: _Ints, depth: int, fewest: int) -> Node:
    """Grow a decision tree (CART; Breiman, Friedman, Olshen & Stone 1984) by Gini's impurity.

    Each part is divided where that lowers the impurity most, the first column and then the lowest
    border in a tie, half-way between two codes that there are; until it is of one class, `depth`
    is reached, or it has fewer than twice `fewest`.

    Parameters
    ----------
    codes : int array of shape (n, n_columns)
        From 0.
    classes : int array of shape (n,)
        From 0.
    depth : int
        Questions one after the other at most.
    fewest : int
        No part is smaller, at least 1.

    Examples
    --------
    >>> tree = grow_tree(np.array([[0, 3], [1, 0], [1, 8]]), np.array([0, 1, 1]), 2, 1)
    >>> tree.split.column, tree.split.border, tree.split.low.own, tree.split.high.own
    (0, 0, 0, 1)
    """
    widths = codes.max(axis=0, initial=0) + 1
    starts = np.concatenate([[0], np.cumsum(widths)])
    return _grow(codes, classes, starts, (depth, fewest, int(classes.max()) + 1))


def _grow(codes: _Ints, classes: _Ints, starts: _Ints, limits: tuple[int, int, int]) -> Node:
    depth, fewest, n_classes = limits
    sizes = np.bincount(classes, minlength=n_classes)
    own = int(sizes.argmax())
    if depth == 0 or len(classes) < 2 * fewest or sizes[own] == len(classes):
        return Node(own, None)
    found = _best_split(codes, classes, starts, fewest, sizes)
    if found is None:
        return Node(own, None)
    column, border = found
    below, deeper = codes[:, column] <= border, (depth - 1, fewest, n_classes)
    low, high = (_grow(codes[part], classes[part], starts, deeper) for part in (below, ~below))
    return Node(own, Split(column, border, low, high))


def _best_split(
    codes: _Ints, classes: _Ints, starts: _Ints, fewest: int, sizes: _Ints
) -> tuple[int, int] | None:
    """Return column and border of the split after which least impurity is left; None without."""
    n_classes = len(sizes)
    cells = (codes + starts[:-1]) * n_classes + classes[:, np.newaxis]
    counts = np.bincount(cells.ravel(), minlength=int(starts[-1]) * n_classes)
    counts = counts.reshape(-1, n_classes)
    low = np.cumsum(counts, axis=0) - np.repeat(
        np.arange(len(starts) - 1)[:, np.newaxis] * sizes, np.diff(starts), axis=0
    )
    high = sizes - low
    n_low, n_high = low.sum(axis=1), high.sum(axis=1)
    there = np.asarray(counts.any(axis=1))
    possible = there & (n_low >= fewest) & (n_high >= fewest)
    if not possible.any():
        return None
    purity = np.full(len(low), -np.inf)
    purity[possible] = _purity(low[possible], n_low[possible])
    purity[possible] += _purity(high[possible], n_high[possible])
    best = int(purity.argmax())
    following = best + 1 + int(there[best + 1 :].argmax())
    column = int(np.searchsorted(starts, best, side="right")) - 1
    return column, (best + following) // 2 - int(starts[column])


def _purity(counts: _Ints, n: _Ints) -> _Floats:
    """Return the squared counts, added up, by the customers: high where few classes are."""
    return np.asarray(np.square(counts).sum(axis=1) / n)
