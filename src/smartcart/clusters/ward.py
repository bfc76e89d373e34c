"""Distinct points -> Ward's tree, each point weighing as much as its customers.

Ward (1963) joins, step by step, the two clusters whose union adds least to the error sum.
That a pair who are each other's cheapest partner can be joined at once, whatever happens
elsewhere, is what makes it fast (Murtagh 1983): each round joins all such pairs, and only
clusters whose partner has gone look for another one. Memory grows with the number of
points, not with its square.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smartcart.clusters.nearest import Weighted, find_cheapest, pair_costs
from smartcart.clusters.points import PointSet
from smartcart.clusters.tree import WardTree

__all__ = ["fit_tree"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]


def fit_tree(data: PointSet) -> WardTree:
    """Build Ward's tree on weighted points.

    Parameters
    ----------
    data : PointSet
        A point with a count of 3 enters as three customers already joined.

    Returns
    -------
    WardTree
        With the heights of ``scipy.cluster.hierarchy.linkage(rows, "ward")`` on the repeated
        rows, less the zeros: the root of twice what the error sum gains (Murtagh &
        Legendre 2014). Clusters stand in the lexicographic order of their first points, and
        `find_cheapest` decides between equally cheap partners by the places in that order:
        neither the order of customers nor the number of threads plays a part.

    Examples
    --------
    >>> tree = fit_tree(PointSet.of(np.array([[0.0], [1.0], [7.0], [7.0], [7.0]])))
    >>> tree.merges.tolist(), tree.heights.round(3).tolist(), tree.sizes.tolist()
    ([[0, 1], [2, 3]], [1.0, 10.07], [1, 1, 3, 2, 5])
    """
    exponent = int(np.frexp(np.abs(data.points).max(initial=0.0))[1])
    growth = _Growth(np.ldexp(data.points, -exponent), data.counts)  # no square can overflow
    while len(growth.nodes) > 1:
        growth.join(*growth.find_pairs())
    heights, merges, sizes = growth.history()
    return WardTree(merges, np.ldexp(heights, exponent), sizes)


class _Growth:
    """The clusters that still stand, in the order of their first points, and all joins so far.

    A cluster is a node: points are 0..n-1, the i-th join is n + i.
    """

    def __init__(self, points: _Floats, counts: _Ints) -> None:
        n = len(points)
        self.centres = points
        self.nodes = np.arange(n)
        self.partners = np.zeros(n, dtype=np.int64)
        self.costs = np.zeros(n)
        self.seeking = np.arange(n)
        self.sizes = np.concatenate([counts, np.zeros(n - 1, dtype=np.int64)])
        self.heights = np.zeros(2 * n - 1)
        self.merges = np.empty((n - 1, 2), dtype=np.int64)
        self.n_joined = 0

    def find_pairs(self) -> tuple[_Ints, _Ints]:
        """Return the positions of the pairs who are each other's cheapest partner."""
        standing = Weighted(self.centres, 1.0 / self.sizes[self.nodes])
        found = find_cheapest(standing.rows(self.seeking), standing, own=self.seeking)
        self.partners[self.seeking] = found
        self.costs[self.seeking] = pair_costs(standing, self.seeking, standing, found)
        # The cheapest pair of all is joined even where rounding spoilt its reciprocity.
        cheapest = self.costs.argmin()
        self.partners[self.partners[cheapest]] = cheapest
        here = np.arange(len(self.nodes))
        first = np.flatnonzero((self.partners[self.partners] == here) & (here < self.partners))
        return first, self.partners[first]

    def join(self, first: _Ints, second: _Ints) -> None:
        """Put the union of each pair in the place of its first, and note it."""
        joined = len(self.sizes) // 2 + 1 + self.n_joined + np.arange(len(first))
        self._note(joined, first, second)
        sizes, other = self.sizes[self.nodes[first], None], self.sizes[self.nodes[second], None]
        self.centres[first] = (sizes * self.centres[first] + other * self.centres[second]) / (
            sizes + other
        )
        self.nodes[first] = joined
        self._close_ranks(first, second)

    def history(self) -> tuple[_Floats, _Ints, _Ints]:
        """Return heights, merges and sizes with the joins in ascending order of height."""
        n = len(self.merges) + 1
        order = np.argsort(self.heights[n:], kind="stable")
        name = np.arange(2 * n - 1)
        name[n + order] = n + np.arange(n - 1)
        merges = np.sort(name[self.merges[order]], axis=1)
        return self.heights[n:][order], merges, np.append(self.sizes[:n], self.sizes[n:][order])

    def _note(self, joined: _Ints, first: _Ints, second: _Ints) -> None:
        pairs = np.column_stack([self.nodes[first], self.nodes[second]])
        self.merges[self.n_joined : self.n_joined + len(first)] = pairs
        self.n_joined += len(first)
        self.sizes[joined] = self.sizes[pairs].sum(axis=1)
        # Exactly, no union is lower than its parts; rounding must not make it so.
        raw = np.sqrt(2.0 * self.costs[first])
        self.heights[joined] = np.maximum(raw, self.heights[pairs].max(axis=1))

    def _close_ranks(self, first: _Ints, second: _Ints) -> None:
        """Drop the second of each pair; who lost a partner, and each union, must seek again."""
        changed = np.zeros(len(self.nodes), dtype=np.bool_)
        changed[first] = changed[second] = True
        stays = np.ones(len(self.nodes), dtype=np.bool_)
        stays[second] = False
        place = np.cumsum(stays) - 1
        self.seeking = np.flatnonzero((changed | changed[self.partners])[stays])
        self.centres, self.nodes = self.centres[stays], self.nodes[stays]
        self.partners, self.costs = place[self.partners[stays]], self.costs[stays]
