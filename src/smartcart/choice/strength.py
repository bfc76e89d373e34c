"""Prediction strength: whether clusters of half of the customers hold in the other half."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from smartcart.choice.agreement import crossing
from smartcart.choice.draws import draw_generator, run_draws
from smartcart.choice.solutions import solve_refit
from smartcart.clusters import Partition, PointSet
from smartcart.settings import Settings

__all__ = ["choose_by_strength", "prediction_strength", "score_strength"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: The bound of Tibshirani & Walther (2005).
_STRONG = 0.8


def score_strength(
    points: _Floats,
    ks: Sequence[int],
    settings: Settings,
    n_splits: int = 10,
    done: Callable[[], None] | None = None,
) -> dict[int, float]:
    """Return the mean prediction strength of each k (Tibshirani & Walther 2005).

    Each split cuts the customers into two random halves, clusters both, and asks how many
    pairs of customers that share a cluster in one half would share one by the centroids of
    the other; the weakest cluster counts. Both directions are used.

    Parameters
    ----------
    points : array of shape (n, d), n >= 4
    ks : sequence of int
    settings : Settings
    n_splits : int

    Examples
    --------
    >>> generator = np.random.default_rng(0)
    >>> points = np.vstack([generator.normal(center, 0.2, (40, 2)) for center in (0, 4)])
    >>> strength = score_strength(points, [2, 3], Settings())
    >>> strength[2], strength[3] < 0.8
    (1.0, True)
    """

    def strengths(number: int) -> list[float]:
        generator = draw_generator(settings, "strength", number)
        order = generator.permutation(len(points))
        halves = [points[part] for part in np.array_split(order, 2)]
        fits = [solve_refit(PointSet.of(half), ks, settings, generator) for half in halves]
        pairs = list(zip(halves, fits, fits[::-1], strict=True))
        return [_both_ways(pairs, k) for k in ks]

    means = np.mean(run_draws(strengths, n_splits, done), axis=0)
    return {k: float(mean) for k, mean in zip(ks, means, strict=True)}


def _both_ways(
    pairs: Sequence[tuple[_Floats, Mapping[int, Partition], Mapping[int, Partition]]], k: int
) -> float:
    """Return the mean strength of two halves, each judged by the centroids of the other."""
    strengths = [
        prediction_strength(own[k].assign(half), others[k].assign(half))
        for half, own, others in pairs
    ]
    return float(np.mean(strengths))


def prediction_strength(own: _Ints, predicted: _Ints) -> float:
    """Return the share of pairs kept together, for the cluster in which it is smallest.

    Examples
    --------
    >>> prediction_strength(np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 1]))
    0.3333333333333333
    """
    table = crossing(own, predicted)
    sizes = table.sum(axis=1)
    together = (table * (table - 1)).sum(axis=1)
    pairs = sizes * (sizes - 1)
    return float(min((together[pairs > 0] / pairs[pairs > 0]).tolist(), default=1.0))


def choose_by_strength(strength: Mapping[int, float]) -> int:
    """Return the largest k of strength 0.8 or more, 1 where there is none.

    Examples
    --------
    >>> choose_by_strength({2: 0.95, 3: 0.85, 4: 0.6})
    3
    """
    return max((k for k, value in strength.items() if value >= _STRONG), default=1)
