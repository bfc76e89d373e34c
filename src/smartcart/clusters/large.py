"""K-Means of very many points: starts on a sample, rest on all of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smartcart.clusters.kmeans import spread_seeds
from smartcart.clusters.points import PointSet
from smartcart.kernels import Descents, SinglePoints, Swept, descend, sweep

__all__ = ["fit_large"]

_Floats = NDArray[np.float64]

#: Customers from whom starts learn.
_LEARNT_FROM = 30_000
#: Rounds after which starts are compared, and rounds at most.
_SHORT_RUN, _MOST_ITERATIONS = 6, 300
#: Shares of the mean variance that centroids move: less is rest on the sample and for comparing
#: leaders on all points; less than the second is rest.
_ROUGH, _FINE = 1e-4, 1e-12
#: Leaders whose inertia differs by a smaller share are the same solution.
_SAME = 1e-5


def fit_large(data: PointSet, k: int, generator: np.random.Generator, n_starts: int) -> _Floats:
    """Return the centroids of the best of `n_starts` K-Means starts, shape (k, d).

    Starts are made on 30,000 customers; a few rounds show which sixth of them leads, and these
    are brought to rest there. Those that are not the same go on with all points, in single
    precision, until it shows which is best; that one is brought to rest.

    Examples
    --------
    >>> data = PointSet.of(np.array([[0.0], [0.1], [5.0], [5.1]]))
    >>> centroids = fit_large(data, 2, np.random.default_rng(0), 3)
    >>> sorted(centroids.round(2).ravel().tolist())
    [0.05, 5.05]
    """
    few = data.sampled(min(_LEARNT_FROM, len(data.inverse)), generator)
    variance = float(few.points.var(axis=0).mean())
    seeds = spread_seeds(few.weighted, min(k, len(few.points)), generator, n_starts)
    short = descend(few.weighted, seeds, _SHORT_RUN, 0.0)
    leaders = short.centroids[short.best(-(-n_starts // 6))]
    rested = descend(few.weighted, leaders, _MOST_ITERATIONS, _ROUGH * variance)
    runs = [_run(data.singles, each, _ROUGH * variance) for each in _different(rested)]
    best = min(runs, key=lambda run: run.inertia)
    return _run(data.singles, best.centroids, _FINE * variance).centroids


def _different(rested: Descents) -> list[_Floats]:
    """Return the centroids of the solutions that differ, the best first."""
    kept: list[int] = []
    for position in rested.best(len(rested.inertias)):
        least = rested.inertias[kept[-1]] * (1 + _SAME) if kept else -1.0
        if rested.inertias[position] > least:
            kept.append(int(position))
    return [rested.centroids[position] for position in kept]


def _run(table: SinglePoints, centroids: _Floats, tolerance: float) -> Swept:
    """Iterate on all points until the centroids move no further than the tolerance in all."""
    for _ in range(_MOST_ITERATIONS):
        swept = sweep(table, centroids)
        shift = float(((swept.centroids - centroids) ** 2).sum())
        centroids = swept.centroids
        if shift <= tolerance:
            break
    return swept
