"""Made-up order lines: as a DataFrame, or in a file of any size."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator

import pandas as pd
import pyarrow as pa

from smartcart.datasets.files import Progress
from smartcart.datasets.order_blocks import BLOCK
from smartcart.datasets.order_tables import ORDER_SCHEMA, order_tables
from smartcart.datasets.tables import checked
from smartcart.datasets.writers import WRITERS, checked_target, replacing
from smartcart.errors import SettingsError

__all__ = ["make_orders", "write_orders"]


def make_orders(n_customers: int = 2000, seed: int = 0, season: float = 0.0) -> pd.DataFrame:
    """Return made-up order lines of a gift shop over two years.

    Customers are of four kinds (regulars, families, gardeners, passers-by), each with tastes and
    a rhythm of its own. Orders follow the BG/NBD model (Fader, Hardie & Lee 2005): while a
    customer stays, orders come at random; after each repeat order it leaves for good with a
    probability of its own. A third of what a customer buys is among six favourites. As in real
    exports some lines are no sales to anybody known: 3 % of the orders are followed by a
    cancellation (an invoice that begins with C, a negative quantity), 6 % pay for postage, and of
    8 % the customer is not known.

    Parameters
    ----------
    n_customers : int, default 2000
        At least 1. The orders of the first customers do not depend on it. A few of them are
        customers whose every order is of nobody known.
    seed : int, default 0
        Not negative. The same seed gives the same lines.
    season : float, default 0
        How far the rate of orders swings over the year: 0 not at all, and below 1. It is highest
        on 1 January.

    Returns
    -------
    DataFrame
        One row per line, by time within every 2,000 customers: ``Invoice`` (text), ``StockCode``
        and ``Description`` (text), ``Quantity``, ``InvoiceDate``, ``Price`` (of one piece),
        ``Customer ID`` (``Int64``, may be missing), ``Country``.

    Raises
    ------
    SettingsError
        When a number is out of range or not whole.

    Examples
    --------
    >>> lines = make_orders(100)
    >>> list(lines)[:4], bool(lines["Invoice"].str.startswith("C").any())
    (['Invoice', 'StockCode', 'Description', 'Quantity'], True)
    >>> make_orders(100).equals(lines)
    True
    """
    n, seed = checked(n_customers, seed)
    frame = pa.concat_tables(order_tables(n, seed, _checked_season(season))).to_pandas()
    return frame.assign(**{"Customer ID": frame["Customer ID"].astype("Int64")})


def write_orders(
    path: str | os.PathLike[str],
    n_customers: int,
    seed: int = 0,
    season: float = 0.0,
    progress: Progress | None = None,
) -> int:
    """Write the lines of `make_orders` to a file, in constant memory, and count them.

    Parameters
    ----------
    path : path-like
        The suffix says the format: ``.csv`` or ``.parquet``.
    progress : callable, optional
        Called with the customers written so far and `n_customers`.

    Returns
    -------
    int
        Lines written.

    Raises
    ------
    SettingsError
        When the suffix is unknown, the folder does not exist, or a number is out of range.
    """
    n, seed = checked(n_customers, seed)
    tables = order_tables(n, seed, _checked_season(season))
    target = checked_target(path, "Orders", (".csv", ".parquet"))
    n_lines = 0

    def counted() -> Iterator[pa.Table]:
        nonlocal n_lines
        for number, table in enumerate(tables):
            yield table
            n_lines += table.num_rows
            if progress is not None:
                progress(min(n, (number + 1) * BLOCK), n)

    with replacing(target) as sink:
        WRITERS[target.suffix.casefold()](sink, counted(), ORDER_SCHEMA)
    return n_lines


def _checked_season(season: float) -> float:
    if not (math.isfinite(season) and 0 <= season < 1):
        raise SettingsError(
            f"season must be from 0 to below 1, got {season}.",
            "Use 0 for the same rate all year, or 0.5 for one that swings by half.",
        )
    return float(season)
