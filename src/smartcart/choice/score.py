"""Space -> KScores: what speaks for each number of clusters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score
from threadpoolctl import threadpool_limits

from smartcart.choice.agreement import adjusted_rand, best_jaccards
from smartcart.choice.elbow import find_elbow
from smartcart.choice.silhouette import mean_silhouettes
from smartcart.clusters import (
    Partition,
    PointSet,
    sample_positions,
    solve_kmeans,
    solve_ward,
)
from smartcart.settings import Settings
from smartcart.space import Space

__all__ = ["KScores", "Stability", "score_k", "segment_jaccards"]

_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]

#: Told how far the work is - refits done, refits in all.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Stability:
    """Whether the clusters would come back from other customers of the same kind.

    Attributes
    ----------
    ari_median, ari_q10 : float
        Median and 10 % quantile of the adjusted Rand index over all pairs of bootstrap fits,
        each fit afresh and applied to all customers of the panel (Dolnicar & Leisch 2010).
    refits : int array of shape (n_boot, n_panel)
        The labels behind it.
    """

    ari_median: float
    ari_q10: float
    refits: _Ints


@dataclass(frozen=True)
class KScores:
    """The panel of figures, one row per number of clusters.

    Attributes
    ----------
    table : DataFrame
        One row per k, index ``k``: inertia, silhouette, stability_ari,
        stability_min_jaccard, calinski_harabasz, davies_bouldin; NaN where a figure is not
        defined. All of it in the space, on the customers of the panel.
    stability : mapping of k to Stability, for k > 1
    elbow : int
        The k at the knee of the inertia curve.
    panel : int array
        Positions of the customers compared.
    n_customers : int
        Customers there are; the panel is a sample when it is smaller.
    """

    table: pd.DataFrame
    stability: Mapping[int, Stability]
    elbow: int
    panel: _Ints
    n_customers: int

    @property
    def is_sampled(self) -> bool:
        """Whether the figures come from a sample."""
        return len(self.panel) < self.n_customers


def score_k(
    space: Space,
    ks: Sequence[int] | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> KScores:
    """Compute the panel for each number of clusters.

    Parameters
    ----------
    space : Space
        Above ``settings.panel_size`` customers, that many are chosen by a hash of their id.
    ks : sequence of int
        Numbers to try; 1..k_max by default, never more than the distinct customers.
    settings : Settings
        ``method``, ``seed``, ``n_starts``, ``n_boot``, ``k_max`` and ``panel_size``.
    progress : callable, optional
        Called as ``progress(done, total)`` after every refit.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.features import build_features
    >>> from smartcart.space import fit_space
    >>> customers = smartcart.check_customers(smartcart.make_customers(200, seed=0))
    >>> space = fit_space(build_features(customers))
    >>> scores = score_k(space, [1, 2, 3], Settings(n_boot=4, n_starts=2))
    >>> scores.table.index.tolist(), bool(scores.table["inertia"].is_monotonic_decreasing)
    ([1, 2, 3], True)
    """
    settings = settings or Settings()
    panel = sample_positions(space.coordinates.index, settings.panel_size)
    points = space.points[panel]
    data = PointSet.of(points)
    wanted = ks if ks is not None else range(1, settings.k_max + 1)
    ks = [k for k in wanted if k <= len(data.points)]
    with threadpool_limits(limits=1):  # more threads would add in another order
        base = {k: p.assign(points) for k, p in _solve(data, ks, settings, settings.seed).items()}
        stability = _stability(points, data, [k for k in ks if k > 1], settings, progress)
        table = _table(points, base, stability)
    return KScores(
        table, stability, find_elbow(ks, list(table["inertia"])), panel, len(space.points)
    )


def segment_jaccards(labels: _Ints, stability: Stability) -> _Floats:
    """Return for each cluster its mean best Jaccard over the bootstrap fits (Hennig 2007).

    Parameters
    ----------
    labels : int array of shape (n_panel,)
        The clusters in question, for the customers of the panel.
    stability : Stability
        Fits with the same number of clusters.

    Examples
    --------
    >>> refits = np.array([[0, 0, 1, 1], [1, 1, 0, 0]])
    >>> segment_jaccards(np.array([0, 0, 1, 1]), Stability(1.0, 1.0, refits)).tolist()
    [1.0, 1.0]
    """
    return np.asarray(np.mean([best_jaccards(labels, refit) for refit in stability.refits], axis=0))


def _solve(
    data: PointSet, ks: Sequence[int], settings: Settings, seed: int, *, settle: bool = True
) -> dict[int, Partition]:
    if settings.method == "ward":
        return {k: solution.partition for k, solution in solve_ward(data, ks).items()}
    return {k: solve_kmeans(data, k, seed, settings.n_starts, settle=settle).partition for k in ks}


def _stability(
    points: _Floats,
    data: PointSet,
    ks: Sequence[int],
    settings: Settings,
    progress: Progress | None,
) -> dict[int, Stability]:
    """Refit on bootstrap samples, each from fresh starts: warm ones flatter the result."""
    seeds = np.random.SeedSequence(settings.seed).generate_state(2 * settings.n_boot)
    labels: dict[int, list[_Ints]] = {k: [] for k in ks}
    for i in range(settings.n_boot):
        sample = data.resampled(np.random.default_rng(seeds[2 * i]))
        seed = int(seeds[2 * i + 1])
        for k, partition in _solve(sample, ks, settings, seed, settle=False).items():
            labels[k].append(partition.assign(points))
        if progress is not None:
            progress(i + 1, settings.n_boot)
    return {k: _agreement_of(np.array(each)) for k, each in labels.items() if len(each) > 1}


def _agreement_of(refits: _Ints) -> Stability:
    agreements = [adjusted_rand(one, other) for one, other in combinations(refits, 2)]
    return Stability(float(np.median(agreements)), float(np.quantile(agreements, 0.1)), refits)


def _table(
    points: _Floats, base: Mapping[int, _Ints], stability: Mapping[int, Stability]
) -> pd.DataFrame:
    silhouettes = mean_silhouettes(points, dict(base))
    rows = [
        {
            "k": k,
            "inertia": _inertia(points, labels),
            "silhouette": silhouettes[k],
            **_stability_figures(labels, stability.get(k)),
            **_index_figures(points, labels),
        }
        for k, labels in base.items()
    ]
    return pd.DataFrame(rows).set_index("k").astype("float64")


def _inertia(points: _Floats, labels: _Ints) -> float:
    groups = (points[labels == label] for label in np.unique(labels))
    return float(sum(((group - group.mean(axis=0)) ** 2).sum() for group in groups))


def _stability_figures(labels: _Ints, stability: Stability | None) -> dict[str, float]:
    if stability is None:
        return {"stability_ari": np.nan, "stability_min_jaccard": np.nan}
    return {
        "stability_ari": stability.ari_median,
        "stability_min_jaccard": float(segment_jaccards(labels, stability).min()),
    }


def _index_figures(points: _Floats, labels: _Ints) -> dict[str, float]:
    """Return the two indices, which need 2 to n - 1 groups."""
    if not 1 < len(np.unique(labels)) < len(points):
        return {"calinski_harabasz": np.nan, "davies_bouldin": np.nan}
    return {
        "calinski_harabasz": float(calinski_harabasz_score(points, labels)),
        "davies_bouldin": float(davies_bouldin_score(points, labels)),
    }
