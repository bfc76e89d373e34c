"""K-Means for k = 2 to 10 with exact silhouettes, against the loop that notebooks write.

``python -m benchmarks.scan [N]``. The rival's fits are measured in turn with ours. Its silhouettes
grow with the square of the customers and would take very long: they are measured on fewer, after a
warm-up, and carried on from the largest of these by that square.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

from benchmarks.paired import exponent, extrapolate, seconds, summarize_pairs
from smartcart.choice.silhouette import mean_silhouettes
from smartcart.choice.solutions import solve_base
from smartcart.clusters import PointSet
from smartcart.kernels import find_nearest
from smartcart.settings import Settings

KS, D, N, RUNS = range(2, 11), 10, 100_000, 3
SILHOUETTE_SIZES, SILHOUETTE_K = (5_000, 10_000, 20_000), 5

_Floats = NDArray[np.float64]
_Labels = NDArray[np.int32]


def make_points(n: int) -> _Floats:
    """Return correlated, skewed points with three humps, like a space of customers."""
    generator = np.random.default_rng(1)
    turned = np.linalg.qr(generator.normal(size=(D, D)))[0] * np.linspace(2, 0.3, D)
    points = generator.standard_normal((n, D)) @ turned.T
    points[:, 0] += generator.choice([0.0, 3.0, 6.0], n)
    points[:, 1] = np.abs(points[:, 1]) ** 1.3
    return points


def ours(points: _Floats) -> tuple[dict[int, float], float, float]:
    """Return the inertia of each k, and the seconds of the fits and of all silhouettes."""
    found = {}
    fits = seconds(lambda: found.update(solve_base(PointSet.of(points), list(KS), Settings())))
    labels: dict[int, NDArray[np.intp]] = {}
    fits += seconds(lambda: labels.update({k: each.assign(points) for k, each in found.items()}))
    silhouettes = seconds(lambda: mean_silhouettes(points, labels))
    inertia = {k: find_nearest(points, each.centroids)[1].sum() for k, each in found.items()}
    return inertia, fits, silhouettes


def rival(points: _Floats) -> tuple[dict[int, float], float, _Labels]:
    """Return the inertia of each k, the seconds of the fits, and the labels for one k."""
    models = {k: KMeans(k, n_init=10, random_state=0) for k in KS}
    fits = seconds(lambda: [model.fit(points) for model in models.values()])
    inertia = {k: float(model.inertia_) for k, model in models.items()}
    return inertia, fits, models[SILHOUETTE_K].labels_


def rival_silhouettes(points: _Floats, labels: _Labels, sizes: Sequence[int]) -> dict[int, float]:
    """Return the seconds of one silhouette by size: medians, after a warm-up."""

    def score(n: int) -> None:
        silhouette_score(points[:n], labels[:n])

    score(sizes[0])
    return {n: statistics.median(seconds(lambda n=n: score(n)) for _ in range(RUNS)) for n in sizes}


def measure(n: int = N, sizes: Sequence[int] = SILHOUETTE_SIZES) -> dict[str, object]:
    """Run the fits in turn, and compare the whole: fits and a silhouette for each k."""
    points = make_points(n)
    ours(points[: sizes[0]]), rival(points[: sizes[0]])
    turns = [(ours(points), rival(points)) for _ in range(RUNS)]
    (our_inertia, _, _), (their_inertia, _, labels) = turns[0]
    measured = rival_silhouettes(points, labels, sizes)
    theirs = len(KS) * extrapolate(measured, n)
    whole = [
        (fits + silhouettes, other + theirs) for (_, fits, silhouettes), (_, other, _) in turns
    ]
    compared = summarize_pairs(whole)
    inertia = {k: float(our_inertia[k] / their_inertia[k] - 1) for k in KS}
    return {
        f"{n:,} x {D}, k = 2 to 10": {
            **compared,
            "times_faster": 1 / compared["ratio"],
            "ours_fits_seconds": statistics.median(each for (_, each, _), _ in turns),
            "ours_silhouettes_seconds": statistics.median(each for (_, _, each), _ in turns),
            "rival_fits_seconds": statistics.median(each for _, (_, each, _) in turns),
            "rival_silhouettes_seconds": theirs,
            "inertia_lowest_difference": min(inertia.values()),
            "inertia_highest_difference": max(inertia.values()),
            "inertia_differences": inertia,
        },
        "one silhouette, scikit-learn": {
            "measured_seconds": {f"{size:,}": each for size, each in measured.items()},
            "measured_exponent": exponent(measured),
            "carried_on_seconds": theirs / len(KS),
        },
    }


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:2])), indent=2))
