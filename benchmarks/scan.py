"""K-Means for k = 2 to 10 with exact silhouettes, against the loop that notebooks write.

``python -m benchmarks.scan [N]``. The rival's silhouettes grow with the square of the customers:
they are measured on a tenth of them, and on a twentieth to show how they grow.
"""

from __future__ import annotations

import json
import math
import sys
import time

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

from smartcart.choice.silhouette import mean_silhouettes
from smartcart.choice.solutions import solve_base
from smartcart.clusters import PointSet
from smartcart.kernels import find_nearest
from smartcart.settings import Settings

KS, D, N = range(2, 11), 10, 100_000

_Floats = NDArray[np.float64]


def make_points(n: int) -> _Floats:
    """Return correlated, skewed points with three humps, like a space of customers."""
    generator = np.random.default_rng(1)
    turned = np.linalg.qr(generator.normal(size=(D, D)))[0] * np.linspace(2, 0.3, D)
    points = generator.standard_normal((n, D)) @ turned.T
    points[:, 0] += generator.choice([0.0, 3.0, 6.0], n)
    points[:, 1] = np.abs(points[:, 1]) ** 1.3
    return points


def ours(points: _Floats) -> tuple[dict[int, float], dict[str, float]]:
    """Return the inertia of each k, and the seconds of both parts."""
    started = time.perf_counter()
    found = solve_base(PointSet.of(points), list(KS), Settings())
    labels = {k: partition.assign(points) for k, partition in found.items()}
    fitted = time.perf_counter()
    mean_silhouettes(points, labels)
    seconds = {"ours_fits": fitted - started, "ours_silhouettes": time.perf_counter() - fitted}
    return {
        k: float(find_nearest(points, partition.centroids)[1].sum())
        for k, partition in found.items()
    }, seconds


def rival(points: _Floats) -> tuple[dict[int, float], dict[str, float]]:
    """Return the inertia of each k, the seconds of the fits, and those of all silhouettes."""
    inertia, labels = {}, {}
    started = time.perf_counter()
    for k in KS:
        model = KMeans(k, n_init=10, random_state=0).fit(points)
        inertia[k], labels[k] = float(model.inertia_), model.labels_
    seconds = {"rival_fits": time.perf_counter() - started}
    tenth, twentieth = (silhouette_seconds(points, labels[5], share) for share in (10, 20))
    seconds["rival_silhouettes"] = len(KS) * 100 * tenth
    seconds["rival_silhouette_exponent"] = math.log2(tenth / twentieth)
    return inertia, seconds


def silhouette_seconds(points: _Floats, labels: NDArray[np.int32], share: int) -> float:
    started = time.perf_counter()
    silhouette_score(points[::share], labels[::share])
    return time.perf_counter() - started


def measure(n: int = N) -> dict[str, object]:
    """Run both once; the ratio is so large that pairs would show no more."""
    points = make_points(n)
    (our_inertia, our_seconds), (their_inertia, their_seconds) = ours(points), rival(points)
    our_total = our_seconds["ours_fits"] + our_seconds["ours_silhouettes"]
    their_total = their_seconds["rival_fits"] + their_seconds["rival_silhouettes"]
    return {
        "n": n,
        **our_seconds,
        **their_seconds,
        "times_faster": their_total / our_total,
        "times_faster_fits": their_seconds["rival_fits"] / our_seconds["ours_fits"],
        "inertia_over_rival": {k: our_inertia[k] / their_inertia[k] - 1 for k in KS},
    }


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:2])), indent=2))
