"""Why a product is recommended, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from smartcart.recommend.collaborative import Neighbours
from smartcart.recommend.purchases import Purchases, weighted_matrix

__all__ = ["History", "find_companions", "make_history", "say_reason", "say_segment"]

_Ints = NDArray[np.int64]


@dataclass(frozen=True)
class History:
    """How often and when last a customer bought a product.

    Attributes
    ----------
    times, last : csr_matrix of shape (n_customers, n_products)
        Days on which it was bought, and the last of them since 1970-01-01, plus 1.
    """

    times: Any
    last: Any


def make_history(purchases: Purchases) -> History:
    """Count the days of purchase, and keep the last of each customer and product."""
    customer, product = purchases.customer, purchases.product
    # Sorted by customer, product and day: the last row of each pair is the last day.
    is_last = np.ones(len(customer), dtype=bool)
    is_last[:-1] = (np.diff(customer) != 0) | (np.diff(product) != 0)
    cells = (purchases.day[is_last] + 1, (customer[is_last], product[is_last]))
    return History(weighted_matrix(purchases), sparse.csr_matrix(cells, shape=purchases.shape))


def find_companions(neighbours: Neighbours, row: int, products: _Ints) -> _Ints:
    """Return which of a customer's products speaks most for each of `products`; -1 for none."""
    bought = neighbours.bought[row]
    own, weight = bought.indices, bought.data
    if not len(own) or not len(products):
        return np.full(len(products), -1, dtype=np.int64)
    speaks = neighbours.similarity[own][:, products].toarray() * weight[:, None]
    speaks[own[:, None] == products] = 0.0
    best = speaks.argmax(axis=0)
    return np.where(speaks.max(axis=0) > 0, own[best], -1).astype(np.int64)


def say_reason(
    method: str, segment: str | None, times: int, last: int, companion: str | None
) -> str:
    """Say why, beginning with what the customer knows best: its own purchases.

    Parameters
    ----------
    method : str
        The method that spoke most for the product.
    segment : str or None
        Of the customer, where it buys the product more than others do.
    times, last : int
        Days on which the customer bought it, and the last of them since 1970-01-01.
    companion : str or None
        The product of the customer that speaks most for it.

    Examples
    --------
    >>> say_reason("bm25", "S1", 0, 0, "85123A")
    'often bought with 85123A, which you have'
    >>> say_reason("bm25", "S1", 4, 14_800, "85123A")
    'you bought it 4 times, last on 2010-07-10'
    """
    if times:
        day = np.datetime64(int(last), "D")
        return (
            f"you bought it {times} times, last on {day}"
            if times > 1
            else f"you bought it on {day}"
        )
    if method == "bm25" and companion is not None:
        return f"often bought with {companion}, which you have"
    if method == "segment_popularity":
        return say_segment(segment)
    return "bought by customers who buy what you buy"


def say_segment(segment: str | None) -> str:
    """Say that a segment buys it more than others do, or of None that it sells at present."""
    if segment is None or pd.isna(segment):
        return "sells best at present"
    return f"bought by customers like you in {segment}"
