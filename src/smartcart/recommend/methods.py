"""Every method, fitted to the purchases of the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.recommend.collaborative import Neighbours, fit_factors, fit_neighbours
from smartcart.recommend.popularity import (
    SEASON,
    BuyAgain,
    Popularity,
    SegmentPopularity,
    fit_segment_popularity,
)
from smartcart.recommend.purchases import Purchases

__all__ = ["BLENDED", "METHODS", "Fitted", "Scorer", "fit_methods"]

_Floats = NDArray[np.float32]
_Rows = NDArray[np.int64]

#: Methods of which a blend is made.
BLENDED = ("bm25", "als", "buy_again", "segment_popularity")
#: In the order in which they are told.
METHODS = ("popularity", "recent_popularity", "segment_popularity", "buy_again", "bm25", "als")


class Scorer(Protocol):
    """A fitted method."""

    def scores(self, rows: _Rows) -> _Floats:
        """Return scores of all products for some customers, by position."""
        ...


@dataclass(frozen=True)
class Fitted:
    """Methods fitted to the same purchases.

    Attributes
    ----------
    purchases : Purchases
    segment_popularity : SegmentPopularity
    buy_again : BuyAgain
    bm25 : Neighbours
    scorers : mapping of str to Scorer
        By name, in the order of `METHODS`.
    """

    purchases: Purchases
    segment_popularity: SegmentPopularity
    buy_again: BuyAgain
    bm25: Neighbours
    scorers: Mapping[str, Scorer]

    def with_segment_popularity(self, fitted: SegmentPopularity) -> Fitted:
        """Return the same methods with another fit of what sells in a segment."""
        scorers = {**self.scorers, "segment_popularity": fitted}
        return replace(self, segment_popularity=fitted, scorers=scorers)

    def scores(self, method: str, rows: _Rows, weights: Mapping[str, float]) -> _Floats:
        """Return scores of a method, or of the ``blend`` with these weights."""
        if method != "blend":
            return self.scorers[method].scores(rows)
        parts = self.parts(rows, weights)
        total: _Floats = np.sum(list(parts.values()), axis=0, dtype=np.float32)
        return total

    def parts(self, rows: _Rows, weights: Mapping[str, float]) -> dict[str, _Floats]:
        """Return what each method adds to the blend; its best product adds its weight."""
        return {
            name: np.float32(weights[name]) * _up_to_one(self.scorers[name].scores(rows))
            for name in BLENDED
            if weights[name] > 0
        }


def fit_methods(purchases: Purchases, segments: pd.Series, prior: float) -> Fitted:
    """Fit every method.

    Parameters
    ----------
    purchases : Purchases
    segments : Series
        Segment by customer id; customers not in it have none.
    prior : float
        See `fit_segment_popularity`.

    Raises
    ------
    MissingExtraError
        When ``implicit`` is not installed.
    """
    segment_popularity = fit_segment_popularity(purchases, segments, prior)
    buy_again, bm25 = BuyAgain.fit(purchases), fit_neighbours(purchases)
    scorers: dict[str, Scorer] = {
        "popularity": Popularity.fit(purchases),
        "recent_popularity": Popularity.fit(purchases, SEASON),
        "segment_popularity": segment_popularity,
        "buy_again": buy_again,
        "bm25": bm25,
        "als": fit_factors(purchases),
    }
    return Fitted(purchases, segment_popularity, buy_again, bm25, scorers)


def _up_to_one(scores: _Floats) -> _Floats:
    most = scores.max(axis=1, keepdims=True)
    scaled: _Floats = (scores / np.where(most > 0, most, 1.0)).astype(np.float32)
    return scaled
