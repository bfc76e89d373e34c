"""Segmentation -> why this number of segments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from smartcart.choice import NullFigures
from smartcart.segmentation import Segmentation, Training

__all__ = ["ChoiceFacts", "collect_choice"]

_SECOND = {"kmeans": "Ward's method", "ward": "K-Means"}


@dataclass(frozen=True)
class ChoiceFacts:
    """Why this number of segments.

    Attributes
    ----------
    k, elbow : int
        Segments there are, and the elbow of the inertia curve.
    reason : str
        The choice in words.
    second_method : str
        The method whose agreement with the first one is reported.
    scores : DataFrame
        ``Segmentation.k_scores``: one row per number tried, index ``k``.
    null : mapping of str to DataFrame
        ``silhouette`` and ``stability`` of the tables without structure: one row per number,
        ``low``, ``mean`` and ``high`` of all tables.
    min_ari, min_jaccard : float
        What a stable solution was asked to reach.
    n_compared, n_customers : int
        Customers the numbers were compared on, and customers there are.
    """

    k: int
    elbow: int
    reason: str
    second_method: str
    scores: pd.DataFrame
    null: Mapping[str, pd.DataFrame]
    min_ari: float
    min_jaccard: float
    n_compared: int
    n_customers: int


def collect_choice(segmentation: Segmentation, training: Training) -> ChoiceFacts:
    """Return the panel of figures, beside what tables without structure reach."""
    return ChoiceFacts(
        k=segmentation.k,
        elbow=training.scores.elbow,
        reason=segmentation.choice.reason,
        second_method=_SECOND[segmentation.settings.method],
        scores=segmentation.k_scores.copy(),
        null={name: _null(training.scores.null, name) for name in ("silhouette", "stability")},
        min_ari=segmentation.settings.min_ari,
        min_jaccard=segmentation.settings.min_jaccard,
        n_compared=len(training.scores.panel),
        n_customers=training.scores.n_customers,
    )


def _null(figures: NullFigures, name: str) -> pd.DataFrame:
    drawn = {k: each for k, each in getattr(figures, name).items() if len(each)}
    rows = [(each.min(), each.mean(), each.max()) for each in drawn.values()]
    table = pd.DataFrame(rows, index=list(drawn), columns=["low", "mean", "high"], dtype="float64")
    return table.sort_index()
