"""Draw orders block by block; a block depends on the seed and its own number only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.datasets.order_shop import DAYS, KINDS, catalogue

__all__ = ["BLOCK", "OrderBlock", "draw_order_block"]

_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]

#: Customers in a block.
BLOCK = 2_000
#: Customers join over so much of the two years, so that all are watched for some time.
_JOINING = 0.8
_FAVOURITES, _FROM_FAVOURITES = 6, 0.35
_YEAR = 365.0
#: Minutes of the day between which orders are placed.
_OPEN, _CLOSED = 7 * 60, 21 * 60


@dataclass(frozen=True)
class OrderBlock:
    """The orders of 2,000 customers, and what is true of them.

    Attributes
    ----------
    customers : DataFrame of shape (2000, 6)
        ``kind`` (position in `KINDS`), ``rate`` (orders a day), ``leaving`` (probability to leave
        after an order), ``joined`` (day of the first order), ``n_orders`` and ``left`` (whether
        the customer left before the end).
    orders : DataFrame of shape (n_orders, 3)
        ``customer`` (position), ``day`` (time in days), ``minute`` (of the whole time).
    lines : DataFrame of shape (n_lines, 3)
        ``order`` (position), ``product`` (position in the catalogue), ``quantity``.
    """

    customers: pd.DataFrame
    orders: pd.DataFrame
    lines: pd.DataFrame


def draw_order_block(seed: int, number: int, season: float = 0.0) -> OrderBlock:
    """Draw the orders of one block of customers.

    Parameters
    ----------
    seed : int
        Not negative.
    number : int
        Position of the block in the stream, from 0.
    season : float
        How far the rate of orders swings over the year, 0 (not at all) to below 1; it is highest
        on 1 January. With a season the BG/NBD model holds in a time that runs with the season.

    Examples
    --------
    >>> block = draw_order_block(0, 0)
    >>> len(block.customers), bool((block.orders.groupby("customer")["day"].diff() < 0).any())
    (2000, False)
    """
    source = np.random.SeedSequence(seed, spawn_key=(number, 2))
    generator = np.random.Generator(np.random.Philox(source))
    customers = _draw_customers(generator)
    orders = _draw_orders(customers, season, generator)
    lines = _draw_lines(customers, orders, generator)
    return OrderBlock(customers, orders, lines)


def _draw_customers(generator: np.random.Generator) -> pd.DataFrame:
    shares = np.cumsum([kind.share for kind in KINDS])
    kind = np.searchsorted(shares / shares[-1], generator.random(BLOCK), side="right")
    r, alpha, a, b = np.array([(k.r, k.alpha, k.a, k.b) for k in KINDS])[kind].T
    return pd.DataFrame(
        {
            "kind": kind,
            "rate": generator.gamma(r, 1 / alpha),
            "leaving": np.clip(generator.beta(a, b), 1e-9, 1.0),
            "joined": generator.uniform(0, _JOINING * DAYS, BLOCK),
        }
    )


def _draw_orders(
    customers: pd.DataFrame, season: float, generator: np.random.Generator
) -> pd.DataFrame:
    """Draw when each customer orders: the first time on joining, then while it stays.

    Of the orders that a customer who never left would place, which lie at random moments, the
    first ones are kept: as many as it takes until it leaves.
    """
    joined = _with_season(customers["joined"].to_numpy(), season)
    until = _with_season(np.array([float(DAYS)]), season)[0]
    would = generator.poisson(customers["rate"].to_numpy() * (until - joined))
    last = generator.geometric(customers["leaving"].to_numpy())
    owner = np.repeat(np.arange(BLOCK), would)
    moments = joined[owner] + generator.random(len(owner)) * (until - joined[owner])
    order = np.lexsort((moments, owner))
    place = np.arange(len(owner)) - np.repeat(np.cumsum(would) - would, would)
    kept = place < last[owner]
    owner = np.concatenate([np.arange(BLOCK), owner[kept]])
    moments = np.concatenate([joined, moments[order][kept]])
    customers["n_orders"] = np.bincount(owner, minlength=BLOCK)
    customers["left"] = would >= last
    day = _without_season(moments, season)
    orders = pd.DataFrame({"customer": owner, "day": day})
    orders = orders.sort_values(["customer", "day"], kind="stable", ignore_index=True)
    clock = generator.integers(_OPEN, _CLOSED, len(orders))
    # The hour is drawn anew for each order, so two of one day must not change places.
    minute = np.floor(orders["day"].to_numpy()).astype(np.int64) * 1440 + clock
    same_day = orders["customer"].to_numpy() * DAYS + minute // 1440
    return orders.assign(minute=minute[np.lexsort((minute, same_day))])


def _with_season(days: _Floats, season: float) -> _Floats:
    """Return the time that runs with the season: the integral of 1 + season x cos(2 pi t)."""
    return np.asarray(days + season * _YEAR / (2 * np.pi) * np.sin(2 * np.pi * days / _YEAR))


def _without_season(times: _Floats, season: float) -> _Floats:
    """Return days from the time that runs with the season, to a minute."""
    grid = np.linspace(0, DAYS, DAYS * 24 + 1)
    return np.asarray(np.interp(times, _with_season(grid, season), grid))


def _draw_lines(
    customers: pd.DataFrame, orders: pd.DataFrame, generator: np.random.Generator
) -> pd.DataFrame:
    owner = orders["customer"].to_numpy()
    kind = customers["kind"].to_numpy()
    wanted = np.array([each.lines_per_order for each in KINDS])
    pieces = np.array([each.pieces for each in KINDS])
    n_lines = 1 + generator.poisson(wanted[kind[owner]] - 1)
    order = np.repeat(np.arange(len(orders)), n_lines)
    buyer = owner[order]
    favourites = _draw_products(np.repeat(kind, _FAVOURITES), generator)
    favourites = favourites.reshape(BLOCK, _FAVOURITES)
    product = _draw_products(kind[buyer], generator)
    own = generator.random(len(order)) < _FROM_FAVOURITES
    chosen = favourites[buyer, generator.integers(0, _FAVOURITES, len(order))]
    quantity = generator.geometric(1 / pieces[kind[buyer]])
    return pd.DataFrame(
        {"order": order, "product": np.where(own, chosen, product), "quantity": quantity}
    )


def _draw_products(kind: _Ints, generator: np.random.Generator) -> _Ints:
    """Draw a product for each, by the chances of its kind."""
    steps = np.cumsum(catalogue().chances, axis=1)
    steps[:, -1] = 1.0
    level = generator.random(len(kind))
    product = np.empty(len(kind), dtype=np.int64)
    for each in range(len(KINDS)):
        own = kind == each
        product[own] = np.searchsorted(steps[each], level[own], side="right")
    return product
