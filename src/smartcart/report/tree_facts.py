"""Space + Clusters -> the upper part of Ward's tree, with the segments of its branches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcart.clusters import Clusters, PointSet, fit_tree, sample_positions
from smartcart.report.shape_facts import MOST_CUSTOMERS
from smartcart.space import Space

__all__ = ["TreeFacts", "collect_tree"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Branches at the foot of the drawn tree, and more where there are more segments.
_BRANCHES, _BRANCHES_PER_SEGMENT = 24, 3


@dataclass(frozen=True)
class TreeFacts:
    """The upper part of Ward's tree.

    Attributes
    ----------
    across, up : arrays of shape (n_branches - 1, 4)
        The corners of each join; see `WardTree.brackets`.
    sizes : int array of shape (n_branches,)
        Customers below each branch, from left to right.
    owners : int array of shape (n_branches,)
        Position of the segment most of them are in.
    joins : int array of shape (n_branches - 1,)
        Position of the segment of all branches below a join; -1 where there are several.
    cut : float
        A height at which as many branches are left as there are segments.
    n_customers, n_shown : int
    """

    across: _Floats
    up: _Floats
    sizes: _Ints
    owners: _Ints
    joins: _Ints
    cut: float
    n_customers: int
    n_shown: int


def collect_tree(space: Space, clusters: Clusters) -> TreeFacts | None:
    """Return the upper part of Ward's tree over a sample; None with one segment."""
    k = clusters.partition.k
    shown = sample_positions(space.coordinates.index, MOST_CUSTOMERS)
    data = PointSet.of(space.points[shown])
    n_branches = min(max(_BRANCHES, _BRANCHES_PER_SEGMENT * k), len(data.points))
    if k < 2 or n_branches < k:
        return None
    whole = fit_tree(data)
    branch = whole.cut(n_branches)[data.inverse]
    tree = whole.top(n_branches)
    counts = np.zeros((n_branches, k), dtype=np.int64)
    np.add.at(counts, (branch, clusters.labels.to_numpy()[shown]), 1)
    owners = counts.argmax(axis=1)
    order = tree.leaf_order()
    across, up = tree.brackets()
    return TreeFacts(
        across,
        up,
        tree.sizes[:n_branches][order],
        owners[order],
        _owners_of_joins(tree.merges, owners),
        float(tree.heights[-k] + tree.heights[1 - k]) / 2 if k < n_branches else 0.0,
        len(space.coordinates),
        len(shown),
    )


def _owners_of_joins(merges: _Ints, owners: _Ints) -> _Ints:
    """Return the segment of each join, -1 where its two sides are of different ones."""
    n = len(owners)
    owner = np.append(owners, np.zeros(len(merges), dtype=np.int64))
    for i, (left, right) in enumerate(merges):
        owner[n + i] = owner[left] if owner[left] == owner[right] else -1
    return np.asarray(owner[n:])
