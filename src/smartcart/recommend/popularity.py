"""What sells: to everybody, to a segment, and to the customer already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from smartcart.recommend.purchases import Purchases, weighted_matrix

__all__ = ["BuyAgain", "Popularity", "SegmentPopularity", "fit_segment_popularity"]

_Floats = NDArray[np.float32]
_Rows = NDArray[np.int64]

#: Days after which a purchase counts half in what sells now: a shop's season.
SEASON = 60.0
#: Days after which a purchase counts half in what a customer buys again.
RHYTHM = 180.0
#: From how many times everybody's share on a product is bought by a segment in particular.
_LEANING = 1.1


@dataclass(frozen=True)
class Popularity:
    """The same scores for everybody.

    Attributes
    ----------
    share : array of shape (n_products,)
    """

    share: _Floats

    @classmethod
    def fit(cls, purchases: Purchases, half_life: float | None = None) -> Popularity:
        """Count the customers who bought a product; with `half_life`, recent days of purchase."""
        matrix = weighted_matrix(purchases, half_life)
        if half_life is None:
            matrix.data[:] = 1.0
        bought = _sums(matrix)
        return cls((bought / bought.sum()).astype(np.float32))

    def scores(self, rows: _Rows) -> _Floats:
        """Return an array of shape (n_rows, n_products)."""
        return np.tile(self.share, (len(rows), 1))


@dataclass(frozen=True)
class SegmentPopularity:
    """What sells now in the segment of a customer, drawn towards what sells to all.

    Attributes
    ----------
    names : Index of str
        The segments, sorted.
    shares : array of shape (n_segments + 1, n_products)
        The last row is that of customers without a segment: everybody's.
    place : int array of shape (n_customers,)
        The row of each customer.
    """

    names: pd.Index
    shares: _Floats
    place: _Rows

    def scores(self, rows: _Rows) -> _Floats:
        """Return an array of shape (n_rows, n_products)."""
        return self.shares[self.place[rows]]

    def leans(self, rows: _Rows, products: _Rows) -> NDArray[np.bool_]:
        """Say where a row's segment buys a product at least a tenth more than everybody does."""
        leans: NDArray[np.bool_] = (
            self.shares[rows, products] >= _LEANING * self.shares[-1, products]
        )
        return leans

    def rows_of(self, segments: pd.Series) -> _Rows:
        """Return the row of `shares` for each segment; the last for a segment that is unknown."""
        found = self.names.get_indexer(pd.Index(segments))
        return np.where(found < 0, len(self.names), found).astype(np.int64)


def fit_segment_popularity(
    purchases: Purchases,
    segments: pd.Series,
    prior: float,
    half_life: float | None = SEASON,
) -> SegmentPopularity:
    """Blend what a segment buys with what all buy, by counts.

    A product's share in a segment is ``(n_si + prior * p_i) / (n_s + prior)``: n_si what the
    segment bought of it and n_s of everything, p_i its share among all (the Dirichlet prior of
    Zhai & Lafferty 2004, ACM TOIS 22(2)).

    Parameters
    ----------
    purchases : Purchases
    segments : Series
        Segment by customer id; customers not in it have none.
    prior : float
        Purchases that everybody's taste is worth in each segment.
    half_life : float, optional
        Days after which a purchase counts half; all count alike when None.
    """
    matrix = weighted_matrix(purchases, half_life)
    given = segments.reindex(purchases.customers)
    names = pd.Index(sorted(set(given.dropna())), dtype="str")
    place = np.where(given.isna(), len(names), names.get_indexer(pd.Index(given)))
    member = sparse.csr_matrix(
        (np.ones(len(place)), (place, np.arange(len(place)))), (len(names) + 1, len(place))
    )
    everybody = _sums(matrix)
    everybody = everybody / everybody.sum()
    counts = np.asarray((member @ matrix.astype(np.float64)).todense())
    shares = (counts + prior * everybody) / (counts.sum(axis=1, keepdims=True) + prior)
    shares[-1] = everybody
    return SegmentPopularity(names, shares.astype(np.float32), place.astype(np.int64))


@dataclass(frozen=True)
class BuyAgain:
    """What a customer bought, often and lately: days of purchase, half after 180 days.

    Attributes
    ----------
    matrix : csr_matrix of shape (n_customers, n_products)
    """

    matrix: Any

    @classmethod
    def fit(cls, purchases: Purchases) -> BuyAgain:
        """Take the customer's own purchases."""
        return cls(weighted_matrix(purchases, RHYTHM))

    def scores(self, rows: _Rows) -> _Floats:
        """Return an array of shape (n_rows, n_products)."""
        scores: _Floats = self.matrix[rows].toarray()
        return scores


def _sums(matrix: Any) -> NDArray[np.float64]:
    return np.asarray(matrix.sum(axis=0, dtype=np.float64)).ravel()
