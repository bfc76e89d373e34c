"""Raw values -> the two cheapest clusters, in one pass over the customers."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from smartcart.kernels.copies import MadeAnew
from smartcart.kernels.library import find_library, stand

__all__ = ["SOURCE", "Found", "Placing"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Where a scaled column comes from: ``struct source`` of place.c.
SOURCE = np.dtype(
    [
        *((name, np.int64) for name in ("row", "table", "width", "levels")),
        *((name, np.float64) for name in ("fill", "low", "high", "mean", "deviation", "root")),
    ]
)


class Found(NamedTuple):
    """Where customers are.

    Attributes
    ----------
    points : array of shape (n_components, n)
    cluster, runner_up : int array of shape (n,)
        The runner-up is -1 where there is one cluster.
    first, second : array of shape (n,)
        What they cost; infinite where there is no runner-up.
    """

    points: _Floats
    cluster: _Ints
    runner_up: _Ints
    first: _Floats
    second: _Floats


@dataclass(frozen=True, eq=False)
class Placing(MadeAnew):
    """A model laid out for the kernel.

    Every number goes through the operations of `SpaceModel.transform` and
    `assignment_costs` in their order, so that it comes out the same to the last bit.

    Attributes
    ----------
    plan : structured array of shape (n_scaled,)
        Of `SOURCE`: for each scaled column a number (``table`` is -1), or a text, whose levels
        stand in `tables` from ``table`` on, one every ``width``.
    tables : array
    center : array of shape (n_scaled,)
    loadings : array of shape (n_scaled, n_components)
    centroids : array of shape (k, n_components)
    weights : array of shape (k,)
    """

    plan: NDArray[np.void]
    tables: _Floats
    center: _Floats
    loadings: _Floats
    centroids: _Floats
    weights: _Floats
    _model: Sequence[int] = field(init=False, repr=False)
    _desk: _Desk = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # The arrays are kept by this object, so that what stands at the addresses stays there.
        (s, c), k = self.loadings.shape, len(self.centroids)
        model = (
            stand(self.plan, SOURCE),
            stand(self.tables, np.float64),
            s,
            stand(self.center, np.float64),
            stand(self.loadings, np.float64),
            c,
            stand(self.centroids, np.float64),
            stand(self.weights, np.float64),
            k,
        )
        object.__setattr__(self, "_model", model)
        is_text = self.plan["table"] >= 0
        n_texts, n_numbers = (len(set(self.plan["row"][each])) for each in (is_text, ~is_text))
        object.__setattr__(self, "_desk", _Desk(n_numbers, n_texts, c))

    def place(self, numbers: _Floats, codes: _Floats) -> Found:
        """Place customers.

        Parameters
        ----------
        numbers : array of shape (n_numbers, n)
            Logarithms where the scale takes them; NaN where not known.
        codes : array of shape (n_texts, n)
            Positions of levels; not known where there is none, as at -1 or NaN.
        """
        n, c = numbers.shape[-1], self.loadings.shape[1]
        room, places = np.empty((c + 2, n)), np.empty((2, n), np.int64)
        found = stand(room, np.float64), stand(places, np.int64)
        self._run(stand(numbers, np.float64), stand(codes, np.float64), n, *found)
        return Found(room[:c], places[0], places[1], room[c], room[c + 1])

    def place_one(self, numbers: _Floats, codes: _Floats) -> tuple[int, int, float, float, _Floats]:
        """Place one customer: cluster, runner-up, what they cost, and its point, shape (c,).

        The point is overwritten by the next customer whom the same thread places.
        """
        desk = self._desk  # finding the address of an array takes as long as placing a customer
        desk.numbers[:] = numbers
        desk.codes[:] = codes
        self._run(*desk.places)
        first, second = desk.room[-2:].tolist()
        cluster, runner_up = desk.found.tolist()
        return cluster, runner_up, first, second, desk.room[:-2]

    def _run(self, numbers: int, codes: int, n: int, room: int, places: int) -> None:
        library = find_library()
        assert library is not None  # noqa: S101 - whoever lays a model out has asked
        c, stride = self.loadings.shape[1], 8 * n
        library.smartcart_place(
            numbers,
            codes,
            n,
            *self._model,
            room,
            room + c * stride,
            room + (c + 1) * stride,
            places,
            places + stride,
        )


class _Desk(threading.local):
    """Room for one customer, of each thread its own."""

    def __init__(self, n_numbers: int, n_texts: int, c: int) -> None:
        self.numbers, self.codes = np.zeros((n_numbers, 1)), np.zeros((n_texts, 1))
        self.room, self.found = np.zeros(c + 2), np.zeros(2, np.int64)
        before = [stand(each, np.float64) for each in (self.numbers, self.codes)]
        self.places = (*before, 1, stand(self.room, np.float64), stand(self.found, np.int64))
