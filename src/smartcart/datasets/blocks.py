"""Draw customers block by block; a block depends on the seed and its own number only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smartcart.datasets.founding import AT, Founding, Group, founding
from smartcart.datasets.quirks import REPEATS, add_quirks
from smartcart.datasets.response import draw_responses

__all__ = ["COUNTRIES", "draw_block", "draw_group"]

ID_RANGE = 5  # an ID is one of five times as many numbers as the block has customers
COUNTRIES = {
    "Spain": 0.48,
    "Portugal": 0.15,
    "France": 0.12,
    "Italy": 0.08,
    "Germany": 0.07,
    "United Kingdom": 0.05,
    "Netherlands": 0.03,
    "Mexico": 0.02,
}


def draw_block(seed: int, number: int) -> NDArray[np.int64]:
    """Draw one block of customers.

    Parameters
    ----------
    seed : int
        Not negative.
    number : int
        Position of the block in the stream, from 0.

    Returns
    -------
    int array of shape (n_columns, n_customers)
        One row per column, in the order of `AT`, with a country at the end. Texts are
        positions in `LEVELS` or `COUNTRIES`, dates are days since `FIRST_DAY`, and a missing
        income is `quirks.MISSING`.

    Examples
    --------
    >>> draw_block(0, 0).shape
    (23, 2240)
    """
    model = founding()
    rng = _generator(seed, number, 0)
    block = np.empty((len(AT), model.block_size), dtype=np.int64)
    pairs = _fill(block, model, rng)
    block[AT["Response"]] = draw_responses(block, model.response, rng)
    # A stream of its own: asking for the country must not change anything else.
    block[AT["Country"]] = _countries(model.block_size, _generator(seed, number, 1))
    add_quirks(block, pairs, rng)
    block[AT["ID"]] = _ids(model.block_size, number, rng)
    return block


def draw_group(
    group: Group, size: int, rng: np.random.Generator, repeats: int = 0
) -> NDArray[np.int64]:
    """Draw customers of one group, one row per name in ``group.curves``.

    Normal scores with the group's correlations are replaced by evenly spread ranks, so that
    each block repeats the group's quantiles closely and only their combination is left to
    chance. The last `repeats` customers are next to the first ones in every rank: to set them
    equal later does not shift the quantiles.
    """
    scores = group.mixer @ rng.standard_normal((len(group.curves), size))
    scores[:, size - repeats :] = scores[:, :repeats]
    ranks = scores.argsort(axis=1, kind="stable").argsort(axis=1)
    levels = (ranks + rng.random(ranks.shape)) / size
    curves = zip(levels, group.curves.values(), strict=True)
    return np.floor([np.interp(level, *curve) for level, curve in curves]).astype(np.int64)


def _fill(block: NDArray[np.int64], model: Founding, rng: np.random.Generator) -> NDArray[np.int64]:
    """Fill the block with its groups, mixed, and return its pairs of neighbours in rank."""
    place = rng.permutation(model.block_size)
    rows = np.array([AT[name] for name in model.groups[0].curves])
    ends = np.cumsum([group.size for group in model.groups])
    repeats = np.diff(np.rint(ends / ends[-1] * REPEATS).astype(int), prepend=0)
    pairs = []
    for group, end, count in zip(model.groups, ends, repeats, strict=True):
        places = place[end - group.size : end]
        block[np.ix_(rows, places)] = draw_group(group, group.size, rng, count)
        pairs.append([places[:count], places[group.size - count :]])
    _give_a_purchase(block)
    return np.concatenate(pairs, axis=1)


def _give_a_purchase(block: NDArray[np.int64]) -> None:
    """Let everybody buy somewhere; those who do not are added as a quirk of known size."""
    counts = block[[AT["NumWebPurchases"], AT["NumCatalogPurchases"], AT["NumStorePurchases"]]]
    block[AT["NumStorePurchases"], counts.sum(axis=0) == 0] = 2


def _ids(size: int, number: int, rng: np.random.Generator) -> NDArray[np.int64]:
    ids = rng.choice(ID_RANGE * size, size, replace=False).astype(np.int64)
    if number == 0 and 0 not in ids:
        ids[rng.integers(size)] = 0  # the founding table numbers one customer 0
    return ids + number * ID_RANGE * size


def _countries(size: int, rng: np.random.Generator) -> NDArray[np.int64]:
    steps = np.cumsum(list(COUNTRIES.values()))
    return np.searchsorted(steps / steps[-1], rng.random(size), side="right")


def _generator(seed: int, number: int, stream: int) -> np.random.Generator:
    source = np.random.SeedSequence(seed, spawn_key=(number, stream))
    return np.random.Generator(np.random.Philox(source))
