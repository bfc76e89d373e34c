"""All sums that pairs of variables need, in one walk over the customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcart.exploration.levels import Coded
from smartcart.features import Places
from smartcart.threads import FEW, in_threads, one_thread

__all__ = ["PairSums", "add_up_pairs", "rank_values"]

_Floats = NDArray[np.float64]

#: Customers taken at once, so that a large table is not held twice.
_BLOCK = 65_536


@dataclass(frozen=True)
class PairSums:
    """Sums over the customers who have both, for q quantities and l levels of t texts.

    Attributes
    ----------
    n, ranks, squares, products : arrays of shape (q, q)
        For each pair: customers, sum of the first's ranks, of their squares, of the products.
    level_n, level_ranks : arrays of shape (l, q)
        Customers of a level who have the quantity, and the sum of their ranks.
    text_squares : array of shape (t, q)
        Sum of the squared ranks of those whose text is known.
    together : array of shape (l, l)
        Customers who have both levels.
    """

    n: _Floats
    ranks: _Floats
    squares: _Floats
    products: _Floats
    level_n: _Floats
    level_ranks: _Floats
    text_squares: _Floats
    together: _Floats


def rank_values(places: Places) -> _Floats:
    """Return the place of each distinct value among all that are known, -0.5 to 0.5.

    Equal values share their mean rank.

    Examples
    --------
    >>> rank_values(Places.of(np.array([7.0, 9.0, np.nan, 7.0, 10.0]))).tolist()
    [-0.25, 0.125, 0.375]
    """
    n = max(places.n_known, 1)
    return np.asarray((places.ranks - (n + 1) / 2) / n)


def add_up_pairs(quantities: Mapping[str, Places], texts: Mapping[str, Coded]) -> PairSums:
    """Rank each quantity once, and add up what pairs need.

    Examples
    --------
    >>> places = [Places.of(np.array(each)) for each in ([1.0, 2.0], [5.0, np.nan])]
    >>> add_up_pairs(dict(zip("ab", places)), {}).n.tolist()
    [[2.0, 1.0], [1.0, 1.0]]
    """
    ranked = [(places, rank_values(places)) for places in quantities.values()]
    coded = list(texts.values())
    n = len(ranked[0][0].codes) if ranked else len(coded[0].codes) if coded else 0
    q, t, width = len(ranked), len(coded), sum(len(each.levels) for each in coded)
    shapes = [(q, q)] * 4 + [(width, q)] * 2 + [(t, q), (width, width)]
    sums = [np.zeros(shape) for shape in shapes]
    blocks = [slice(start, min(start + _BLOCK, n)) for start in range(0, n, _BLOCK)]
    with one_thread():  # more threads in a product would add in another order
        for found in in_threads(lambda rows: _block(ranked, coded, rows), blocks, most=FEW):
            for total, part in zip(sums, found, strict=True):
                total += part
    return PairSums(*sums)


def _block(
    ranked: list[tuple[Places, _Floats]], coded: list[Coded], rows: slice
) -> tuple[_Floats, ...]:
    size = rows.stop - rows.start
    spread = [places.spread(ranks, rows) for places, ranks in ranked]
    ranks = np.array(spread).reshape(len(ranked), size)
    known = (~np.isnan(ranks)).astype(np.float64)
    ranks = np.nan_to_num(ranks)
    levels = [each.codes[rows] == place for each in coded for place in range(len(each.levels))]
    has = np.array(levels, dtype=np.float64).reshape(len(levels), size)
    is_told = [each.codes[rows] >= 0 for each in coded]
    told = np.array(is_told, dtype=np.float64).reshape(len(coded), size)
    squares = ranks**2
    return (
        known @ known.T,
        ranks @ known.T,
        squares @ known.T,
        ranks @ ranks.T,
        has @ known.T,
        has @ ranks.T,
        told @ squares.T,
        has @ has.T,
    )
