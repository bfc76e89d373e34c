"""Points -> partitions for several numbers of clusters, by the method in use."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from smartcart.clusters import Partition, PointSet, solve_kmeans, solve_ward
from smartcart.settings import Settings

__all__ = ["draw_generator", "solve_base", "solve_refit"]

#: K-Means starts of a fit that is one of many. Fresh starts, never the base solution: warm
#: starts flatter stability.
_REFIT_STARTS = 3

_Ints = NDArray[np.int64]


def solve_base(data: PointSet, ks: Sequence[int], settings: Settings) -> dict[int, Partition]:
    """Return the solution for each k, as good as the settings ask for."""
    return _solve(data, ks, settings, settings.seed, settings.n_starts, settle=True)


def solve_refit(
    data: PointSet, ks: Sequence[int], settings: Settings, generator: np.random.Generator
) -> dict[int, Partition]:
    """Return one more solution for each k, from fresh starts."""
    starts = min(settings.n_starts, _REFIT_STARTS)
    seed = int(generator.integers(2**31))
    return _solve(data, ks, settings, seed, starts, settle=False)


def draw_generator(settings: Settings, purpose: str, number: int) -> np.random.Generator:
    """Return the random numbers of one draw, the same whatever else is drawn.

    Examples
    --------
    >>> one = draw_generator(Settings(seed=1), "gap", 0).integers(100)
    >>> bool(one == draw_generator(Settings(seed=1), "gap", 0).integers(100))
    True
    """
    return np.random.default_rng([settings.seed, number, *purpose.encode()])


def _solve(
    data: PointSet, ks: Sequence[int], settings: Settings, seed: int, starts: int, *, settle: bool
) -> dict[int, Partition]:
    # A sample may hold fewer distinct points than clusters were asked for.
    if settings.method == "ward":
        most = len(data.points)
        cuts = solve_ward(data, ks)
        return {k: cuts[min(k, most)].partition for k in ks}
    return {k: solve_kmeans(data, k, seed, starts, settle=settle).partition for k in ks}
