"""``python -m benchmarks.watched``: fail when a ratio to a rival has worsened by more than 25 %.

A few comparisons that take seconds. What is held against the ratio written down is the lowest of
the rounds, and what fails is tried three times: on a machine with other work any round may be slow,
but code that has become slower is slow in all of them. Ratios differ between processors, too:
``--save`` writes down those that are higher here than on any machine before; to forget a machine,
delete its figure first.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["ALLOWED", "compare", "judge"]

#: A ratio may be so many times the one written down.
ALLOWED = 1.25
ROUNDS, TRIES = 7, 3
BASELINE = Path(__file__).parent / "results" / "watched.json"

_Floats = NDArray[np.float64]
_Work = Callable[[], Any]


def main(arguments: list[str]) -> None:
    if "--save" in arguments:
        found = {name: compare(*make()) for name, make in _WATCHED.items()}
        kept = highest(json.loads(BASELINE.read_text()), found)
        BASELINE.write_text(json.dumps(kept, indent=2) + "\n")
        return
    before = json.loads(BASELINE.read_text())
    if worse := [name for name in _WATCHED if not _holds(name, before)]:
        sys.exit("Slower by more than 25 %: " + ", ".join(worse))


def _holds(name: str, before: dict[str, dict[str, float]]) -> bool:
    for _ in range(TRIES):
        now = compare(*_WATCHED[name]())
        print(f"{name}: {now['lowest']:.3g} of its rival's time; was {before[name]['median']:.3g}")
        if not judge(before, {name: now}):
            return True
    return False


def highest(
    before: dict[str, dict[str, float]], now: dict[str, dict[str, float]]
) -> dict[str, dict[str, float]]:
    """Return each comparison as it was where its rival does best."""
    return {
        name: max(found, before.get(name, found), key=lambda each: each["median"])
        for name, found in now.items()
    }


def judge(before: dict[str, dict[str, float]], now: dict[str, dict[str, float]]) -> list[str]:
    """Return the comparisons whose every round is worse than was written down, by a quarter."""
    return [name for name in now if now[name]["lowest"] > ALLOWED * before[name]["median"]]


def compare(ours: _Work, rival: _Work) -> dict[str, float]:
    """Run both in turn; return the lowest and the median of the ratios."""
    ours(), rival()
    ratios = [_seconds(ours) / _seconds(rival) for _ in range(ROUNDS)]
    return {"lowest": min(ratios), "median": float(np.median(ratios))}


def _seconds(work: _Work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _points(n: int, d: int = 10) -> _Floats:
    generator = np.random.default_rng(0)
    return generator.normal(size=(n, d)) + 3.0 * generator.integers(0, 4, (n, 1))


def _scan() -> tuple[_Work, _Work]:
    """Several numbers of clusters: ours with starts of its own, theirs with three."""
    from sklearn.cluster import KMeans

    from smartcart.clusters import PointSet, refit_kmeans

    points = _points(5_000)
    data, ks = PointSet.of(points), range(2, 8)
    return (
        lambda: refit_kmeans(data, ks, np.random.default_rng(0), 3),
        lambda: [KMeans(k, n_init=3, random_state=0).fit(points) for k in ks],
    )


def _silhouettes() -> tuple[_Work, _Work]:
    from sklearn.metrics import silhouette_score

    from smartcart.choice.silhouette import mean_silhouettes

    points = _points(4_000)
    labellings = {k: np.arange(len(points)) % k for k in range(2, 8)}
    return (
        lambda: mean_silhouettes(points, labellings),
        lambda: [silhouette_score(points, labels) for labels in labellings.values()],
    )


def _ward() -> tuple[_Work, _Work]:
    from scipy.cluster.hierarchy import linkage

    from smartcart.clusters import PointSet
    from smartcart.clusters.ward import fit_tree

    points = _points(4_000)
    data = PointSet.of(points)
    return lambda: fit_tree(data), lambda: linkage(points, "ward")


def _panel() -> tuple[_Work, _Work]:
    """Take the whole panel, against the fits alone that it stands on."""
    from sklearn.cluster import KMeans

    from smartcart.choice import score_k
    from smartcart.settings import Settings

    points = _points(2_000, 6)
    return (
        lambda: score_k(points, range(1, 7), Settings(n_boot=10, n_null=5)),
        lambda: [KMeans(k, n_init=10, random_state=0).fit(points) for k in range(2, 7)],
    )


def _scoring() -> tuple[_Work, _Work]:
    """Place one customer many times, against scikit-learn's pipeline asked as often."""
    import smartcart
    from benchmarks.scoring import make_pipeline_of

    customers = smartcart.check_customers(smartcart.make_customers(500, seed=0))
    segmentation = smartcart.segment(customers, {"n_boot": 2, "n_null": 2, "segments": 3})
    scorer, table = segmentation.scorer(), customers.table
    names = list(segmentation.model.variables)
    rival = make_pipeline_of(segmentation, table[names])
    own = table.reindex(columns=[field.name for field in scorer.fields[1:]])
    one, other = (each.head(1).to_numpy(dtype=np.float64) for each in (own, table[names]))
    return lambda: _often(lambda: scorer.label(one)), lambda: _often(lambda: rival(other))


def _often(work: _Work) -> None:
    for _ in range(200):
        work()


_WATCHED: dict[str, Callable[[], tuple[_Work, _Work]]] = {
    "scanning k": _scan,
    "silhouettes": _silhouettes,
    "Ward's tree": _ward,
    "the panel": _panel,
    "placing one customer": _scoring,
}

if __name__ == "__main__":
    main(sys.argv[1:])
