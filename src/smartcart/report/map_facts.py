"""Space -> the map: where customers and segments lie on the first two components."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcart.clusters import Clusters, sample_positions
from smartcart.profiles import measure_label
from smartcart.space import NominalScale, Space, SpaceModel

__all__ = ["MAX_POINTS", "AxisFacts", "MapFacts", "collect_map", "column_labels"]

#: More points than this hide each other, and make the file heavy.
MAX_POINTS = 5_000
#: A variable is named on an axis when its loading is at least this part of the largest one.
_STRONG, _MOST_NAMED = 0.5, 4
#: Steps of this size, the golden section, never come near each other modulo 1.
_SPREAD = (5**0.5 - 1) / 2


@dataclass(frozen=True)
class AxisFacts:
    """One component: its share of the variance, and the variables that lead along it."""

    share: float
    more: tuple[str, ...]
    less: tuple[str, ...]


@dataclass(frozen=True)
class MapFacts:
    """The map in numbers.

    Attributes
    ----------
    points : array of shape (n_shown, 2)
        Customers on the first two components. Where only one was kept, the second column
        holds a spread that means nothing.
    labels : int array of shape (n_shown,)
        Position of the segment of each point.
    centroids : array of shape (k, 2)
    axes : tuple of AxisFacts
        Two, or one where only one component was kept.
    n_customers : int
        Customers there are; fewer points are shown when they were sampled.
    """

    points: NDArray[np.float64]
    labels: NDArray[np.int64]
    centroids: NDArray[np.float64]
    axes: tuple[AxisFacts, ...]
    n_customers: int

    @property
    def is_sampled(self) -> bool:
        """Whether only some of the customers are shown."""
        return len(self.points) < self.n_customers


def collect_map(space: Space, clusters: Clusters) -> MapFacts:
    """Return the numbers of the map.

    Parameters
    ----------
    space : Space
        Above `MAX_POINTS` customers, that many are chosen by a hash of their id.
    clusters : Clusters
        The segments, in their order.
    """
    shown = sample_positions(space.coordinates.index, MAX_POINTS)
    n_axes = min(2, space.model.n_components)
    return MapFacts(
        points=_on_plane(space.points[shown, :n_axes], _spread(len(shown))),
        labels=clusters.labels.to_numpy()[shown],
        centroids=_on_plane(
            clusters.partition.centroids[:, :n_axes], np.full(clusters.partition.k, 0.5)
        ),
        axes=tuple(_axis(space.model, i) for i in range(n_axes)),
        n_customers=len(space.coordinates),
    )


def _on_plane(points: NDArray[np.float64], spread: NDArray[np.float64]) -> NDArray[np.float64]:
    return points if points.shape[1] == 2 else np.column_stack([points[:, 0], spread])


def _spread(n: int) -> NDArray[np.float64]:
    return np.asarray(np.arange(n, dtype=np.float64) * _SPREAD % 1)


def _axis(model: SpaceModel, component: int) -> AxisFacts:
    loadings = model.loadings[:, component]
    size = np.abs(loadings)
    strongest = np.argsort(-size, kind="stable")[:_MOST_NAMED]
    named = [i for i in strongest if size[i] >= _STRONG * size.max()]
    labels = column_labels(model)
    return AxisFacts(
        float(model.explained[component]),
        more=tuple(labels[i] for i in named if loadings[i] > 0),
        less=tuple(labels[i] for i in named if loadings[i] < 0),
    )


def column_labels(model: SpaceModel) -> list[str]:
    """Return words for the scaled columns: a variable, or one level of it."""
    labels = []
    for scale in model.scales:
        label = measure_label(scale.name)
        levels = scale.levels if isinstance(scale, NominalScale) else ()
        labels += [f"{label} {level}" for level in levels] or [label]
    return labels
