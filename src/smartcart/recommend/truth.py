"""What the customers of the past bought later: what a recommendation is judged by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from smartcart.orders import OrderLines
from smartcart.recommend.purchases import Purchases, weighted_matrix

__all__ = ["TASKS", "Task", "Truth", "make_truth"]

_Rows = NDArray[np.int64]

#: Products new to the customer; all products, those bought before among them.
Task = Literal["new", "all"]
TASKS: tuple[Task, ...] = ("new", "all")
#: Customers scored at a time: a row of scores is as long as the catalogue.
_BLOCK = 512


@dataclass(frozen=True)
class Truth:
    """What was bought later, among the products of the past.

    Attributes
    ----------
    rows : int array
        Positions of the customers who bought later.
    bought, owned : csr_matrix of shape (n_rows, n_products)
        What each bought later, and before; each product counts 1.
    """

    rows: _Rows
    bought: Any
    owned: Any

    def blocks(self) -> Iterator[slice]:
        """Return slices of `rows`, a few hundred customers at a time."""
        return (slice(start, start + _BLOCK) for start in range(0, len(self.rows), _BLOCK))

    def relevant(self, block: slice, task: Task) -> NDArray[np.bool_]:
        """Return what counts as a hit, of shape (n_block, n_products)."""
        bought: NDArray[np.bool_] = self.bought[block].toarray() > 0
        return bought & ~self.taken(block) if task == "new" else bought

    def taken(self, block: slice) -> NDArray[np.bool_]:
        """Return what the customers owned before, of shape (n_block, n_products)."""
        owned: NDArray[np.bool_] = self.owned[block].toarray() > 0
        return owned


def make_truth(past: Purchases, later: OrderLines, at_most: int | None = None) -> Truth:
    """Return what customers known from the past bought later.

    Products that nobody bought before cannot be recommended, and do not count. With `at_most`,
    only so many customers are taken, evenly spread over the ids.
    """
    table = later.table[~later.table["is_return"]]
    customer = past.customers.get_indexer(pd.Index(table["customer_id"]))
    product = past.products.get_indexer(pd.Index(table["product_id"]))
    known = (customer >= 0) & (product >= 0)
    cells = (np.ones(int(known.sum())), (customer[known], product[known]))
    bought = _ones(sparse.csr_matrix(cells, shape=past.shape))
    rows = np.flatnonzero(np.diff(bought.indptr)).astype(np.int64)
    if at_most is not None and len(rows) > at_most:
        rows = rows[np.linspace(0, len(rows) - 1, at_most).astype(np.int64)]
    return Truth(rows, bought[rows], _ones(weighted_matrix(past))[rows])


def _ones(matrix: Any) -> Any:
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix
