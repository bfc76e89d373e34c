"""The cheapest partner of many points among many: every pair, fast, and exact to the bit.

The cost of a pair is its squared distance divided by the sum of the two inverse weights,
1 / (1/a + 1/b) = ab / (a + b): by so much the error sum grows when Ward joins a and b.

Compiled, every pair is computed in double precision. Otherwise a matrix product in single
precision looks at all pairs. All partners that its rounding
could have hidden are computed again in double precision, summed in a fixed order. So the
answer depends on neither the library behind the product, nor its threads, nor the other
rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcart.kernels import find_partners

__all__ = ["Weighted", "find_cheapest", "pair_costs"]

_Floats = NDArray[np.float64]
_Singles = NDArray[np.float32]
_Ints = NDArray[np.int64]

#: Pairs looked at together: small enough for the cache, large enough for the product.
_BLOCK = 1 << 19
#: Unit of rounding in single precision.
_ROUNDING = 2.0**-24


@dataclass(frozen=True)
class Weighted:
    """Points, each with the inverse of its weight (0 for one that no partner can move).

    Attributes
    ----------
    points : array of shape (n, n_components)
    inverse : array of shape (n,)
    """

    points: _Floats
    inverse: _Floats

    def rows(self, chosen: _Ints) -> Weighted:
        """Return some of the points."""
        return Weighted(self.points[chosen], self.inverse[chosen])


def pair_costs(seekers: Weighted, rows: _Ints, others: Weighted, columns: _Ints) -> _Floats:
    """Return what each pair of a seeker and an other costs, in a fixed order of sums.

    Examples
    --------
    >>> line = Weighted(np.array([[0.0], [3.0]]), np.array([1.0, 1.0]))
    >>> pair_costs(line, np.array([0]), line, np.array([1])).tolist()
    [4.5]
    """
    total = np.zeros(len(rows))
    for squares in ((seekers.points[rows] - others.points[columns]) ** 2).T:
        total += squares
    return np.asarray(total / (seekers.inverse[rows] + others.inverse[columns]))


def find_cheapest(seekers: Weighted, others: Weighted, own: _Ints | None = None) -> _Ints:
    """Return for each seeker the position of its cheapest partner.

    In a tie, the first one; for a seeker with a position of its own, the one whose position
    differs from it in the lowest binary places (least exclusive or). That order is the same
    seen from both sides of a pair, so that where all are equal, 0 and 1, 2 and 3, ... choose
    each other, rather than all the same one.

    Parameters
    ----------
    seekers, others : Weighted
        All of finite coordinates; sums of inverse weights above 0.
    own : int array of shape (n_seekers,), optional
        The position among the others that a seeker may not choose: itself.

    Examples
    --------
    Two light ones at distance 2 cost less than a light and a heavy one at distance 1.9.

    >>> light, heavy = 1.0, 1 / 99
    >>> line = Weighted(np.array([[0.0], [1.9], [-2.0]]), np.array([light, heavy, light]))
    >>> find_cheapest(line.rows(np.array([0])), line, own=np.array([0])).tolist()
    [2]
    """
    partners = find_partners(seekers.points, seekers.inverse, others.points, others.inverse, own)
    return _by_numpy(seekers, others, own) if partners is None else partners


def _by_numpy(seekers: Weighted, others: Weighted, own: _Ints | None) -> _Ints:
    narrowing = _Narrowing.of(seekers, others)
    found = np.empty(len(seekers.points), dtype=np.int64)
    step = max(1, _BLOCK // len(others.points))
    for start in range(0, len(found), step):
        rows = np.arange(start, min(start + step, len(found)))
        found[rows], doubtful, candidates = narrowing.search(rows, own)
        again = rows[doubtful]
        if len(again):
            places = np.zeros_like(again) if own is None else own[again]
            found[again] = _cheapest_exactly(seekers.rows(again), others, candidates, places)
    return found


@dataclass(frozen=True)
class _Narrowing:
    """All pairs in single precision, as one product of two thin matrices.

    Points are centred and scaled to at most 1. `slack` bounds, for each seeker, how far two
    costs may be wrong together: the product has d + 2 terms, the other roundings are eight.
    """

    left: _Singles
    right: _Singles
    seeker_inverse: _Singles
    other_inverse: _Singles | None
    slack: _Singles
    buffers: tuple[_Singles, _Singles]

    @classmethod
    def of(cls, seekers: Weighted, others: Weighted) -> _Narrowing:
        centre = others.points.mean(axis=0)
        mine, theirs = seekers.points - centre, others.points - centre
        scale = max(np.abs(mine).max(), np.abs(theirs).max(), np.finfo(np.float64).tiny)
        mine, theirs = _as_single(mine / scale), _as_single(theirs / scale)
        mine_norms, their_norms = _norms(mine), _norms(theirs)
        left = np.column_stack([-2 * mine, np.ones_like(mine_norms), mine_norms])
        right = np.vstack([theirs.T, their_norms, np.ones_like(their_norms)])
        reach = (np.sqrt(mine_norms) + np.sqrt(their_norms.max())) ** 2
        lightest = seekers.inverse + others.inverse.min()
        are_alike = bool((others.inverse == others.inverse[0]).all())
        if are_alike:  # then a share is a matter of the row alone, and no pass of its own
            left = _as_single(left / lightest[:, np.newaxis])
        shape = (max(1, _BLOCK // len(theirs)), len(theirs))
        return cls(
            left,
            right,
            _as_single(seekers.inverse),
            None if are_alike else _as_single(others.inverse),
            _as_single(2 * (mine.shape[1] + 10) * _ROUNDING * reach / lightest),
            (np.empty(shape, np.float32), np.empty(shape, np.float32)),
        )

    def search(
        self, rows: _Ints, own: _Ints | None
    ) -> tuple[_Ints, NDArray[np.bool_], NDArray[np.bool_]]:
        """Return the cheapest other of each row, which rows are in doubt, and their candidates."""
        costs = self._costs(rows)
        here = np.arange(len(rows))
        if own is not None:
            costs[here, own[rows]] = np.inf
        best = costs.argmin(axis=1)
        least = costs[here, best]
        limit = least + self.slack[rows]
        costs[here, best] = np.inf
        doubtful = costs.min(axis=1) <= limit
        costs[here, best] = least
        return best, doubtful, costs[doubtful] <= limit[doubtful, np.newaxis]

    def _costs(self, rows: _Ints) -> _Singles:
        first, second = (buffer[: len(rows)] for buffer in self.buffers)
        costs = np.matmul(self.left[rows], self.right, out=first)
        if self.other_inverse is None:
            return costs
        shares = np.add(self.seeker_inverse[rows, np.newaxis], self.other_inverse, out=second)
        return np.divide(costs, shares, out=costs)


def _as_single(numbers: _Floats) -> _Singles:
    return numbers.astype(np.float32)


def _norms(points: _Singles) -> _Singles:
    return _as_single((points.astype(np.float64) ** 2).sum(axis=1))


def _cheapest_exactly(
    seekers: Weighted, others: Weighted, candidates: NDArray[np.bool_], places: _Ints
) -> _Ints:
    """Return the cheapest candidate of each seeker, who all have some."""
    rows, columns = np.nonzero(candidates)
    costs = pair_costs(seekers, rows, others, columns)
    starts = np.searchsorted(rows, np.arange(len(places)))
    is_least = costs == np.minimum.reduceat(costs, starts)[rows]
    precedence = np.where(is_least, columns ^ places[rows], np.iinfo(np.int64).max)
    return np.asarray(np.minimum.reduceat(precedence, starts) ^ places)
