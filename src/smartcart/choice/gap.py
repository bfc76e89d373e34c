"""The gap statistic: how much tighter the clusters are than those of a uniform box."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.choice.draws import draw_generator, run_draws
from smartcart.choice.solutions import solve_refit
from smartcart.clusters import PointSet
from smartcart.kernels import find_nearest
from smartcart.settings import Settings

__all__ = ["choose_by_gap", "score_gap"]

_Floats = NDArray[np.float64]


def score_gap(
    points: _Floats,
    inertia: Mapping[int, float],
    settings: Settings,
    done: Callable[[], None] | None = None,
) -> pd.DataFrame:
    """Compare the inertia of each k with that of uniform tables (Tibshirani et al. 2001).

    The uniform tables fill the box that the points span along their principal axes.

    Parameters
    ----------
    points : array of shape (n, d)
    inertia : mapping of k to float
        Sum of squared distances to the centroids of the solution with k clusters.
    settings : Settings
        ``n_null`` tables are drawn.

    Returns
    -------
    DataFrame, index ``k``
        ``gap`` = mean log inertia of the uniform tables - log inertia; ``gap_se`` = their
        standard deviation times sqrt(1 + 1 / n_null). NaN where an inertia is 0.

    Examples
    --------
    >>> generator = np.random.default_rng(0)
    >>> points = np.vstack([generator.normal(c, 0.2, (50, 2)) for c in ((0, 0), (4, 0), (0, 4))])
    >>> groups = {1: [150], 3: [50, 50, 50]}
    >>> inertia = {k: sum(((part - part.mean(axis=0)) ** 2).sum()
    ...                   for part in np.split(points, np.cumsum(sizes)[:-1]))
    ...            for k, sizes in groups.items()}
    >>> gaps = score_gap(points, inertia, Settings(n_null=5))["gap"]
    >>> bool(gaps[3] > gaps[1])
    True
    """
    ks = list(inertia)
    centred = points - points.mean(axis=0)
    aligned = centred @ np.linalg.svd(centred, full_matrices=False)[2].T
    low, high = aligned.min(axis=0), aligned.max(axis=0)

    def log_inertias(number: int) -> list[float]:
        generator = draw_generator(settings, "gap", number)
        data = PointSet.of(generator.uniform(low, high, aligned.shape))
        found = solve_refit(data, ks, settings, generator)
        return [_log(_inertia(data, found[k].centroids)) for k in ks]

    drawn = np.array(run_draws(log_inertias, settings.n_null, done))
    own = np.array([_log(inertia[k]) for k in ks])
    spread = drawn.std(axis=0) * np.sqrt(1 + 1 / settings.n_null)
    index = pd.Index(ks, name="k")
    return pd.DataFrame({"gap": drawn.mean(axis=0) - own, "gap_se": spread}, index=index)


def choose_by_gap(gaps: pd.DataFrame) -> int | None:
    """Return the smallest k whose gap is within one standard error of the next one's.

    The largest k where none is (Tibshirani, Walther & Hastie 2001); None without figures.

    Examples
    --------
    >>> table = pd.DataFrame({"gap": [0.1, 0.5, 0.52], "gap_se": [0.05] * 3}, index=[1, 2, 3])
    >>> choose_by_gap(table)
    2
    """
    known = gaps.dropna()
    for (k, row), (_, following) in zip(
        known.iloc[:-1].iterrows(), known.iloc[1:].iterrows(), strict=True
    ):
        if row["gap"] >= following["gap"] - following["gap_se"]:
            return int(k)
    return int(known.index[-1]) if len(known) else None


def _inertia(data: PointSet, centroids: _Floats) -> float:
    return float((find_nearest(data.points, centroids)[1] * data.counts).sum())


def _log(inertia: float) -> float:
    return float(np.log(inertia)) if inertia > 0 else float("nan")
