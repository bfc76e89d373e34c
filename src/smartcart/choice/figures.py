"""Solutions -> the table of figures, one row per number of clusters."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.choice.border import border_density
from smartcart.choice.null import NullFigures
from smartcart.choice.silhouette import mean_intervals, mean_silhouettes
from smartcart.choice.stability import Stability, segment_jaccards
from smartcart.clusters.distance import squared_distances
from smartcart.clusters.points import weighted_means

__all__ = ["COLUMNS", "compare_with_null", "measure_inertia", "table_scores"]

_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]

#: The columns of the panel, in the order of ``k_selection.csv``.
COLUMNS = (
    "inertia",
    "silhouette",
    "silhouette_low",
    "silhouette_high",
    "gap",
    "gap_se",
    "prediction_strength",
    "stability_ari",
    "stability_min_jaccard",
    "calinski_harabasz",
    "davies_bouldin",
    "border_density",
    "silhouette_null",
    "silhouette_z",
    "stability_null",
    "stability_z",
)


def table_scores(
    points: _Floats,
    labels: Mapping[int, _Ints],
    stability: Mapping[int, Stability],
    n_customers: int,
) -> pd.DataFrame:
    """Return the figures that need only the solutions and their refits, index ``k``."""
    means = mean_silhouettes(points, dict(labels))
    intervals = mean_intervals(points, dict(labels), means, n_customers)
    rows = [
        {
            "k": k,
            "silhouette": means[k],
            "silhouette_low": intervals[k][0],
            "silhouette_high": intervals[k][1],
            **_stability_figures(each, stability.get(k)),
            **_index_figures(points, each),
            "border_density": border_density(points, each),
        }
        for k, each in labels.items()
    ]
    return pd.DataFrame(rows).set_index("k").astype("float64")


def measure_inertia(points: _Floats, labels: _Ints) -> float:
    """Return the sum of squared distances to the mean of the own group.

    Examples
    --------
    >>> measure_inertia(np.array([[0.0], [2.0], [9.0]]), np.array([0, 0, 1]))
    2.0
    """
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
    present, groups = np.unique(labels, return_inverse=True)
    if not 1 < len(present) < len(points):
        return {"calinski_harabasz": np.nan, "davies_bouldin": np.nan}
    sizes = np.bincount(groups)
    centroids = weighted_means(points, np.ones(len(points), np.int64), groups, len(present))
    own = ((points - centroids[groups]) ** 2).sum(axis=1)
    return {
        "calinski_harabasz": _calinski_harabasz(points, centroids, sizes, float(own.sum())),
        "davies_bouldin": _davies_bouldin(
            centroids, np.bincount(groups, weights=np.sqrt(own)) / sizes
        ),
    }


def _calinski_harabasz(points: _Floats, centroids: _Floats, sizes: _Ints, within: float) -> float:
    """Return variance between groups over variance within them (Calinski & Harabasz 1974)."""
    between = float(sizes @ ((centroids - points.mean(axis=0)) ** 2).sum(axis=1))
    n, k = len(points), len(sizes)
    return between * (n - k) / (within * (k - 1)) if within > 0 else 1.0


def _davies_bouldin(centroids: _Floats, spreads: _Floats) -> float:
    """Return how far a group lies into its worst neighbour, on average (Davies & Bouldin 1979)."""
    apart = np.sqrt(squared_distances(centroids, centroids))
    if np.allclose(spreads, 0) or np.allclose(apart, 0):
        return 0.0
    apart[apart == 0] = np.inf
    return float(((spreads[:, np.newaxis] + spreads) / apart).max(axis=1).mean())


def compare_with_null(table: pd.DataFrame, null: NullFigures) -> pd.DataFrame:
    """Return the means of the structureless tables, and the z of ours against them."""
    figures = {"silhouette": "silhouette", "stability": "stability_ari"}
    return pd.DataFrame(
        {
            f"{name}_{what}": [
                null.mean(name, int(k)) if what == "null" else null.z(name, int(k), value)
                for k, value in table[column].items()
            ]
            for name, column in figures.items()
            for what in ("null", "z")
        },
        index=table.index,
    )
