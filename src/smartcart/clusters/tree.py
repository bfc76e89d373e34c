"""Ward's tree as plain numbers: to cut anywhere, to walk, to draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcart.errors import SettingsError

__all__ = ["WardTree"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]


@dataclass(frozen=True)
class WardTree:
    """A tree over n leaves. Nodes are numbered: leaves 0..n-1, the i-th merge is n + i.

    Attributes
    ----------
    merges : int array of shape (n - 1, 2)
        The two nodes that merge i joins, the smaller number first.
    heights : array of shape (n - 1,), ascending
        Root of twice what the error sum gains by the merge.
    sizes : int array of shape (2 n - 1,)
        Customers below each node.

    Examples
    --------
    Three leaves; the first two are joined at height 1, all of them at height 4.

    >>> tree = WardTree(
    ...     np.array([[0, 1], [2, 3]]), np.array([1.0, 4.0]), np.array([5, 5, 9, 10, 19])
    ... )
    >>> tree.cut(2).tolist(), tree.cut_height(0.5).tolist(), tree.leaves_of(3).tolist()
    ([0, 0, 1], [0, 1, 2], [0, 1])
    """

    merges: _Ints
    heights: _Floats
    sizes: _Ints

    @property
    def n_leaves(self) -> int:
        """Number of leaves."""
        return len(self.merges) + 1

    def cut(self, k: int) -> _Ints:
        """Return the cluster of each leaf when k clusters are left, shape (n_leaves,).

        Clusters are numbered in the order of their first leaves. A cut into fewer clusters
        joins clusters of this one: partitions of one tree are nested.

        Raises
        ------
        SettingsError
            If k is not between 1 and the number of leaves.
        """
        return self._cut(k)[0]

    def cut_height(self, height: float) -> _Ints:
        """Return the cluster of each leaf when all merges up to a height are made."""
        return self.cut(self.n_leaves - int(np.count_nonzero(self.heights <= height)))

    def nodes_at(self, k: int) -> _Ints:
        """Return the nodes that are the k clusters of `cut(k)`, in its order, shape (k,)."""
        return self._cut(k)[1]

    def leaves_of(self, node: int) -> _Ints:
        """Return the leaves below a node, ascending; of a leaf, itself."""
        if not 0 <= node < len(self.sizes):
            raise SettingsError(
                f"node must be from 0 to {len(self.sizes) - 1} in a tree of {self.n_leaves:,} "
                f"leaves; {node} was given."
            )
        return np.flatnonzero(self._tops(node + 1) == node)

    def top(self, k: int) -> WardTree:
        """Return the upper part of the tree, whose leaves are the k clusters of `cut(k)`.

        Examples
        --------
        >>> tree = WardTree(
        ...     np.array([[0, 1], [2, 3]]), np.array([1.0, 4.0]), np.array([5, 5, 9, 10, 19])
        ... )
        >>> upper = tree.top(2)
        >>> upper.merges.tolist(), upper.heights.tolist(), upper.sizes.tolist()
        ([[0, 1]], [4.0], [10, 9, 19])
        """
        nodes = self.nodes_at(k)
        n = self.n_leaves
        name = np.arange(len(self.sizes)) - 2 * (n - k)  # the merges above the cut
        name[nodes] = np.arange(k)
        merges = np.sort(name[self.merges[n - k :]], axis=1)
        sizes = np.append(self.sizes[nodes], self.sizes[2 * n - k :])
        return WardTree(merges, self.heights[n - k :], sizes)

    def leaf_order(self) -> _Ints:
        """Return the leaves from left to right, so that no two branches cross when drawn."""
        n = self.n_leaves
        width = np.ones(2 * n - 1, dtype=np.int64)
        for i, (left, right) in enumerate(self.merges):
            width[n + i] = width[left] + width[right]
        start = np.zeros(2 * n - 1, dtype=np.int64)
        for i in range(n - 2, -1, -1):
            left, right = self.merges[i]
            start[left] = start[n + i]
            start[right] = start[n + i] + width[left]
        return np.argsort(start[:n], kind="stable")

    def brackets(self) -> tuple[_Floats, _Floats]:
        """Return the lines of a dendrogram: across and up, both of shape (n_leaves - 1, 4).

        Merge i is the line through four corners: foot and shoulder on the left, shoulder and
        foot on the right. Leaves stand at 0, 1, 2, ... in `leaf_order`, at height 0.

        Examples
        --------
        >>> tree = WardTree(
        ...     np.array([[0, 1], [2, 3]]), np.array([1.0, 4.0]), np.array([5, 5, 9, 10, 19])
        ... )
        >>> across, up = tree.brackets()
        >>> across.tolist(), up.tolist()
        ([[1.0, 1.0, 2.0, 2.0], [0.0, 0.0, 1.5, 1.5]], [[0.0, 1.0, 1.0, 0.0], [0.0, 4.0, 4.0, 1.0]])
        """
        n = self.n_leaves
        middle = np.empty(2 * n - 1)
        middle[self.leaf_order()] = np.arange(n)
        for i, pair in enumerate(self.merges):
            middle[n + i] = middle[pair].mean()
        foot = np.append(np.zeros(n), self.heights)[self.merges]
        return (
            np.repeat(middle[self.merges], 2, axis=1),
            np.column_stack([foot[:, 0], self.heights, self.heights, foot[:, 1]]),
        )

    def _cut(self, k: int) -> tuple[_Ints, _Ints]:
        """Return labels and nodes."""
        n = self.n_leaves
        if not 1 <= k <= n:
            raise SettingsError(
                f"k must be from 1 to {n:,}, the leaves of the tree; {k} was given."
            )
        tops, first, labels = np.unique(
            self._tops(2 * n - k), return_index=True, return_inverse=True
        )
        order = np.argsort(first)
        rank = np.empty(k, dtype=np.int64)
        rank[order] = np.arange(k)
        return rank[labels], tops[order]

    def _tops(self, end: int) -> _Ints:
        """Return the highest node above each leaf among the nodes before `end`."""
        n = self.n_leaves
        above = np.arange(len(self.sizes))
        made = self.merges[: max(0, end - n)]
        above[made] = n + np.arange(len(made))[:, np.newaxis]
        while not np.array_equal(above, further := above[above]):  # twice as far each time
            above = further
        return above[:n]
