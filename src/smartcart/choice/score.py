"""Space -> KScores: what speaks for each number of clusters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from smartcart.choice.elbow import find_elbow
from smartcart.choice.figures import (
    COLUMNS,
    compare_with_null,
    measure_inertia,
    table_scores,
)
from smartcart.choice.flow import flow_between
from smartcart.choice.gap import choose_by_gap, score_gap
from smartcart.choice.matrix import panel_of
from smartcart.choice.null import NullFigures, score_null
from smartcart.choice.solutions import solve_base
from smartcart.choice.stability import Stability, measure_stability
from smartcart.choice.strength import choose_by_strength, score_strength
from smartcart.clusters import PointSet
from smartcart.settings import Settings
from smartcart.shown import Shown
from smartcart.space import Space
from smartcart.threads import one_thread

__all__ = ["KScores", "score_k"]

_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]

#: Random halvings behind the prediction strength, both directions each.
_N_SPLITS = 10

#: Told how far the work is - steps done, steps in all.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class KScores(Shown):
    """The panel of figures, one row per number of clusters.

    Attributes
    ----------
    table : DataFrame
        One row per k, index ``k``: inertia; silhouette with ``silhouette_low`` and
        ``silhouette_high`` (95 % for a sampled panel; the figure itself when nobody is left
        out); gap, gap_se; prediction_strength; stability_ari, stability_min_jaccard;
        calinski_harabasz, davies_bouldin; border_density; and ``silhouette_null``,
        ``silhouette_z``, ``stability_null``, ``stability_z`` against structureless tables. NaN
        where a figure is not defined. All of it in the space, on the customers of the panel.
    stability : mapping of k to Stability, for k > 1
    elbow : int
        The k at the knee of the inertia curve.
    panel : int array
        Positions of the customers compared.
    n_customers : int
        Customers there are; the panel is a sample when it is smaller.
    null : NullFigures
        The figures of the structureless tables.
    labels : mapping of k to int array of shape (n_panel,)
        The solutions that the figures are about.
    """

    table: pd.DataFrame
    stability: Mapping[int, Stability]
    elbow: int
    panel: _Ints
    n_customers: int
    null: NullFigures = field(default_factory=lambda: NullFigures({}, {}, {}), repr=False)
    labels: Mapping[int, _Ints] = field(default_factory=dict, repr=False)

    @property
    def is_sampled(self) -> bool:
        """Whether the figures come from a sample."""
        return len(self.panel) < self.n_customers

    @property
    def votes(self) -> dict[str, int]:
        """The k that each figure would take on its own; only figures that were computed."""
        table, votes = self.table, {"elbow": self.elbow}
        if table["silhouette"].notna().any():
            votes["silhouette"] = int(table["silhouette"].idxmax())
        if "gap" in table and (by_gap := choose_by_gap(table[["gap", "gap_se"]])):
            votes["gap"] = by_gap
        if "prediction_strength" in table and table["prediction_strength"].notna().any():
            votes["prediction_strength"] = choose_by_strength(
                {int(k): float(v) for k, v in table["prediction_strength"].dropna().items()}
            )
        return votes

    @property
    def flow(self) -> pd.DataFrame:
        """Where customers go as k grows; see `flow_between`."""
        return flow_between(self.labels)


def score_k(
    space: Space | pd.DataFrame | ArrayLike,
    ks: Sequence[int] | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
    *,
    of: int | None = None,
) -> KScores:
    """Compute the panel for each number of clusters.

    Parameters
    ----------
    space : Space, DataFrame or array of shape (n, d)
        A matrix is taken as it is, without scaling. Above ``settings.panel_size`` rows, that
        many are chosen by a hash of their id.
    ks : sequence of int
        Numbers to try; 1..k_max by default, never more than the distinct customers.
    settings : Settings
        ``method``, ``seed``, ``n_starts``, ``n_boot``, ``n_null``, ``k_max``, ``panel_size``.
    progress : callable, optional
        Called as ``progress(done, total)`` after every step.
    of : int, optional
        Customers there are, where the space holds a sample of them.

    Raises
    ------
    DataError
        When a matrix is not numeric, holds missing, infinite or huge values, or one row.

    Examples
    --------
    >>> generator = np.random.default_rng(0)
    >>> points = np.vstack([generator.normal(c, 0.3, (60, 2)) for c in ((0, 0), (4, 0), (0, 4))])
    >>> scores = score_k(points, [1, 2, 3, 4], Settings(n_boot=4, n_null=4))
    >>> scores.votes
    {'elbow': 3, 'silhouette': 3, 'gap': 3, 'prediction_strength': 3}
    """
    settings = settings or Settings()
    points, panel, n_customers = panel_of(space, settings.panel_size)
    n_customers = of or n_customers
    data = PointSet.of(points)
    wanted = ks if ks is not None else range(1, settings.k_max + 1)
    ks = [k for k in wanted if k <= len(data.points)]
    several = [k for k in ks if k > 1]
    done = _counter(progress, settings.n_boot + 2 * settings.n_null + _N_SPLITS)
    with one_thread():
        labels = {k: p.assign(points) for k, p in solve_base(data, ks, settings).items()}
        stability = measure_stability(points, data, several, settings, done)
        inertia = {k: measure_inertia(points, each) for k, each in labels.items()}
        gaps = score_gap(points, inertia, settings, done)
        null = score_null(points, several, settings, done=done)
        strength = _strength(points, several, settings, done)
        table = table_scores(points, labels, stability, n_customers)
    table["inertia"] = pd.Series(inertia)
    table["prediction_strength"] = pd.Series(strength, dtype="float64")
    table = table.join(gaps).join(compare_with_null(table, null))[list(COLUMNS)]
    return KScores(
        table,
        stability,
        find_elbow(ks, list(table["inertia"])),
        panel,
        n_customers,
        null,
        labels,
    )


def _counter(progress: Progress | None, total: int) -> Callable[[], None]:
    steps = 0

    def done() -> None:
        nonlocal steps
        steps += 1
        if progress is not None:
            progress(steps, total)

    return done


def _strength(
    points: _Floats, ks: Sequence[int], settings: Settings, done: Callable[[], None]
) -> dict[int, float]:
    """Return the prediction strength, 1 for one cluster; nothing for a handful of customers."""
    if len(points) < 4:
        return {}
    return {1: 1.0, **score_strength(points, ks, settings, _N_SPLITS, done)}
