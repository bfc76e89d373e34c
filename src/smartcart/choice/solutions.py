"""Points -> partitions for several numbers of clusters, by the method in use."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smartcart.clusters import Partition, PointSet, refit_kmeans, solve_kmeans, solve_ward
from smartcart.settings import Settings
from smartcart.threads import in_threads

__all__ = ["solve_base", "solve_refit"]

#: K-Means starts of a fit that is one of many. Fresh starts, never the base solution: warm
#: starts flatter stability.
_REFIT_STARTS = 3


def solve_base(data: PointSet, ks: Sequence[int], settings: Settings) -> dict[int, Partition]:
    """Return the solution for each k, as good as the settings ask for."""
    if settings.method == "ward":
        return _cuts(data, ks)
    seed, starts = settings.seed, settings.n_starts
    # The largest first: what is left for the last thread is short.
    falling = sorted(ks, reverse=True)
    found = in_threads(lambda k: solve_kmeans(data, k, seed, starts).partition, falling)
    partitions = dict(zip(falling, found, strict=True))
    return {k: partitions[k] for k in ks}


def solve_refit(
    data: PointSet, ks: Sequence[int], settings: Settings, generator: np.random.Generator
) -> dict[int, Partition]:
    """Return one more solution for each k, from fresh starts."""
    if not ks:
        return {}
    if settings.method == "ward":
        return _cuts(data, ks)
    return refit_kmeans(data, ks, generator, min(settings.n_starts, _REFIT_STARTS))


def _cuts(data: PointSet, ks: Sequence[int]) -> dict[int, Partition]:
    # A sample may hold fewer distinct points than clusters were asked for.
    most = len(data.points)
    cuts = solve_ward(data, ks)
    return {k: cuts[min(k, most)].partition for k in ks}
