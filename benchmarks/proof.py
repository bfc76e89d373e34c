"""How often each verdict is given on tables whose truth is known: 200 seeds per table.

``python -m benchmarks.proof [SEEDS]`` prints the table of docs/verdict.md.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from numpy.typing import NDArray

from smartcart.choice import choose_k, judge_segments, score_k
from smartcart.settings import Settings
from smartcart.testing import plant_cloud, plant_groups, plant_moons, plant_pair, plant_tail

VERDICTS = ("natural", "reproducible", "constructive", "none")
SETTINGS = Settings(k_max=6)


def far_groups(seed: int) -> NDArray[np.float64]:
    return plant_groups(seed, apart=6)[0]


def near_groups(seed: int) -> NDArray[np.float64]:
    return plant_groups(seed, apart=3)[0]


def correlated_cloud(seed: int) -> NDArray[np.float64]:
    return plant_cloud(seed, correlation=0.7)


PLANTED: dict[str, Callable[[int], NDArray[np.float64]]] = {
    "three groups, 6 standard deviations apart": far_groups,
    "three groups, 3 standard deviations apart": near_groups,
    "one normal cloud": plant_cloud,
    "one normal cloud, correlation 0.7": correlated_cloud,
    "one cloud with a long tail": plant_tail,
    "two interlocked moons": plant_moons,
    "a flag, its opposite, and noise": plant_pair,
}


def judge(case: tuple[str, int]) -> tuple[str, int, str]:
    """Return name, chosen k and verdict for one table."""
    name, seed = case
    scores = score_k(PLANTED[name](seed), settings=SETTINGS)
    k = choose_k(scores, SETTINGS).k
    return name, k, judge_segments(scores, k, SETTINGS).name


def count_verdicts(n_seeds: int) -> list[str]:
    """Return the rows of the table, in Markdown."""
    cases = [(name, seed) for name in PLANTED for seed in range(n_seeds)]
    with ProcessPoolExecutor() as pool:
        found = list(pool.map(judge, cases, chunksize=4))
    rows = [f"| planted | {' | '.join(VERDICTS)} | k = 3 |", "|---|" + "--:|" * 5]
    for name in PLANTED:
        verdicts = Counter(verdict for each, _, verdict in found if each == name)
        threes = sum(k == 3 for each, k, _ in found if each == name) / n_seeds
        shares = " | ".join(f"{verdicts[verdict] / n_seeds:.1%}" for verdict in VERDICTS)
        rows.append(f"| {name} | {shares} | {threes:.0%} |")
    return rows


if __name__ == "__main__":
    print("\n".join(count_verdicts(int(sys.argv[1]) if len(sys.argv) > 1 else 200)))
