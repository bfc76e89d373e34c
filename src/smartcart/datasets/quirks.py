"""The oddities that real customer tables have, in the numbers of the founding table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from smartcart.datasets.founding import AMOUNTS, AT, LEVELS

__all__ = ["MISSING", "REPEATS", "add_quirks"]

MISSING = -1
MISSING_INCOMES = 24
TYPED_INCOME = 666_666
OLD_BIRTHS = (1893, 1899, 1900)
ODD_STATUS = {"YOLO": 2, "Absurd": 2, "Alone": 3}
WITHOUT_PURCHASE = 6
REPEATS = 201  # rows equal to another one apart from the ID ...
CONTRADICTIONS = 19  # ... and these of them apart from the response, too
LATEST = {"Dt_Customer": 698, "Recency": 98}  # enrolled 2014-06-28, last bought 2014-10-04


def add_quirks(
    values: NDArray[np.int64], pairs: NDArray[np.int64], rng: np.random.Generator
) -> None:
    """Write the quirks of one block over its customers, each at random rows of its own.

    Every block gets a customer with the latest purchase of the founding table, because all
    tenures are counted from that day. `pairs`, of shape (2, `REPEATS`), holds rows and the rows
    that are to repeat them; no other quirk falls on these.
    """
    alone = np.setdiff1d(np.arange(values.shape[1]), pairs)
    rows = iter(rng.permutation(alone).tolist())
    values[AT["Income"], _take(rows, MISSING_INCOMES)] = MISSING
    values[AT["Income"], _take(rows, 1)] = TYPED_INCOME
    values[AT["Year_Birth"], _take(rows, len(OLD_BIRTHS))] = OLD_BIRTHS
    for status, count in ODD_STATUS.items():
        values[AT["Marital_Status"], _take(rows, count)] = LEVELS["Marital_Status"].index(status)
    _spend_without_purchase(values, _take(rows, WITHOUT_PURCHASE), rng)
    values[[AT[name] for name in LATEST], _take(rows, 1)] = list(LATEST.values())
    _repeat(values, pairs, rng)


def _take(rows: Iterator[int], count: int) -> list[int]:
    return list(islice(rows, count))


def _spend_without_purchase(
    values: NDArray[np.int64], rows: list[int], rng: np.random.Generator
) -> None:
    for name in AMOUNTS:
        values[AT[name], rows] = rng.integers(0, 2, size=len(rows))
    values[AT["MntWines"], rows] += 1  # a little, but never nothing
    for channel in ("Web", "Catalog", "Store"):
        values[AT[f"Num{channel}Purchases"], rows] = 0


def _repeat(values: NDArray[np.int64], pairs: NDArray[np.int64], rng: np.random.Generator) -> None:
    sources, copies = pairs
    values[:, copies] = values[:, sources]
    contradicting = rng.permutation(copies)[:CONTRADICTIONS]
    values[AT["Response"], contradicting] = 1 - values[AT["Response"], contradicting]
