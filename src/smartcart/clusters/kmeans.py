"""Many K-Means fits of one small table: one seeding serves every number of clusters.

The first k seeds of a greedy k-means++ run of ten are chosen as in a run of k, each among as many
candidates as a run of ten tries (2 + log k in a run of k). So a start costs its seeding once,
whatever the numbers of clusters. The rest is Lloyd's iteration, in compiled code where there is a
compiler.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from smartcart.clusters.partition import Partition
from smartcart.clusters.points import PointSet
from smartcart.kernels import WeightedPoints, count_uniforms, descend, draw_seeds

__all__ = ["fit_kmeans", "refit_kmeans", "spread_seeds"]

_Floats = NDArray[np.float64]

_MOST_ITERATIONS = 300
#: Rounds after which the starts of one fit are compared.
_SHORT_RUN = 6
#: Centroids of a refit that move less in all, as a share of the mean variance, have arrived.
_TOLERANCE = 1e-4


def refit_kmeans(
    data: PointSet, ks: Sequence[int], generator: np.random.Generator, n_starts: int
) -> dict[int, Partition]:
    """Return a K-Means solution for each k, one of many whose figures are put together.

    A few rounds show which of the fresh starts leads; only that one is brought to rest (short
    runs; Biernacki, Celeux & Govaert 2003).

    Parameters
    ----------
    data : PointSet
    ks : sequence of int
        Numbers of clusters; fewer are found where there are fewer distinct points.
    generator : Generator
    n_starts : int

    Examples
    --------
    >>> data = PointSet.of(np.array([[0.0], [0.1], [5.0], [5.1]]))
    >>> found = refit_kmeans(data, [1, 2], np.random.default_rng(0), 2)
    >>> found[2].centroids.round(2).tolist(), found[2].sizes.tolist()
    ([[0.05], [5.05]], [2, 2])
    """
    table = data.weighted
    tolerance = _TOLERANCE * float(data.points.var(axis=0).mean())
    seeds = spread_seeds(table, min(max(ks), len(data.points)), generator, n_starts)
    return {k: _rested(table, seeds[:, :k], 1, tolerance) for k in ks}


def fit_kmeans(data: PointSet, k: int, generator: np.random.Generator, n_starts: int) -> Partition:
    """Return the best K-Means solution of `n_starts` starts.

    A few rounds show which sixth of the starts leads; each of these is brought to rest.

    Examples
    --------
    >>> data = PointSet.of(np.array([[0.0], [0.1], [5.0], [5.1]]))
    >>> fit_kmeans(data, 2, np.random.default_rng(0), 3).centroids.round(2).tolist()
    [[0.05], [5.05]]
    """
    table = data.weighted
    seeds = spread_seeds(table, min(k, len(data.points)), generator, n_starts)
    return _rested(table, seeds, -(-n_starts // 6), 0.0)


def spread_seeds(
    table: WeightedPoints, k: int, generator: np.random.Generator, n_starts: int
) -> _Floats:
    """Choose k points far apart for each start (greedy k-means++), shape (n_starts, k, d).

    Examples
    --------
    >>> table = WeightedPoints(np.array([[0.0], [0.1], [9.0]]), np.ones(3))
    >>> (seeds,) = spread_seeds(table, 2, np.random.default_rng(0), 1)
    >>> float(abs(seeds[0, 0] - seeds[1, 0])) > 8
    True
    """
    uniform = generator.random((n_starts, count_uniforms(k)))
    return np.asarray(table.points[draw_seeds(table, k, uniform)])


def _rested(table: WeightedPoints, seeds: _Floats, n_leaders: int, tolerance: float) -> Partition:
    """Return the best of the starts that lead after a few rounds, brought to rest."""
    short = descend(table, seeds, _SHORT_RUN, tolerance)
    leaders = short.centroids[short.best(n_leaders)]
    rested = descend(table, leaders, _MOST_ITERATIONS, tolerance)
    (best,) = rested.best(1)
    return _partition(rested.centroids[best], rested.sizes[best])


def _partition(centroids: _Floats, sizes: _Floats) -> Partition:
    """Leave empty clusters out and put the others in lexicographic order."""
    there = np.flatnonzero(sizes > 0)
    order = there[np.lexsort(centroids[there].T[::-1])]
    return Partition("kmeans", centroids[order], sizes[order].astype(np.int64))
