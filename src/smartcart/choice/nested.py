"""Space + clusters -> clusters within clusters, only where they prove stable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from smartcart.choice.choose import min_segment_size
from smartcart.choice.null import score_null
from smartcart.choice.silhouette import mean_silhouettes
from smartcart.choice.solutions import solve_base
from smartcart.choice.stability import measure_stability, segment_jaccards
from smartcart.clusters import Partition, PointSet, sample_positions
from smartcart.settings import Settings
from smartcart.space import Space
from smartcart.threads import one_thread

__all__ = ["NestedClusters", "split_clusters"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: A segment is split into this many parts at most; more could not be told apart by name.
_MOST_PARTS = 4


@dataclass(frozen=True)
class NestedClusters:
    """The parts of one cluster, and how sure they are.

    Attributes
    ----------
    partition : Partition
        Ward's; its centroids lie in the same space as those of the clusters.
    silhouette, silhouette_z : float
        Within the cluster, and against structureless tables of its own shape.
    ari_median : float
        Of bootstrap refits within the cluster.
    jaccards : tuple of float
        Mean best Jaccard of each part.
    """

    partition: Partition
    silhouette: float
    silhouette_z: float
    ari_median: float
    jaccards: tuple[float, ...]

    def ordered(self, order: _Ints) -> NestedClusters:
        """Return the same parts in another order."""
        jaccards = tuple(self.jaccards[i] for i in order)
        return replace(self, partition=self.partition.ordered(order), jaccards=jaccards)


def split_clusters(
    space: Space, labels: _Ints, settings: Settings | None = None
) -> tuple[NestedClusters | None, ...]:
    """Split each cluster by Ward's tree of its own members, where the parts prove stable.

    Two to four parts are tried. Those count whose bootstrap refits agree (``min_ari``), whose
    every part comes back (``min_jaccard``) and is large enough (``min_segment``), and whose
    silhouette lies beyond that of structureless tables; the best silhouette wins.

    Parameters
    ----------
    space : Space
    labels : int array of shape (n_customers,)
        Clusters, numbered from 0.
    settings : Settings
        A cluster above ``panel_size`` customers is judged on that many.

    Returns
    -------
    tuple of NestedClusters or None
        One per cluster; None where nothing proved stable.

    Examples
    --------
    >>> import pandas as pd
    >>> from smartcart.space import Space
    >>> generator = np.random.default_rng(0)
    >>> centers = ((0, 0), (3, 0), (30, 0))
    >>> points = np.vstack([generator.normal(c, 0.3, (60, 2)) for c in centers])
    >>> ids = pd.Index([f"c{i}" for i in range(180)])
    >>> space = Space(pd.DataFrame(points, index=ids), None, {})
    >>> first, second = split_clusters(
    ...     space, np.repeat([0, 1], [120, 60]), Settings(n_boot=5, n_null=5))
    >>> first.partition.sizes.tolist(), second
    ([60, 60], None)
    """
    settings = (settings or Settings()).model_copy(update={"method": "ward"})
    least = min_segment_size(len(labels), settings)
    with one_thread():
        return tuple(
            _split(space, np.flatnonzero(labels == label), least, settings)
            for label in range(int(labels.max()) + 1)
        )


def _split(space: Space, members: _Ints, least: int, settings: Settings) -> NestedClusters | None:
    ids = space.coordinates.index[members]
    points = space.points[members[sample_positions(ids, settings.panel_size)]]
    share = len(points) / len(members)
    data = PointSet.of(points)
    parts = [m for m in range(2, _MOST_PARTS + 1) if m * least <= len(members)]
    parts = [m for m in parts if m < len(data.points)]
    partitions = solve_base(data, parts, settings) if parts else {}
    large = {m: p for m, p in partitions.items() if p.sizes.min() >= least * share}
    return _best_proven(points, data, large, settings)


def _best_proven(
    points: _Floats, data: PointSet, partitions: dict[int, Partition], settings: Settings
) -> NestedClusters | None:
    labels = {m: partition.assign(points) for m, partition in partitions.items()}
    stable = _stable(points, data, labels, settings)
    if not stable:
        return None
    silhouettes = mean_silhouettes(points, {m: labels[m] for m in stable})
    null = score_null(points, list(stable), settings, stability=False)
    proven = [m for m in stable if null.is_beyond("silhouette", m, silhouettes[m])]
    if not proven:
        return None
    best = max(proven, key=lambda m: (silhouettes[m], -m))
    ari, jaccards = stable[best]
    return NestedClusters(
        partitions[best],
        silhouettes[best],
        null.z("silhouette", best, silhouettes[best]),
        ari,
        tuple(float(each) for each in jaccards),
    )


def _stable(
    points: _Floats, data: PointSet, labels: dict[int, _Ints], settings: Settings
) -> dict[int, tuple[float, Sequence[float]]]:
    """Return ARI and Jaccards of the divisions whose parts come back."""
    if not labels:
        return {}
    found = measure_stability(points, data, list(labels), settings)
    figures = {m: (each.ari_median, segment_jaccards(labels[m], each)) for m, each in found.items()}
    return {
        m: (ari, jaccards.tolist())
        for m, (ari, jaccards) in figures.items()
        if ari >= settings.min_ari and jaccards.min() >= settings.min_jaccard
    }
