"""Silhouettes for k = 2 to 10 at once, against a call of scikit-learn for each k.

``python -m benchmarks.silhouette`` prints seconds of both in turn. Where scikit-learn would need
many minutes, its time is carried on with the square of the customers, and said to be.
"""

from __future__ import annotations

import json

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import silhouette_score

from benchmarks.paired import calls_in_turn, exponent, extrapolate, seconds
from smartcart.choice import mean_silhouettes, squared_silhouettes
from smartcart.kernels import find_nearest

KS = range(2, 11)
N_COMPONENTS = 10
PAIRED, ALONE, SQUARED = (2_500, 5_000, 10_000), (20_000, 50_000, 100_000), 1_000_000

Table = tuple[NDArray[np.float64], dict[int, NDArray[np.int64]]]


def draw(n: int) -> Table:
    """Return customers in five crowds, and the nearest of k customers for each k."""
    generator = np.random.default_rng(n)
    points = generator.normal(size=(n, N_COMPONENTS))
    points[:, :2] += 4 * generator.integers(0, 5, n)[:, np.newaxis] * [1, 0.5]
    return points, {k: find_nearest(points, points[:k])[0] for k in KS}


def compare(table: Table) -> dict[str, float]:
    """Time both on one table, and how far the figures are apart."""
    points, labels = table
    ours = mean_silhouettes(points, labels)
    theirs: dict[int, float] = {}

    def rival() -> None:
        theirs.update({k: float(silhouette_score(points, each)) for k, each in labels.items()})

    times = calls_in_turn(lambda: mean_silhouettes(points, labels), rival)
    return {**times, "largest_difference": max(abs(ours[k] - theirs[k]) for k in KS)}


def measure() -> dict[str, object]:
    """Return figures for each n, exponents, and the ratio at the largest n."""
    paired = {n: compare(draw(n)) for n in PAIRED}
    alone = {}
    for n in ALONE:
        points, labels = draw(n)
        alone[n] = seconds(lambda p=points, each=labels: mean_silhouettes(p, each))
    points, labels = draw(SQUARED)
    rival = {n: each["rival_seconds"] for n, each in paired.items()}
    # From its largest measured table on, with the square of the customers.
    carried_on = extrapolate(rival, ALONE[-1])
    return {
        **{f"{n:,} x {N_COMPONENTS}, k = 2 to 10": each for n, each in paired.items()},
        **{
            f"{n:,} x {N_COMPONENTS}, k = 2 to 10, SmartCart alone": {"alone_seconds": each}
            for n, each in alone.items()
        },
        f"{SQUARED:,} x {N_COMPONENTS}, k = 2 to 10, of squared distances": {
            "alone_seconds": seconds(lambda: squared_silhouettes(points, labels))
        },
        "growth": {"ours_exponent": exponent(alone), "rival_exponent": exponent(rival)},
        f"{ALONE[-1]:,} x {N_COMPONENTS}": {
            "rival_carried_on_seconds": carried_on,
            "share_of_rival": alone[ALONE[-1]] / carried_on,
        },
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
