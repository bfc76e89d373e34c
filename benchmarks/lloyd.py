"""One Lloyd iteration over very many customers, against scikit-learn's and against memory.

``python -m benchmarks.lloyd [N ...]``: ten columns, eight clusters, single precision, all cores on
both sides, in turn. The bound is the time to read the table once.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster._k_means_lloyd import lloyd_iter_chunked_dense
from threadpoolctl import threadpool_limits

from smartcart.kernels import SinglePoints, sweep
from smartcart.threads import in_threads, usable_threads

SIZES, D, K, RUNS, ITERATIONS = (100_000, 1_000_000, 10_000_000), 10, 8, 9, 5


def milliseconds(work: Callable[[], object]) -> float:
    """Return the time of one of several iterations, which follow each other as in a fit.

    One before them is not timed: threads of whoever came before may still be waiting for work.
    """
    work()
    started = time.perf_counter()
    for _ in range(ITERATIONS):
        work()
    return 1e3 * (time.perf_counter() - started) / ITERATIONS


def rival_iteration(points: NDArray[np.float32], threads: int) -> Callable[[], object]:
    """Return scikit-learn's innermost iteration, without the checks around it.

    It brings its own threads, and wants BLAS held to one, as its `KMeans` does.
    """
    n = len(points)
    centroids, moved = points[:K].copy(), np.zeros((K, D), np.float32)
    weights, sizes, shift = np.ones(n, np.float32), np.zeros(K, np.float32), np.zeros(K, np.float32)
    labels = np.full(n, -1, np.int32)

    return lambda: lloyd_iter_chunked_dense(
        points, weights, centroids, moved, sizes, labels, shift, threads
    )


def one_size(n: int) -> dict[str, float]:
    points = np.random.default_rng(0).normal(size=(n, D))
    table, centroids = SinglePoints.of(points, np.ones(n)), points[:K].astype(np.float32)
    singles = points.astype(np.float32)
    rival = rival_iteration(singles, usable_threads())
    start = centroids.astype(np.float64)
    parts = np.array_split(singles.ravel(), 4 * usable_threads())
    works = (lambda: sweep(table, start), rival, lambda: in_threads(np.sum, parts))
    with threadpool_limits(1, "blas"):
        rounds = [[milliseconds(work) for work in works] for _ in range(RUNS + 1)][1:]
    ratios = [ours / theirs for ours, theirs, _ in rounds]
    mine, bound = statistics.median(ours for ours, _, _ in rounds), min(r for _, _, r in rounds)
    return {
        "ours_milliseconds": mine,
        "rival_milliseconds": statistics.median(theirs for _, theirs, _ in rounds),
        "ratio": statistics.median(ratios),
        "ratio_low": min(ratios),
        "ratio_high": max(ratios),
        "bound_milliseconds": bound,
        "times_bound": mine / bound,
    }


def measure(sizes: tuple[int, ...] = SIZES) -> dict[str, object]:
    """Run both in turn for each number of customers."""
    found = {f"{n:,} customers": one_size(n) for n in sizes}
    return {"threads": usable_threads(), **found}


if __name__ == "__main__":
    print(json.dumps(measure(tuple(map(int, sys.argv[1:])) or SIZES), indent=2))
