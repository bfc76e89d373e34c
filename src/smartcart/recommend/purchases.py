"""Order lines -> who bought what on which day, with customers and products in a fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from smartcart.errors import DataError
from smartcart.orders import OrderLines

__all__ = [
    "Purchases",
    "lines_before",
    "lines_from",
    "lines_of",
    "make_purchases",
    "weighted_matrix",
]

_Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Purchases:
    """Who bought what on which day; a product counts once a day.

    Attributes
    ----------
    customers, products : Index of str
        Sorted; a position in them is a row or a column of every matrix.
    customer, product, day : int arrays of shape (n_purchases,)
        Positions, and days since 1970-01-01; sorted by customer, product and day.
    end : int
        The day from which nothing counts.
    """

    customers: pd.Index
    products: pd.Index
    customer: _Ints
    product: _Ints
    day: _Ints
    end: int

    @property
    def shape(self) -> tuple[int, int]:
        """Customers and products."""
        return len(self.customers), len(self.products)


def make_purchases(lines: OrderLines) -> Purchases:
    """Return the purchases of order lines; returns and cancellations are left out.

    Raises
    ------
    DataError
        When the lines have no product column, or fewer than two customers or products.

    Examples
    --------
    >>> from smartcart.orders import check_lines
    >>> columns = ["Invoice", "StockCode", "Quantity", "InvoiceDate", "Price", "Customer ID"]
    >>> rows = [["1", "A", 2, "2010-01-05", 5.0, "7"], ["2", "X", 1, "2010-01-25", 3.0, "8"]]
    >>> made = make_purchases(check_lines(pd.DataFrame(rows, columns=columns)))
    >>> made.shape, list(made.products)
    ((2, 2), ['A', 'X'])
    """
    if "product_id" not in lines.table:
        raise DataError(
            "The order lines have no column for the product: nothing can be recommended.",
            "Give the column of product codes the name 'StockCode', 'SKU' or 'Product ID'.",
        )
    bought = lines.table[~lines.table["is_return"] & (lines.table["product_id"] != "")]
    customer, customers = pd.factorize(bought["customer_id"], sort=True)
    product, products = pd.factorize(bought["product_id"], sort=True)
    _refuse_one("customer", len(customers))
    _refuse_one("product", len(products))
    day = bought["day"].to_numpy().astype("datetime64[D]").astype(np.int64)
    rows = np.unique(np.column_stack([customer, product, day]).astype(np.int64), axis=0)
    end = int(np.datetime64(lines.account.as_of, "D").astype(np.int64))
    customer, product, day = rows.T.copy()
    return Purchases(pd.Index(customers), pd.Index(products), customer, product, day, end)


def weighted_matrix(purchases: Purchases, half_life: float | None = None) -> Any:
    """Return how much each customer bought each product, as a sparse matrix.

    Parameters
    ----------
    purchases : Purchases
    half_life : float, optional
        Days after which a purchase counts half: it counts ``0.5 ** (age / half_life)``, its age
        being the days to `end`. Without it each day on which the product was bought counts 1.

    Returns
    -------
    csr_matrix of float32, shape (n_customers, n_products)
    """
    age = (purchases.end - purchases.day).astype(np.float64)
    weight = np.ones(len(age)) if half_life is None else 0.5 ** (age / half_life)
    cells = (weight, (purchases.customer, purchases.product))
    matrix = sparse.csr_matrix(cells, shape=purchases.shape)
    return matrix.astype(np.float32)


def lines_before(lines: OrderLines, day: date) -> OrderLines:
    """Return the lines before a day, as if nothing later were known."""
    table = lines.table[lines.table["day"].to_numpy() < np.datetime64(day, "D")]
    return OrderLines(table, replace(lines.account, as_of=day))


def lines_from(lines: OrderLines, day: date) -> OrderLines:
    """Return the lines of a day and all after it."""
    table = lines.table[lines.table["day"].to_numpy() >= np.datetime64(day, "D")]
    return OrderLines(table, lines.account)


def lines_of(lines: OrderLines, customers: Sequence[str] | pd.Index) -> OrderLines:
    """Return the lines of some customers."""
    return replace(lines, table=lines.table[lines.table["customer_id"].isin(customers)])


def _refuse_one(noun: str, n: int) -> None:
    if n < 2:
        raise DataError(
            f"The order lines hold {n} {noun}{'' if n == 1 else 's'}; to recommend takes two or "
            "more of them.",
            "Give the lines of more orders.",
        )
