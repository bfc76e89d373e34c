"""Where values stand on the curves of their groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from smartcart.kernels.copies import MadeAnew
from smartcart.kernels.library import find_library, stand

__all__ = ["Curves", "RankedMeans"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: ``struct curve`` of rank.c: addresses, and the length of the grid.
_CURVE = np.dtype([(name, np.int64) for name in ("grid", "g", "at", "x", "y", "slope")])


@dataclass(frozen=True, eq=False)
class Curves(MadeAnew):
    """Curves made of pieces of straight lines, one for each group, over one grid.

    Attributes
    ----------
    grid : array of shape (n_grid,)
        The values of all curves, rising.
    at : int array of shape (n_groups, n_grid + 1)
        For each group and each place in the grid, the point that its curve goes on from.
    x, y, slope : array
        These points, of all groups.
    """

    grid: _Floats
    at: _Ints
    x: _Floats
    y: _Floats
    slope: _Floats
    laid_out: NDArray[np.void] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # The arrays are kept by this object, so that what stands at the addresses stays there.
        after = (stand(each, np.float64) for each in (self.x, self.y, self.slope))
        before = (stand(self.grid, np.float64), len(self.grid), stand(self.at, np.int64))
        object.__setattr__(self, "laid_out", np.array([(*before, *after)], _CURVE))

    def place(self, values: _Floats, groups: _Ints) -> _Floats:
        """Return where each value stands on the curve of its group; NaN where it is not known.

        Examples
        --------
        >>> ones = np.ones(2)
        >>> curves = Curves(ones[:1], np.array([[0, 1]]), ones, 0 * ones, np.array([0.0, 2.0]))
        >>> curves.place(np.array([0.0, 4.0, np.nan]), np.zeros(3, dtype=np.int64)).tolist()
        [0.0, 6.0, nan]
        """
        library = find_library()
        if library is None:
            return self._place_by_numpy(values, groups)
        values, groups = np.ascontiguousarray(values), np.ascontiguousarray(groups)
        ranks = np.empty(len(values))
        library.smartcart_rank(values, groups, len(values), stand(self.laid_out, _CURVE), ranks)
        return ranks

    def _place_by_numpy(self, values: _Floats, groups: _Ints) -> _Floats:
        at = self.at[groups, np.searchsorted(self.grid, values, side="right")]
        return np.asarray(self.slope[at] * (values - self.x[at]) + self.y[at])


@dataclass(frozen=True, eq=False)
class RankedMeans(MadeAnew):
    """The weighted mean of several ranks, ranked again among the peers.

    Attributes
    ----------
    parts : sequence of Curves
    weights : array of shape (n_parts,)
    last : Curves
        Where a mean stands among those of the group.
    """

    parts: Sequence[Curves]
    weights: _Floats
    last: Curves
    _laid_out: NDArray[np.void] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        curves = np.concatenate([each.laid_out for each in (*self.parts, self.last)])
        object.__setattr__(self, "_laid_out", curves)

    def place(self, columns: Sequence[_Floats], groups: _Ints) -> _Floats:
        """Return 100 times the rank, to one decimal; NaN where a part is not known.

        Parameters
        ----------
        columns : sequence of array of shape (n,), one for each part
        groups : int array of shape (n,)
        """
        library = find_library()
        if library is None:
            return self._place_by_numpy(columns, groups)
        values, groups = np.array(columns, dtype=np.float64), np.ascontiguousarray(groups)
        index = np.empty(len(groups))
        library.smartcart_index(
            values,
            groups,
            len(groups),
            stand(self._laid_out, _CURVE),
            self.weights,
            len(self.weights),
            index,
        )
        return index

    def _place_by_numpy(self, columns: Sequence[_Floats], groups: _Ints) -> _Floats:
        means = np.zeros(len(groups))
        for weight, part, values in zip(self.weights, self.parts, columns, strict=True):
            means += weight * part.place(values, groups)
        return np.asarray(np.round(100 * self.last.place(means, groups), 1))
