"""K-Means of very many points: starts on a sample, rest on all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from smartcart.clusters.kmeans import spread_seeds
from smartcart.clusters.points import PointSet, weighted_means
from smartcart.kernels import Swept, descend, find_nearest, sweep

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
#: Inertia, as a share of the squared distances to the mean of all, below which costs in single
#: precision, which are right to 1e-7 of these, say too little.
_CLOSE = 1e-4


def fit_large(data: PointSet, k: int, generator: np.random.Generator, n_starts: int) -> _Floats:
    """Return the centroids of the best of `n_starts` K-Means starts, shape (k, d).

    Starts are made on 30,000 customers; a few rounds show which half of them leads. On 100,000
    customers, or all of fewer, more rounds show the best sixteen of these, which are brought to
    rest, and the best of them is tried with one centroid elsewhere (random swap; Fränti 2018). The
    best two that differ are then compared on all points, in single precision, and the winner is
    brought to rest there. Where clusters are so small for the distances between them that single
    precision does not tell their members apart, double precision takes over.

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
    leaders = _leading(many, leaders, rough, _LONG_RUN)[:_RESTED]
    leaders = _leading(many, leaders, rough, _MOST_ITERATIONS)
    for _ in range(_SWAPS):
        swapped = _leading(many, _swap(many, leaders[0], generator), rough, _TRIED_RUN)
        rested = _leading(many, swapped[:_TRIED], rough, _MOST_ITERATIONS)
        leaders = _leading(many, [*leaders[:_FINISHED], *rested], rough, 1)
    if many is not data:
        leaders = _leading(data, leaders[:_FINISHED], rough, _MOST_ITERATIONS)
    tolerance = _FINE / _ROUGH * rough
    return _run(data, leaders[0], tolerance, _MOST_ITERATIONS).centroids


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
    data: PointSet, starts: Sequence[_Floats], tolerance: float, most: int
) -> list[_Floats]:
    """Iterate from each start; return the solutions that differ, the best first."""
    runs = [_run(data, each, tolerance, most) for each in starts]
    runs.sort(key=lambda run: run.inertia)
    kept: list[Swept] = []
    for run in runs:
        if not kept or run.inertia > kept[-1].inertia * (1 + _SAME):
            kept.append(run)
    return [run.centroids for run in kept]


def _run(data: PointSet, centroids: _Floats, tolerance: float, most: int) -> Swept:
    """Iterate on all points until the centroids move no further than the tolerance in all."""
    for _ in range(most):
        swept = sweep(data.singles, centroids)
        if swept.inertia < _CLOSE * data.singles.squares:
            return _run_in_double(data, centroids, tolerance, most)
        shift = float(((swept.centroids - centroids) ** 2).sum())
        centroids = swept.centroids
        if shift <= tolerance:
            break
    return swept


def _run_in_double(data: PointSet, centroids: _Floats, tolerance: float, most: int) -> Swept:
    """Do the same where clusters are small: what counts as rest is as much smaller."""
    counts = data.counts.astype(np.float64)
    for _ in range(most):
        labels, costs = find_nearest(data.points, centroids)
        inertia = float(np.cumsum(counts * costs)[-1])
        means = weighted_means(data.points, data.counts, labels, len(centroids), centroids)
        shift = float(((means - centroids) ** 2).sum())
        centroids = means
        if shift <= tolerance * (inertia / data.singles.squares):
            break
    sizes = np.bincount(labels, weights=counts, minlength=len(centroids)).astype(np.float64)
    return Swept(centroids, sizes, inertia)
