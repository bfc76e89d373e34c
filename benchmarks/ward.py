"""Ward's tree against fastcluster, scikit-learn and scipy, and micro-clusters of a million.

``python -m benchmarks.ward`` prints seconds of ours and each rival in turn. None of the rivals
takes the sizes that clusters start with, so that all points count one.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import fastcluster
import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import linkage
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import adjusted_rand_score

from benchmarks.paired import calls_in_turn, exponent, seconds
from smartcart.clusters import PointSet, fit_tree, solve_ward, summarise_points

N_COMPONENTS = 10
SIZES, LARGE = (2_240, 5_000, 10_000), 20_000
MANY = 1_000_000
K = 3


def draw(n: int) -> NDArray[np.float64]:
    """Return customers of six overlapping groups, by principal components."""
    generator = np.random.default_rng(n)
    centres = generator.normal(0, 1.5, (6, N_COMPONENTS))
    points = centres[generator.integers(0, 6, n)] + generator.normal(size=(n, N_COMPONENTS))
    points -= points.mean(axis=0)
    return np.ascontiguousarray(points @ np.linalg.svd(points, full_matrices=False)[2].T)


def rivals(points: NDArray[np.float64]) -> dict[str, Callable[[], object]]:
    """Return what others do on the same points; scipy and scikit-learn keep all distances."""
    return {
        "fastcluster": lambda: fastcluster.linkage_vector(points, "ward"),
        "scikit-learn": lambda: AgglomerativeClustering(K, linkage="ward").fit(points),
        "scipy": lambda: linkage(points, "ward"),
    }


def micro_agreement() -> float:
    """Return how far a tree on micro-clusters agrees with the full one, cut into three (ARI)."""
    data = PointSet.of(draw(LARGE))
    full = fit_tree(data).cut(K)
    micro = summarise_points(data)
    return float(adjusted_rand_score(full[data.inverse], fit_tree(micro).cut(K)[micro.inverse]))


def measure() -> dict[str, object]:
    """Return figures for each n and rival, the exponent, and micro-clusters."""
    found: dict[int, dict[str, dict[str, float]]] = {}
    for n in SIZES:
        points = draw(n)
        data = PointSet.of(points)
        found[n] = {
            name: calls_in_turn(lambda data=data: fit_tree(data), rival)
            for name, rival in rivals(points).items()
        }
    many = PointSet.of(draw(MANY))
    return {
        **{f"{n:,} x {N_COMPONENTS}": each for n, each in found.items()},
        "the tree": {
            "tree_exponent": exponent(
                {n: each["fastcluster"]["ours_seconds"] for n, each in found.items()}
            )
        },
        f"{MANY:,} x {N_COMPONENTS}": {
            "micro_seconds": seconds(lambda: summarise_points(many)),
            "ward_seconds": seconds(lambda: solve_ward(many, range(2, 11))),
        },
        f"{LARGE:,} x {N_COMPONENTS}": {"micro_ari": micro_agreement()},
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
