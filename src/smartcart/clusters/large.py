"""K-Means of very many points: starts on a sample, rest on all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from smartcart.clusters.kmeans import spread_seeds
from smartcart.clusters.points import PointSet
from smartcart.kernels import SinglePoints, Swept, descend, find_nearest, sweep

__all__ = ["fit_large"]

_Floats = NDArray[np.float64]

#: Customers among whom seeds are chosen, and on whom starts are compared: the best of the starts
#: on few customers is often not the best of all.
_SEEDED_ON, _COMPARED_ON = 30_000, 100_000
#: Rounds after which starts are compared on the few, then on the many, and rounds at most.
_SHORT_RUN, _LONG_RUN, _MOST_ITERATIONS = 6, 10, 300
#: How often the leader is tried with one centroid elsewhere: tries of each centroid, rounds of each
#: try, and how many of them are brought to rest.
_SWAPS, _TRIES, _TRIED_RUN, _TRIED = 3, 2, 4, 3
#: Leaders that are brought to rest where starts are compared, and of these on all points.
_RESTED, _FINISHED = 16, 2
#: Shares of the mean variance that centroids move: less is rest while leaders are compared; less
#: than the second is rest.
_ROUGH, _FINE = 1e-4, 1e-12
#: Leaders whose inertia differs by a smaller share are the same solution.
_SAME = 1e-5


def fit_large(data: PointSet, k: int, generator: np.random.Generator, n_starts: int) -> _Floats:
    """Return the centroids of the best of `n_starts` K-Means starts, shape (k, d).

    Starts are made on 30,000 customers; a few rounds show which half of them leads. On 100,000
    customers, or all of fewer, more rounds show the best sixteen of these, which are brought to
    rest, and the best of them is tried with one centroid elsewhere (random swap; Fränti 2018). The
    best two that differ are then compared on all points, in single precision, and the winner is
    brought to rest there.

    Examples
    --------
    >>> data = PointSet.of(np.array([[0.0], [0.1], [5.0], [5.1]]))
    >>> centroids = fit_large(data, 2, np.random.default_rng(0), 3)
    >>> sorted(centroids.round(2).ravel().tolist())
    [0.05, 5.05]
    """
    few = _at_most(data, _SEEDED_ON, generator)
    rough = _ROUGH * float(few.points.var(axis=0).mean())
    seeds = spread_seeds(few.weighted, min(k, len(few.points)), generator, n_starts)
    short = descend(few.weighted, seeds, _SHORT_RUN, 0.0)
    leaders = list(short.centroids[short.best(-(-n_starts // 2))])
    many = _at_most(data, _COMPARED_ON, generator)
    leaders = _leading(many.singles, leaders, rough, _LONG_RUN)[:_RESTED]
    leaders = _leading(many.singles, leaders, rough, _MOST_ITERATIONS)
    for _ in range(_SWAPS):
        swapped = _leading(many.singles, _swap(many, leaders[0], generator), rough, _TRIED_RUN)
        rested = _leading(many.singles, swapped[:_TRIED], rough, _MOST_ITERATIONS)
        leaders = _leading(many.singles, [*leaders[:_FINISHED], *rested], rough, 1)
    if many is not data:
        leaders = _leading(data.singles, leaders[:_FINISHED], rough, _MOST_ITERATIONS)
    tolerance = _FINE / _ROUGH * rough
    return _run(data.singles, leaders[0], tolerance, _MOST_ITERATIONS).centroids


def _at_most(data: PointSet, n: int, generator: np.random.Generator) -> PointSet:
    return data if len(data.inverse) <= n else data.sampled(n, generator)


def _swap(data: PointSet, centroids: _Floats, generator: np.random.Generator) -> list[_Floats]:
    """Put each centroid in turn at a customer drawn by the squared distance to the nearest one."""
    _, costs = find_nearest(data.points, centroids)
    running = np.cumsum(data.counts * costs)
    sought = generator.random(_TRIES * len(centroids)) * running[-1]
    customers = np.minimum(np.searchsorted(running, sought), len(running) - 1)
    swapped = [centroids.copy() for _ in customers]
    for i, (each, customer) in enumerate(zip(swapped, customers, strict=True)):
        each[i % len(centroids)] = data.points[customer]
    return swapped


def _leading(
    table: SinglePoints, starts: Sequence[_Floats], tolerance: float, most: int
) -> list[_Floats]:
    """Iterate from each start; return the solutions that differ, the best first."""
    runs = [_run(table, each, tolerance, most) for each in starts]
    runs.sort(key=lambda run: run.inertia)
    kept: list[Swept] = []
    for run in runs:
        if not kept or run.inertia > kept[-1].inertia * (1 + _SAME):
            kept.append(run)
    return [run.centroids for run in kept]


def _run(table: SinglePoints, centroids: _Floats, tolerance: float, most: int) -> Swept:
    """Iterate on all points until the centroids move no further than the tolerance in all."""
    for _ in range(most):
        swept = sweep(table, centroids)
        shift = float(((swept.centroids - centroids) ** 2).sum())
        centroids = swept.centroids
        if shift <= tolerance:
            break
    return swept
