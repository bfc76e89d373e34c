"""Shops to test with: one that can be counted by hand, one with tastes, one without."""

import numpy as np
import pandas as pd

import smartcart
from smartcart.datasets.order_blocks import draw_order_block
from smartcart.datasets.order_shop import KINDS, catalogue
from smartcart.orders import OrderLines, check_lines

COLUMNS = ["Invoice", "StockCode", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"]
#: Products of a category stand together in the catalogue.
IN_CATEGORY = len(catalogue().codes) // 6


def lines_of(*rows: tuple[str, str, str], price: float = 1.0) -> OrderLines:
    """Return lines of (customer, product, day), each an order of its own."""
    cells = [
        [f"{i}", product, 1, day, price, customer, "Spain"]
        for i, (customer, product, day) in enumerate(rows)
    ]
    return check_lines(pd.DataFrame(cells, columns=COLUMNS))


def shop_by_hand() -> OrderLines:
    return lines_of(
        ("1", "tea", "2020-01-01"),
        ("1", "tea", "2020-01-11"),
        ("1", "cup", "2020-01-11"),
        ("2", "tea", "2020-01-05"),
        ("2", "cup", "2020-01-05"),
        ("2", "pot", "2020-01-15"),
        ("3", "saw", "2020-01-10"),
        ("3", "nail", "2020-01-20"),
        ("4", "saw", "2020-01-20"),
    )


def kinds(n_customers: int, seed: int = 0) -> pd.Series:
    """Return the kind of the customers of `make_orders`, by id."""
    kind = draw_order_block(seed, 0).customers["kind"][:n_customers]
    names = np.array([each.name for each in KINDS])[kind]
    return pd.Series(names, index=[f"{12_000 + i}" for i in range(n_customers)])


def categories() -> pd.Series:
    """Return the category of each product of `make_orders`, 0 to 5, by code."""
    codes = catalogue().codes
    return pd.Series(np.arange(len(codes)) // IN_CATEGORY, index=codes)


def tasteful(n_customers: int = 1000, seed: int = 0) -> pd.DataFrame:
    return smartcart.make_orders(n_customers, seed)


def tasteless(seed: int = 0) -> OrderLines:
    """Return a shop in which everybody buys anything by chance, nothing twice on purpose."""
    generator = np.random.default_rng(seed)
    n = 6_000
    days = np.datetime64("2020-01-01") + generator.integers(0, 300, n)
    customers, products = generator.integers(0, 250, n), generator.integers(0, 400, n)
    return lines_of(
        *(
            (f"c{customer}", f"p{product:03}", str(day))
            for customer, product, day in zip(customers, products, days, strict=True)
        )
    )
