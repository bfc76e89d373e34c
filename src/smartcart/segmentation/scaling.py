"""All scales of a space at once, as arrays: the sums of `SpaceModel`, without its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcart.kernels import SOURCE, log1p
from smartcart.space import NumericScale, Scale, SpaceModel

__all__ = ["Scaling"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Up to so many numbers, one large step is faster than many small ones.
_SMALL = 1 << 11


@dataclass(frozen=True)
class Scaling:
    """The way into the space, as arrays.

    Every number goes through the operations of `SpaceModel.transform` in the same order, so
    that it comes out the same to the last bit, alone or among others.

    Attributes
    ----------
    numbers : int array of shape (n_numeric,), or slice
        Rows of the values that are numbers.
    logs : int array or None
        Which of them are taken as log(1 + x); None where all are.
    fill, low, high, mean, deviation : array of shape (n_numeric, 1)
        See `NumericScale`.
    root : array of shape (n_numeric, 1) or None
        Square roots of the weights; None where all are 1.
    targets : int array of shape (n_numeric,)
        Where their scaled columns stand.
    texts : tuple of (row, first scaled column, array of shape (n_levels + 1, width))
        Scaled columns by level; the last row is 'not known'.
    center : array of shape (n_scaled, 1)
    loadings : array of shape (n_scaled, n_components)
    """

    numbers: _Ints | slice
    logs: _Ints | None
    fill: _Floats
    low: _Floats
    high: _Floats
    mean: _Floats
    deviation: _Floats
    root: _Floats | None
    targets: _Ints
    texts: tuple[tuple[int, int, _Floats], ...]
    center: _Floats
    loadings: _Floats

    @classmethod
    def of(cls, space: SpaceModel, names: Sequence[str]) -> Scaling:
        """Lay a space out for values whose rows bear these names."""
        starts = np.cumsum([0, *(len(scale.columns) for scale in space.scales)]).tolist()
        placed = list(zip(space.scales, starts, strict=False))
        numeric = [(s, at) for s, at in placed if isinstance(s, NumericScale)]

        def column(attribute: str) -> _Floats:
            return np.array([[getattr(scale, attribute)] for scale, _ in numeric]).reshape(-1, 1)

        logs = _ints(i for i, (s, _) in enumerate(numeric) if s.transform == "log1p")
        root = np.sqrt(column("weight"))
        return cls(
            numbers=_rows(_ints(names.index(scale.name) for scale, _ in numeric)),
            logs=None if len(logs) == len(numeric) else logs,
            fill=column("fill"),
            low=column("low"),
            high=column("high"),
            mean=column("mean"),
            deviation=column("deviation"),
            root=None if (root == 1).all() else root,
            targets=_ints(at for _, at in numeric),
            texts=tuple(
                (names.index(scale.name), at, _by_level(scale))
                for scale, at in placed
                if not isinstance(scale, NumericScale)
            ),
            center=space.center[:, np.newaxis],
            loadings=space.loadings,
        )

    def place(self, values: _Floats) -> _Floats:
        """Return coordinates, shape (n, n_components), of values of shape (n_fields, n)."""
        return _project(self._scaled(values) - self.center, self.loadings)

    def _scaled(self, values: _Floats) -> _Floats:
        n = values.shape[1]
        if not self.texts:
            return self._scaled_numbers(values)
        scaled = np.empty((len(self.center), n))
        if len(self.targets):
            scaled[self.targets] = self._scaled_numbers(values)
        for row, at, by_level in self.texts:
            codes, unknown = values[row], len(by_level) - 1
            is_known = (codes >= 0) & (codes < unknown)
            levels = np.where(is_known, codes, unknown).astype(np.int64)
            scaled[at : at + by_level.shape[1]] = by_level[levels].T
        return scaled

    def take_numbers(self, values: _Floats) -> _Floats:
        """Return the numbers, shape (n_numeric, n), as logarithms where the scale takes them."""
        x = values[self.numbers]
        if self.logs is None:
            x = log1p(x)
        elif len(self.logs):
            x = x.copy()
            x[self.logs] = log1p(x[self.logs])
        return x

    def take_codes(self, values: _Floats) -> _Floats:
        """Return the positions of levels, shape (n_texts, n)."""
        return values[[row for row, _, _ in self.texts]] if self.texts else values[:0]

    def plan(self) -> tuple[NDArray[np.void], _Floats]:
        """Return the way to each scaled column, as `Placing` takes it, and the tables of texts."""
        plan = np.zeros(len(self.center), SOURCE)
        plan["table"] = -1
        root = np.ones_like(self.mean) if self.root is None else self.root
        for i, at in enumerate(self.targets):
            steps = (self.fill, self.low, self.high, self.mean, self.deviation, root)
            plan[at] = (i, -1, 0, 0, *(step[i, 0] for step in steps))
        start = 0
        for i, (_, at, by_level) in enumerate(self.texts):
            rows, width = by_level.shape
            for column in range(width):
                plan[at + column] = (i, start + column, width, rows - 1, 0, 0, 0, 0, 1, 1)
            start += by_level.size
        return plan, np.concatenate([np.zeros(0), *(each.ravel() for _, _, each in self.texts)])

    def _scaled_numbers(self, values: _Floats) -> _Floats:
        x = self.take_numbers(values)
        x = np.where(np.isnan(x), self.fill, x)
        x = np.minimum(np.maximum(x, self.low), self.high)
        scaled = (x - self.mean) / self.deviation
        return np.asarray(scaled if self.root is None else scaled * self.root)


def _rows(numbers: _Ints) -> _Ints | slice:
    """Return rows as a slice where they follow one another: a view is made in no time."""
    first = int(numbers[0]) if len(numbers) else 0
    follows = np.array_equal(numbers, np.arange(first, first + len(numbers)))
    return slice(first, first + len(numbers)) if follows else numbers


def _ints(numbers: object) -> _Ints:
    return np.array(list(numbers), dtype=np.int64)  # type: ignore[call-overload]


def _by_level(scale: Scale) -> _Floats:
    """Return the scaled columns of each level, and of none, as the scale itself gives them."""
    import pandas as pd

    assert not isinstance(scale, NumericScale)  # noqa: S101 - asked by the caller
    return scale.apply(pd.Series([*scale.levels, None], dtype="str"))


def _project(centred: _Floats, loadings: _Floats) -> _Floats:
    """Multiply as `SpaceModel` does: one scaled column after the other.

    A running sum adds in that same order, and is one step where there are few customers.
    """
    d, n = centred.shape
    if d * n * loadings.shape[1] <= _SMALL:
        products = centred[:, :, np.newaxis] * loadings[:, np.newaxis, :]
        return np.asarray(np.cumsum(products, axis=0)[-1])
    projected = np.zeros((n, loadings.shape[1]))
    for column, weights in zip(centred, loadings, strict=True):
        projected += column[:, np.newaxis] * weights
    return projected
