"""Independent draws, each with random numbers of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from smartcart.settings import Settings
from smartcart.threads import in_threads

__all__ = ["draw_generator", "run_draws"]

_Result = TypeVar("_Result")


def run_draws(
    task: Callable[[int], _Result], n: int, done: Callable[[], None] | None = None
) -> list[_Result]:
    """Return ``[task(0), ..., task(n - 1)]``; `done` is called after each.

    On all cores: each draw has random numbers of its own, so that the order does not matter.

    Examples
    --------
    >>> run_draws(lambda i: i * i, 4)
    [0, 1, 4, 9]
    """
    return in_threads(task, range(n), done)


def draw_generator(settings: Settings, purpose: str, number: int) -> np.random.Generator:
    """Return the random numbers of one draw, the same whatever else is drawn.

    Examples
    --------
    >>> one = draw_generator(Settings(seed=1), "gap", 0).integers(100)
    >>> bool(one == draw_generator(Settings(seed=1), "gap", 0).integers(100))
    True
    """
    return np.random.default_rng([settings.seed, number, *purpose.encode()])
