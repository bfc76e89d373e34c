"""The whole panel for k, null included, against the loop that notebooks write, which has none.

``python -m benchmarks.panel [TABLE]`` prints seconds of both in turn and the inertia at every k.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

import smartcart
from benchmarks.paired import summarize_pairs
from smartcart.choice import score_k
from smartcart.features import build_features
from smartcart.space import fit_space

KS = range(2, 11)
N_BOOT, N_NULL, RUNS = 50, 20, 3


def naive(points: NDArray[np.float64]) -> dict[int, float]:
    """Fit, silhouette and 50 bootstrap fits for each k, with ten starts; return the inertia."""
    inertia = {}
    for k in KS:
        base = KMeans(k, n_init=10, random_state=0).fit(points)
        silhouette_score(points, base.labels_)
        generator = np.random.default_rng(0)
        for _ in range(N_BOOT):
            rows = generator.integers(0, len(points), len(points))
            refit = KMeans(k, n_init=10, random_state=0).fit(points[rows])
            adjusted_rand_score(base.labels_, refit.predict(points))
        inertia[k] = float(base.inertia_)
    return inertia


def panel(points: NDArray[np.float64]) -> dict[int, float]:
    """Compute the whole panel for k = 1 to 10; return the inertia."""
    settings = smartcart.Settings(n_boot=N_BOOT, n_null=N_NULL)
    table = score_k(points, [1, *KS], settings).table
    return {k: float(table.loc[k, "inertia"]) for k in KS}


def timed(work: Callable[[NDArray[np.float64]], dict[int, float]], points: NDArray[np.float64]):
    started = time.perf_counter()
    inertia = work(points)
    return time.perf_counter() - started, inertia


def measure(source: str | None = None) -> dict[str, object]:
    """Run both in turn; the generated founding table where no file is given."""
    customers = (
        smartcart.read_customers(source)
        if source
        else smartcart.check_customers(smartcart.make_customers(2240, seed=0))
    )
    points = fit_space(build_features(customers)).points
    pairs = [(timed(panel, points), timed(naive, points)) for _ in range(RUNS)]
    (_, ours), (_, theirs) = pairs[0]
    inertia = {k: ours[k] / theirs[k] - 1 for k in KS}
    return {
        **summarize_pairs([(ours_s, naive_s) for (ours_s, _), (naive_s, _) in pairs]),
        "inertia_lowest_difference": min(inertia.values()),
        "inertia_highest_difference": max(inertia.values()),
        "inertia_differences": inertia,
    }


if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:2]), indent=2))
