"""Raw values -> the two cheapest segments, by the kernel or by numpy, equal to the bit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from smartcart.kernels import Found, Placing, find_library
from smartcart.segmentation.scaling import Scaling

if TYPE_CHECKING:
    from smartcart.segmentation.model import SegmentModel

__all__ = ["Finder"]

_Floats = NDArray[np.float64]

#: Up to so many numbers, one large step is faster than many small ones.
_SMALL = 1 << 11


@dataclass(frozen=True, eq=False)
class Finder:
    """The way into the space and the segments in it, as arrays.

    Attributes
    ----------
    scaling : Scaling
    placing : Placing or None
        The same for the compiled kernel, where the installation has it.
    centroids : array of shape (n_components, 1, k)
    weights : array of shape (k,) or None
        What the squared distance to each counts; None where all count 1.
    """

    scaling: Scaling
    placing: Placing | None
    centroids: _Floats
    weights: _Floats | None

    @classmethod
    def of(cls, model: SegmentModel, names: Sequence[str]) -> Finder:
        """Lay a model out for values whose rows bear these names."""
        scaling, partition = Scaling.of(model.space, names), model.partition
        return cls(
            scaling,
            _lay_out(model, scaling) if find_library() else None,
            np.ascontiguousarray(partition.centroids.T)[:, np.newaxis, :],
            None if (partition.weights == 1).all() else partition.weights,
        )

    def find(self, values: _Floats) -> Found:
        """Place customers by values of shape (n_fields, n)."""
        if self.placing is None:
            return self._find_by_numpy(values)
        scaling = self.scaling
        return self.placing.place(scaling.take_numbers(values), scaling.take_codes(values))

    def find_one(self, values: _Floats) -> tuple[int, int, float, float, _Floats]:
        """Place one customer by values of shape (n_fields, 1): see `Placing.place_one`."""
        if self.placing is not None:
            scaling = self.scaling
            return self.placing.place_one(scaling.take_numbers(values), scaling.take_codes(values))
        points, cluster, runner_up, first, second = self._find_by_numpy(values)
        one = int(cluster[0]), int(runner_up[0]), float(first[0]), float(second[0])
        return *one, points[:, 0]

    def _find_by_numpy(self, values: _Floats) -> Found:
        points = self.scaling.place(values)
        rows, costs = np.arange(len(points)), self._costs(points)
        cluster = costs.argmin(axis=1)
        first = costs[rows, cluster]
        if costs.shape[1] == 1:
            nobody = np.full(len(points), -1), np.full(len(points), np.inf)
            return Found(points.T, cluster, nobody[0], first, nobody[1])
        costs[rows, cluster] = np.inf
        runner_up = costs.argmin(axis=1)
        return Found(points.T, cluster, runner_up, first, costs[rows, runner_up])

    def _costs(self, points: _Floats) -> _Floats:
        costs = _distances(points, self.centroids)
        return costs if self.weights is None else costs * self.weights


def _lay_out(model: SegmentModel, scaling: Scaling) -> Placing:
    plan, tables = scaling.plan()
    arrays = (
        tables,
        scaling.center[:, 0],
        scaling.loadings,
        model.partition.centroids,
        model.partition.weights,
    )
    return Placing(plan, *(np.ascontiguousarray(each, dtype=np.float64) for each in arrays))


def _distances(points: _Floats, centroids: _Floats) -> _Floats:
    """Return squared distances, shape (n, k), summed as `squared_distances` does.

    `centroids` has shape (n_components, 1, k).
    """
    columns = np.ascontiguousarray(points.T)[:, :, np.newaxis]
    if columns.size * centroids.shape[2] <= _SMALL:
        return np.asarray(np.cumsum((columns - centroids) ** 2, axis=0)[-1])
    total = np.zeros((len(points), centroids.shape[2]))
    for column, centres in zip(columns, centroids, strict=True):
        total += (column - centres) ** 2
    return total
