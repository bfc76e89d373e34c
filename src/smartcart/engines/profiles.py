"""Blocks on the cluster with the cluster of every customer -> Profiles, of all customers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from smartcart.clusters import Partition
from smartcart.engines.exact import add_exactly, grid_of, join_sums
from smartcart.engines.matrix import Layout
from smartcart.engines.ranks import Wanted, count_known, find_ranked, interpolate, ranks_of
from smartcart.engines.tally import pack_block, tally, unpack_blocks
from smartcart.features import Features
from smartcart.kernels import find_nearest
from smartcart.profiles import Profiles, Rate, wilson_rate
from smartcart.profiles.describe import level_words, reading_order
from smartcart.profiles.markers import comparable_measures, find_markers, find_standing
from smartcart.space import SpaceModel

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["Described", "describe_there", "label_there", "measure_there"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Customers further from their centroid than so many others are unlike any segment.
_UNUSUAL_QUANTILE = 0.99


@dataclass(frozen=True)
class Described:
    """What the cluster knows of the measures of all customers, by cluster; -1 stands for all.

    Attributes
    ----------
    known : int array of shape (n_measures, k)
        Customers whose value is known.
    ranked : mapping of Wanted to float
        The values around each median.
    sums : array of shape (n_measures, k)
    positions : array of shape (n_measures, k)
        Where each median stands among all customers, 0 to 1.
    unusual_beyond, inertia : float
        Of the distances to the own centroid.
    """

    known: _Ints
    ranked: Mapping[Wanted, float]
    sums: _Floats
    positions: _Floats
    unusual_beyond: float
    inertia: float

    def count(self, measure: int, group: int) -> int:
        """Return how many customers of a group (-1: of all) have a value."""
        return int(self.known[measure].sum() if group < 0 else self.known[measure, group])

    def median(self, measure: int, group: int, *, lower: bool = False) -> float:
        """Return a median; NaN where nobody has a value."""
        n = self.count(measure, group)
        if not n:
            return float("nan")
        low, high = (self.ranked[each] for each in _around_median(measure, group, n))
        return low if lower else (low + high) / 2

    def mean(self, measure: int, group: int) -> float:
        """Return a mean; NaN where nobody has a value."""
        n = self.count(measure, group)
        total = self.sums[measure].sum() if group < 0 else self.sums[measure, group]
        return float(total / n) if n else float("nan")

    def ordered(self, order: _Ints) -> Described:
        """Return the same with the clusters in another order."""
        rank = {int(old): new for new, old in enumerate(order)} | {-1: -1}
        return replace(
            self,
            known=self.known[:, order],
            ranked={replace(w, group=rank[w.group]): value for w, value in self.ranked.items()},
            sums=self.sums[:, order],
            positions=self.positions[:, order],
        )


def label_there(
    blocks: DataFrame, layout: Layout, model: SpaceModel, partition: Partition
) -> DataFrame:
    """Return blocks of the measures, and two more rows: cluster, and distance to its centroid."""
    return blocks.mapInArrow(partial(_label, layout, model, partition.centroids), blocks.schema)


def _label(
    layout: Layout, model: SpaceModel, centroids: _Floats, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    for block in unpack_blocks(batches):
        points = np.ascontiguousarray(model.transform(layout.table(block)).to_numpy())
        labels, costs = find_nearest(points, centroids)
        yield pack_block(np.vstack([block[len(layout.variables) :], labels, np.sqrt(costs)]))


def measure_there(labelled: DataFrame, n_measures: int, sizes: _Ints) -> Described:
    """Measure all customers by cluster: medians and where they stand, sums, distances."""
    k, n, own, away = len(sizes), int(sizes.sum()), n_measures, n_measures + 1
    known = count_known(labelled, range(n_measures), own, k).reshape(n_measures, k)
    medians = [
        each
        for i in range(n_measures)
        for group, count in [(-1, int(known[i].sum())), *enumerate(known[i].tolist())]
        if count
        for each in _around_median(i, group, count)
    ]
    ends = [
        Wanted(i, -1, rank)
        for i in range(n_measures)
        if known[i].any()
        for rank in (0, int(known[i].sum()) - 1)
    ]
    far = [Wanted(away, -1, rank) for rank in (*ranks_of(n, _UNUSUAL_QUANTILE), n - 1)]
    ranked = find_ranked(labelled, sorted({*medians, *ends, *far}), own)
    bounds = np.ones(n_measures + 1)
    for each in ends:
        bounds[each.column] = max(bounds[each.column], abs(ranked[each]))
    bounds[-1] = ranked[far[2]] ** 2 * (1 + 1e-9)
    sums = _sum_by_cluster(labelled, grid_of(bounds), k)
    positions = _positions(labelled, known, medians, ranked)
    unusual = interpolate(ranked[far[0]], ranked[far[1]], n, _UNUSUAL_QUANTILE)
    return Described(known, ranked, sums[:-1], positions, unusual, float(sums[-1].sum()))


def _around_median(column: int, group: int, n: int) -> list[Wanted]:
    return [Wanted(column, group, rank) for rank in ((n - 1) // 2, n // 2)]


def _sum_by_cluster(labelled: DataFrame, grid: _Floats, k: int) -> _Floats:
    _, totals = tally(labelled, partial(_add_by_cluster, grid, k))
    whole = join_sums(totals.reshape(2, -1))
    return np.array(whole, dtype=np.float64).reshape(k, -1).T * grid[:, np.newaxis]


def _add_by_cluster(grid: _Floats, k: int, blocks: Iterator[_Floats]) -> tuple[_Ints, _Ints]:
    sums = np.zeros((2, k, len(grid)), np.int64)
    for block in blocks:
        values = np.nan_to_num(np.vstack([block[:-2], block[-1] ** 2]), nan=0.0).T
        for cluster in range(k):
            sums[:, cluster] += add_exactly(values[block[-2] == cluster], grid)
    return np.arange(sums.size), sums.ravel()


def _positions(
    labelled: DataFrame, known: _Ints, medians: Sequence[Wanted], ranked: Mapping[Wanted, float]
) -> _Floats:
    """Return where the medians stand: the mean of the rank shares of the two values around."""
    borders = [
        np.unique([ranked[w] for w in medians if w.column == i and w.group >= 0])
        for i in range(len(known))
    ]
    keys, counts = tally(labelled, partial(_count_between, borders))
    positions = np.full(known.shape, np.nan)
    for i, values in enumerate(borders):
        if not len(values):
            continue
        own = (keys >= i * _SPAN) & (keys < (i + 1) * _SPAN)
        at = np.zeros(2 * len(values) + 1, np.int64)
        at[keys[own] - i * _SPAN] = counts[own]
        before, equal = np.cumsum(at)[0:-1:2], at[1::2]
        shares = (before + (equal + 1) / 2 - 0.5) / known[i].sum()
        for group in np.flatnonzero(known[i]):
            around = [ranked[w] for w in _around_median(i, int(group), int(known[i, group]))]
            positions[i, group] = shares[np.searchsorted(values, around)].mean()
    return positions


#: More keys than a measure has places between the medians of its clusters.
_SPAN = 1 << 20


def _count_between(borders: Sequence[_Floats], blocks: Iterator[_Floats]) -> tuple[_Ints, _Ints]:
    """Count the values below, at and between the borders of each measure."""
    totals = [np.zeros(2 * len(values) + 1, np.int64) for values in borders]
    for block in blocks:
        for total, values, row in zip(totals, borders, block, strict=False):
            some = row[~np.isnan(row)]
            left = np.searchsorted(values, some, side="left")
            at = left + np.searchsorted(values, some, side="right")
            total += np.bincount(at, minlength=len(total))
    keys = [i * _SPAN + np.arange(len(total)) for i, total in enumerate(totals)]
    return np.concatenate(keys), np.concatenate(totals)


def describe_there(
    described: Described, features: Features, labels: _Ints, sizes: _Ints
) -> Profiles:
    """Describe the segments in customer units, as `describe_segments` does here.

    Parameters
    ----------
    described : Described
        Of all customers, clusters in the order of the segments.
    features : Features
        Of a sample, whose deviations on normal scores stand for those of all.
    labels : int array
        Segment of each customer of the sample.
    sizes : int array of shape (k,)
        Of all customers.
    """
    k, names = len(sizes), list(features.measures)
    ids = [f"S{i + 1}" for i in range(k)]
    typical = _typical(described, features, range(k)).set_axis(ids, axis=0)
    everyone = _typical(described, features, [-1]).iloc[0]
    figures = _in_words(described, features, typical, range(k))
    table = pd.DataFrame(
        {"segment": ids, "n_customers": sizes, "share_customers": sizes / sizes.sum()}, index=ids
    )
    if features.value:
        spend = described.sums[names.index(features.value)]
        table["share_spend"] = spend / spend.sum() if spend.sum() else np.nan
    table = table.join(figures)
    answered = next((m for m, rate in features.rates.items() if rate == "response_rate"), None)
    rates: tuple[Rate, ...] = ()
    if answered is not None:
        said, of = described.sums[names.index(answered)], described.known[names.index(answered)]
        if said.sum():
            place = int(table.columns.get_indexer(["response_rate"])[0]) + 1
            table.insert(place, "share_response", said / said.sum())
        rates = tuple(wilson_rate(round(s), int(n)) for s, n in zip(said, of, strict=True))
    table.index.name = "segment_id"
    population = _in_words(described, features, everyone.to_frame().T, [-1]).iloc[0]
    groups = pd.Categorical.from_codes(labels, categories=ids)
    deviations = find_standing(features, groups).deviations
    comparable = comparable_measures(features)
    return Profiles(
        table,
        population if features.levels else population.astype("float64"),
        pd.DataFrame(described.positions.T, index=ids, columns=names),
        rates,
        deviations,
        find_markers(deviations, typical, everyone, sizes, comparable),
    )


def _typical(described: Described, features: Features, groups: Iterable[int]) -> pd.DataFrame:
    rows = [
        [
            described.mean(i, group) if name in features.rates else described.median(i, group)
            for i, name in enumerate(features.measures)
        ]
        for group in groups
    ]
    return pd.DataFrame(rows, columns=list(features.measures))


def _in_words(
    described: Described, features: Features, typical: pd.DataFrame, groups: Sequence[int]
) -> pd.DataFrame:
    names = list(features.measures)
    told = typical.rename(columns=dict(features.rates))
    for measure, levels in features.levels.items():
        place = names.index(measure)
        lowest = [described.median(place, group, lower=True) for group in groups]
        told[measure] = level_words(pd.Series(lowest, index=told.index), levels)
    return told[reading_order(features)]
