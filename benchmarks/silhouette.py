"""Silhouettes for k = 2 to 10 at once, against a call of scikit-learn for each k.

``python -m benchmarks.silhouette`` prints seconds of both in turn. Where scikit-learn would need
many minutes, its time is carried on by its own exponent, and said to be.
"""

from __future__ import annotations

import json

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import silhouette_score

from benchmarks.paired import calls_in_turn, exponent, seconds
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
    rival = exponent({n: each["rival_seconds"] for n, each in paired.items()})
    # From its largest measured table on, by its own exponent.
    extrapolated = paired[PAIRED[-1]]["rival_seconds"] * (ALONE[-1] / PAIRED[-1]) ** rival
    return {
        **{f"{n:,} x {N_COMPONENTS}, k = 2 to 10": each for n, each in paired.items()},
        "ours alone": {f"seconds at {n:,}": each for n, each in alone.items()},
        "exponent of time, ours": exponent(alone),
        "exponent of time, rival": rival,
        f"seconds at {ALONE[-1]:,}, rival, extrapolated": extrapolated,
        f"part of its time at {ALONE[-1]:,}": alone[ALONE[-1]] / extrapolated,
        f"squared distances, seconds at {SQUARED:,}": seconds(
            lambda: squared_silhouettes(points, labels)
        ),
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
