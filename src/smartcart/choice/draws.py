"""Independent draws, each with random numbers of its own, side by side on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from smartcart.settings import Settings

__all__ = ["draw_generator", "run_draws"]

_Result = TypeVar("_Result")


def run_draws(
    task: Callable[[int], _Result], n: int, done: Callable[[], None] | None = None
) -> list[_Result]:
    """Return ``[task(0), ..., task(n - 1)]``; `done` is called after each, in that order.

    Draws share nothing, so the number of cores changes how long it takes, never a result.
    Threads are enough: the work is in array operations, which let other threads run.

    Examples
    --------
    >>> run_draws(lambda i: i * i, 4)
    [0, 1, 4, 9]
    """
    results = []
    with ThreadPoolExecutor(max(1, min(n, _usable_cores()))) as pool:
        for result in pool.map(task, range(n)):
            results.append(result)
            if done is not None:
                done()
    return results


def draw_generator(settings: Settings, purpose: str, number: int) -> np.random.Generator:
    """Return the random numbers of one draw, the same whatever else is drawn.

    Examples
    --------
    >>> one = draw_generator(Settings(seed=1), "gap", 0).integers(100)
    >>> bool(one == draw_generator(Settings(seed=1), "gap", 0).integers(100))
    True
    """
    return np.random.default_rng([settings.seed, number, *purpose.encode()])


def _usable_cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)  # Linux only
    return len(affinity(0)) if affinity else os.cpu_count() or 1
