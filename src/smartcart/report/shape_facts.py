"""Training -> how the customers lie: silhouettes, what the components mean, flow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.choice import flow_between, silhouette_widths
from smartcart.clusters import Clusters, assign_clusters, sample_positions
from smartcart.report.map_facts import column_labels
from smartcart.segmentation import Training
from smartcart.space import Space, SpaceModel

__all__ = [
    "MOST_CUSTOMERS",
    "LoadingFacts",
    "SilhouetteFacts",
    "collect_flow",
    "collect_loadings",
    "collect_silhouettes",
]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: More customers than this add nothing that could be seen.
MOST_CUSTOMERS = 3_000
#: Numbers of segments that the flow shows.
_MOST_STEPS = 8


@dataclass(frozen=True)
class SilhouetteFacts:
    """How near customers are to their own segment, each sorted from the most to the least.

    Attributes
    ----------
    widths : tuple of array
        For each segment the silhouettes of its customers, -1 to 1.
    confidence : tuple of array
        The same for the confidence of ``segments.csv``: 1 less the shadow value (Leisch 2010).
    n_customers : int
        Customers there are; fewer are shown when they were sampled.
    """

    widths: tuple[_Floats, ...]
    confidence: tuple[_Floats, ...]
    n_customers: int

    @property
    def n_shown(self) -> int:
        """Number of customers shown."""
        return sum(map(len, self.widths))


@dataclass(frozen=True)
class LoadingFacts:
    """What the components are made of.

    Attributes
    ----------
    loadings : DataFrame
        One row per scaled column, in words; one column per component.
    shares : tuple of float
        Share of the variance of each component, 0 to 1.
    n_components : int
        Components kept; the first ones are shown.
    """

    loadings: pd.DataFrame
    shares: tuple[float, ...]
    n_components: int


def collect_silhouettes(space: Space, clusters: Clusters) -> SilhouetteFacts:
    """Return silhouettes and confidence by segment, of a sample chosen by a hash of the ids."""
    shown = sample_positions(space.coordinates.index, MOST_CUSTOMERS)
    labels = clusters.labels.to_numpy()[shown]
    widths = silhouette_widths(space.points[shown], {0: labels})[0]
    partition = clusters.partition
    assigned = assign_clusters(space.coordinates.iloc[shown], partition, np.inf)
    confidence = assigned["confidence"].to_numpy()
    return SilhouetteFacts(
        _by_segment(widths, labels, partition.k),
        _by_segment(confidence, labels, partition.k),
        len(space.coordinates),
    )


def _by_segment(values: _Floats, labels: _Ints, k: int) -> tuple[_Floats, ...]:
    return tuple(np.sort(values[labels == segment])[::-1] for segment in range(k))


def collect_loadings(model: SpaceModel, n_shown: int = 3, n_rows: int = 18) -> LoadingFacts:
    """Return the loadings of the first components, of the columns that load most on them."""
    n = min(n_shown, model.n_components)
    table = pd.DataFrame(model.loadings[:, :n], index=column_labels(model))
    strongest = np.argsort(-(table**2).sum(axis=1).to_numpy(), kind="stable")[:n_rows]
    shares = tuple(float(share) for share in model.explained[:n])
    return LoadingFacts(table.iloc[np.sort(strongest)], shares, model.n_components)


def collect_flow(training: Training) -> pd.DataFrame:
    """Return where the customers of each segment go as the number of clusters grows.

    Returns
    -------
    DataFrame
        One row per strand: ``segment`` (position of the segment its customers are in), and
        the columns of `flow_between` for the customers of the panel. Clusters are numbered from
        the top, so that those of the first segment stand first.
    """
    panel, labels = training.scores.panel, training.scores.labels
    own = training.clusters.labels.to_numpy()[panel]
    k = training.clusters.partition.k
    last = max(min(max(labels, default=0), _MOST_STEPS), min(k + 1, max(labels, default=0)))
    leading = training.space.points[panel, 0]
    ranked = {n: _from_the_top(labels[n], own, leading) for n in sorted(labels) if n <= last}
    strands = [
        flow_between({n: each[own == segment] for n, each in ranked.items()}).assign(
            segment=segment
        )
        for segment in range(k)
        if (own == segment).any()
    ]
    return pd.concat(strands, ignore_index=True)


def _from_the_top(labels: _Ints, own: _Ints, leading: _Floats) -> _Ints:
    """Give numbers to clusters by the segments of their customers, then along component 1."""
    means = pd.DataFrame({"own": own, "leading": -leading}).groupby(labels).mean().round(9)
    order = means.sort_values(["own", "leading"], kind="stable").index.to_numpy()
    rank = np.empty(int(labels.max()) + 1, dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[labels]
