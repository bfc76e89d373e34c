"""The made-up shop whose orders are drawn: its products, and the kinds of its customers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["DAYS", "FIRST_MINUTE", "KINDS", "Catalogue", "Kind", "catalogue"]

#: Orders are drawn over two years.
DAYS = 730
FIRST_MINUTE = np.datetime64("2023-01-01T00:00", "m")

_THINGS = {
    "candles": ("candle", "tealight holder", "lantern", "incense", "candlestick"),
    "kitchen": ("mug", "cake stand", "tea towel", "jar", "bowl"),
    "garden": ("plant pot", "bird box", "watering can", "parasol", "hanging basket"),
    "paper": ("gift wrap", "card", "notebook", "sticker sheet", "paper chain"),
    "bags": ("tote bag", "lunch bag", "purse", "washbag", "shopper"),
    "toys": ("wooden train", "doll", "puzzle", "spinning top", "skipping rope"),
}
_LOOKS = (
    *("red", "blue", "ivory", "green", "pink", "black", "striped", "spotted"),
    *("vintage", "woodland", "floral", "retro", "nordic"),
)
#: A product of rank i sells in proportion to (i + 10) to the power of -1 (Zipf, flattened).
_FLAT = 10.0


@dataclass(frozen=True)
class Kind:
    """A kind of customers: how often they order, when they leave, what they like.

    Orders follow the BG/NBD model: while a customer stays, orders come at random at a rate per
    day drawn from a gamma distribution (r, alpha); after each order but the first the customer
    leaves with a probability drawn from a beta distribution (a, b).
    """

    name: str
    share: float
    r: float
    alpha: float
    a: float
    b: float
    lines_per_order: float
    pieces: float
    taste: tuple[float, ...]


#: The taste is how much likelier than the others a kind buys of each category.
KINDS = (
    Kind("regulars", 0.15, 4.0, 110.0, 0.8, 14.0, 9.0, 5.0, (3.0, 4.0, 1.0, 1.0, 1.0, 0.5)),
    Kind("families", 0.30, 1.2, 90.0, 0.9, 4.0, 5.0, 2.0, (0.5, 1.0, 0.5, 2.0, 2.0, 5.0)),
    Kind("gardeners", 0.20, 0.9, 80.0, 0.9, 4.0, 4.0, 2.0, (1.0, 0.5, 6.0, 0.5, 0.5, 0.5)),
    Kind("passers-by", 0.35, 0.4, 120.0, 1.0, 2.0, 2.5, 1.5, (1.5, 1.0, 0.7, 2.0, 1.0, 1.0)),
)


@dataclass(frozen=True)
class Catalogue:
    """The products of the shop.

    Attributes
    ----------
    codes, names : arrays of str, shape (n_products,)
    prices : array of shape (n_products,)
        With two decimals.
    chances : array of shape (n_kinds, n_products)
        How the purchases of each kind of customers are spread; each row adds to 1.
    """

    codes: NDArray[np.str_]
    names: NDArray[np.str_]
    prices: NDArray[np.float64]
    chances: NDArray[np.float64]


@cache
def catalogue() -> Catalogue:
    """Return the catalogue: the same for every seed, as a shop's is.

    Examples
    --------
    >>> shop = catalogue()
    >>> len(shop.codes), len(set(shop.names)), shop.chances.sum(axis=1).round(9).tolist()
    (390, 390, [1.0, 1.0, 1.0, 1.0])
    """
    names = [
        f"{look} {thing}".upper()
        for things in _THINGS.values()
        for thing in things
        for look in _LOOKS
    ]
    generator = np.random.default_rng(20230101)
    n = len(names)
    category = np.repeat(np.arange(len(_THINGS)), n // len(_THINGS))
    popularity = 1.0 / (generator.permutation(n) + _FLAT)
    chances = np.array([np.array(kind.taste)[category] * popularity for kind in KINDS])
    return Catalogue(
        np.array([f"{20_000 + 7 * i}" for i in range(n)]),
        np.array(names),
        np.exp(generator.normal(1.0, 0.7, n)).astype(np.float64).round(2),
        chances / chances.sum(axis=1, keepdims=True),
    )
