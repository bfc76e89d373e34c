"""Would the clusters come back? The whole solution, and each cluster within it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcart.choice.agreement import adjusted_rands, best_jaccards
from smartcart.choice.draws import draw_generator, run_draws
from smartcart.choice.solutions import solve_refit
from smartcart.clusters import PointSet
from smartcart.settings import Settings

__all__ = ["Stability", "measure_stability", "segment_jaccards", "stability_band"]

_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]

#: Lower bounds of a cluster's mean Jaccard, in words (Hennig 2007; help page of fpc).
_BANDS = ((0.85, "highly stable"), (0.75, "stable"), (0.6, "a pattern"), (0.5, "doubtful"))


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


def measure_stability(
    points: _Floats,
    data: PointSet,
    ks: Sequence[int],
    settings: Settings,
    done: Callable[[], None] | None = None,
) -> dict[int, Stability]:
    """Refit on ``n_boot`` bootstrap samples; every pair of refits is compared.

    One set of samples serves every k, and every figure that asks for refits.
    """

    def refit(number: int) -> dict[int, _Ints]:
        generator = draw_generator(settings, "bootstrap", number)
        found = solve_refit(data.resampled(generator), ks, settings, generator)
        return {k: partition.assign(points) for k, partition in found.items()}

    refits = run_draws(refit, settings.n_boot, done)
    return {k: _summed_up([each[k] for each in refits]) for k in ks}


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


def stability_band(jaccard: float) -> str:
    """Return what a mean Jaccard says of a cluster, in Hennig's words.

    Examples
    --------
    >>> [stability_band(value) for value in (0.9, 0.8, 0.65, 0.55, 0.4)]
    ['highly stable', 'stable', 'a pattern', 'doubtful', 'dissolved']
    """
    return next((words for least, words in _BANDS if jaccard >= least), "dissolved")


def _summed_up(labels: list[_Ints]) -> Stability:
    refits = np.array(labels)
    agreed = adjusted_rands(refits)
    return Stability(float(np.median(agreed)), float(np.quantile(agreed, 0.1)), refits)
