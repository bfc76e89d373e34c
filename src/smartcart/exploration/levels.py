"""Texts as numbers of levels: counted once, rare ones put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers import Column

__all__ = ["RARE", "RARER", "Coded", "code_flag", "code_levels", "shorten"]

#: A level is rare below this share of the customers whose text is known.
RARE = 0.01
#: What rare levels are called when they are put together.
RARER = "rarer levels"
#: Letters of a level that are shown.
_SHOWN = 40


@dataclass(frozen=True)
class Coded:
    """A column of texts as numbers.

    Attributes
    ----------
    codes : int array of shape (n_customers,)
        Position in `levels`; -1 where nothing is known, or the texts are no categories.
    levels : tuple of str
        Levels with rare ones put together at the end; at most 101.
    counts : mapping of str to int
        Customers of every level, rare or not; empty where the texts are no categories.
    rare : frozenset of str
    is_category : bool
        Whether there are few enough levels.
    """

    codes: NDArray[np.int64]
    levels: tuple[str, ...]
    counts: Mapping[str, int]
    rare: frozenset[str]
    is_category: bool = True


def code_levels(values: pd.Series, column: Column) -> Coded:
    """Return the levels as numbers, a column of texts in their stated or alphabetical order.

    Levels that fewer than 1 % of the known customers have are put together: a statistic of
    association would rest on single customers (Cochran 1954). Texts of more different levels than
    the root of the number of customers (at least 10, at most 100) are no categories, as in
    `build_features`.

    Examples
    --------
    >>> from smartcart.customers import Kind, Role
    >>> column = Column("plan", "Plan", Role.DESCRIPTOR, Kind.CATEGORY)
    >>> coded = code_levels(pd.Series([*"ba" * 100, "c", None]), column)
    >>> coded.levels, coded.codes[-3:].tolist(), coded.counts["b"]
    (('a', 'b', 'rarer levels'), [0, 2, -1], 100)
    """
    codes, found = pd.factorize(values, sort=True)
    codes = np.asarray(codes, dtype=np.int64)
    texts = [str(each) for each in found]
    counts = np.bincount(codes[codes >= 0], minlength=len(texts))
    if len(texts) > min(100, max(10, int(np.sqrt(len(values))))):
        return Coded(np.full(len(codes), -1), (), _counts(texts, counts), frozenset(), False)
    order = {level: place for place, level in enumerate(column.levels)}
    rising = sorted(range(len(texts)), key=lambda i: (order.get(texts[i], len(order)), texts[i]))
    rare = counts < RARE * counts.sum()
    kept = [i for i in rising if not rare[i]]
    place = np.full(len(texts) + 1, len(kept))  # rare ones go last
    place[kept] = np.arange(len(kept))
    place[-1] = -1
    return Coded(
        place[codes],
        (*(texts[i] for i in kept), *((RARER,) if rare.any() else ())),
        {texts[i]: int(counts[i]) for i in rising},
        frozenset(texts[i] for i in rising if rare[i]),
    )


def code_flag(values: NDArray[np.float64]) -> Coded:
    """Return the values as numbers, of a column of 0 and 1.

    Examples
    --------
    >>> code_flag(np.array([1.0, 0.0, np.nan])).codes.tolist()
    [1, 0, -1]
    """
    codes = np.where(np.isnan(values), -1, values).astype(np.int64)
    counts = np.bincount(codes[codes >= 0], minlength=2)
    return Coded(codes, ("0", "1"), _counts(["0", "1"], counts), frozenset())


def shorten(text: str) -> str:
    r"""Return a text from a cell, safe to print: control characters replaced, cut to 40.

    Examples
    --------
    >>> shorten("\x1b[2J" + 50 * "a")
    '?[2Jaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...'
    """
    safe = "".join(letter if letter.isprintable() else "?" for letter in text)
    return safe if len(safe) <= _SHOWN else f"{safe[: _SHOWN - 3]}..."


def _counts(texts: list[str], counts: NDArray[np.int64]) -> dict[str, int]:
    return {text: int(count) for text, count in zip(texts, counts, strict=True)}
