"""What customers with the same purchases buy: items bought together, and tastes in few numbers."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from smartcart.errors import MissingExtraError
from smartcart.recommend.purchases import Purchases, weighted_matrix
from smartcart.threads import one_thread

__all__ = ["Factors", "Neighbours", "fit_factors", "fit_neighbours"]

_Floats = NDArray[np.float32]
_Rows = NDArray[np.int64]

#: Saturation and length of BM25, days after which a purchase counts half, and products kept as
#: neighbours of one.
K1, B, MEMORY, NEIGHBOURS = 1.2, 0.5, 120.0, 400
#: Numbers that make up a taste, the strength of the penalty, and rounds of fitting.
FACTORS, PENALTY, ROUNDS = 64, 10.0, 10
#: Customers multiplied at once. How a product of matrices is rounded depends on how many rows there
#: are: with as many always, a customer has the same scores alone and among others.
_ROWS = 64


@dataclass(frozen=True)
class Neighbours:
    """Products bought with those that a customer bought.

    Attributes
    ----------
    bought : csr_matrix of shape (n_customers, n_products)
    similarity : csr_matrix of shape (n_products, n_products)
        The products most similar to each, itself among them.
    """

    bought: Any
    similarity: Any

    def scores(self, rows: _Rows) -> _Floats:
        """Return an array of shape (n_rows, n_products)."""
        scores: _Floats = (self.bought[rows] @ self.similarity).toarray().astype(np.float32)
        return scores


@dataclass(frozen=True)
class Factors:
    """Tastes of customers and products, a few numbers each.

    Attributes
    ----------
    customers, products : arrays of shape (n, n_factors)
    """

    customers: _Floats
    products: _Floats

    def scores(self, rows: _Rows) -> _Floats:
        """Return an array of shape (n_rows, n_products)."""
        blocks = max(-(-len(rows) // _ROWS), 1)
        tastes = np.zeros((blocks * _ROWS, self.customers.shape[1]), self.customers.dtype)
        tastes[: len(rows)] = self.customers[rows]
        scores: _Floats = np.vstack([each @ self.products.T for each in np.split(tastes, blocks)])
        return scores[: len(rows)]


def fit_neighbours(
    purchases: Purchases,
    *,
    k1: float = K1,
    b: float = B,
    memory: float | None = MEMORY,
    n_neighbours: int = NEIGHBOURS,
) -> Neighbours:
    """Find products bought by the same customers (Deshpande & Karypis 2004, ACM TOIS 22(1)).

    Purchases are weighted by Okapi BM25 (Robertson & Zaragoza 2009): products are the documents,
    customers the words, so that a customer who buys everything says little, and a product that
    everybody buys is near to none. The similarity is the product of the weights.

    Raises
    ------
    MissingExtraError
        When ``implicit`` is not installed.
    """
    bought = weighted_matrix(purchases, memory)
    nearest = _library("nearest_neighbours")
    with one_thread():
        model = nearest.ItemItemRecommender(K=n_neighbours, num_threads=1)
        model.fit(weigh_bm25(bought, k1, b), show_progress=False)
        return Neighbours(bought, sparse.csr_matrix(model.similarity, dtype=np.float32))


def fit_factors(purchases: Purchases) -> Factors:
    """Learn tastes by alternating least squares (Hu, Koren & Volinsky 2008, ICDM).

    Each day on which a product was bought counts 1 in the confidence of the purchase.

    Raises
    ------
    MissingExtraError
        When ``implicit`` is not installed.
    """
    bought = weighted_matrix(purchases)
    als = _library("als")
    with one_thread():  # the library warns of more threads, too
        model = als.AlternatingLeastSquares(
            factors=FACTORS,
            regularization=PENALTY,
            alpha=1.0,
            iterations=ROUNDS,
            random_state=0,
            num_threads=1,
            use_gpu=False,
        )
        model.fit(bought, show_progress=False)
    return Factors(np.asarray(model.user_factors), np.asarray(model.item_factors))


def weigh_bm25(bought: Any, k1: float, b: float) -> Any:
    """Weigh purchases by BM25; the weight of a customer is that of a rare word, above 0.

    Parameters
    ----------
    bought : csr_matrix of shape (n_customers, n_products)

    Returns
    -------
    csr_matrix of float64, the same shape
    """
    n_products = bought.shape[1]
    own = np.diff(bought.indptr)
    rarity = np.log1p((n_products - own + 0.5) / (own + 0.5))
    length = np.asarray(bought.sum(axis=0, dtype=np.float64)).ravel()
    norm = k1 * (1.0 - b + b * length / length.mean())
    count = bought.data.astype(np.float64)
    weight = count * (k1 + 1.0) / (count + norm[bought.indices]) * np.repeat(rarity, own)
    return sparse.csr_matrix((weight, bought.indices, bought.indptr), bought.shape)


def _library(module: str) -> ModuleType:
    from importlib import import_module

    try:
        with warnings.catch_warnings():
            # Its progress bars, which are not shown, miss widgets in a notebook.
            warnings.filterwarnings("ignore", message="IProgress not found")
            import_module("implicit")
            found = import_module(f"implicit.{module}")
    except ImportError:
        raise MissingExtraError("Recommending products", "recommend") from None
    return found
