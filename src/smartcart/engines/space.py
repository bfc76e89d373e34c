"""Blocks on the cluster -> the same scales and components that `fit_space` learns here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from smartcart.customers import Column, Kind
from smartcart.engines.exact import add_exactly, grid_of, join_sums, mean_of
from smartcart.engines.matrix import Layout
from smartcart.engines.ranks import Wanted, count_known, find_ranked, interpolate, ranks_of
from smartcart.engines.tally import pack_block, tally, unpack_blocks
from smartcart.kernels import log1p
from smartcart.space import NominalScale, NumericScale, Scale, SpaceModel
from smartcart.space.fit import count_kept, orient_loadings
from smartcart.space.ordinal import score_levels
from smartcart.space.scales import LOG_KINDS, set_fences, with_deviation

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["SpaceThere", "bound_points", "fit_there", "place_there"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: The quantiles that a scale is made of.
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class SpaceThere:
    """The learnt space, and how many customers are capped in each variable."""

    model: SpaceModel
    n_capped: dict[str, int]


def fit_there(
    blocks: DataFrame, layout: Layout, levels: Mapping[str, pd.Series], n: int, share: float
) -> SpaceThere:
    """Learn the space from all customers on the cluster.

    Medians and fences are exact; means and covariances are exact sums of numbers rounded once to
    52 bits. So the model is that of `fit_space` but for the last bits, and for any number of
    partitions it is the same to the last bit.
    """
    numbers = _with_means(blocks, layout, _draft(blocks, layout), n)
    texts = {c.name: _text_scale(c, levels[c.name]) for c in layout.variables if c.kind.is_text}
    known = numbers | texts
    scales = [known[c.name] for c in layout.variables]
    moments, capped = _second_moments(blocks, layout, scales, n)
    weights = {c.name: c.weight for c in layout.variables}
    at, factors, finished = 0, list[float](), list[Scale]()
    for scale in scales:
        width = len(scale.columns)
        if isinstance(scale, NumericScale):
            own = with_deviation(scale, float(np.sqrt(moments[at, at])))
            differs = own.low < own.high
            factors.append(differs * np.sqrt(weights[scale.name]) / own.deviation)
            finished.append(replace(own, weight=weights[scale.name]))
        else:
            factors += [1.0] * width
            finished.append(scale)
        at += width
    model = _components(tuple(finished), moments * np.outer(factors, factors), share)
    return SpaceThere(model, {s.name: n for s, n in zip(scales, capped, strict=True) if n})


def place_there(blocks: DataFrame, layout: Layout, model: SpaceModel) -> DataFrame:
    """Return blocks of coordinates."""
    return blocks.mapInArrow(partial(_place, layout, model), blocks.schema)


def bound_points(model: SpaceModel) -> _Floats:
    """Return how far from the centre a customer can be, on each component."""
    reach = np.concatenate([_reach(scale) for scale in model.scales])
    return np.asarray(reach @ np.abs(model.loadings))


def _place(
    layout: Layout, model: SpaceModel, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    for block in unpack_blocks(batches):
        yield pack_block(model.transform(layout.table(block)).to_numpy().T)


def _draft(blocks: DataFrame, layout: Layout) -> dict[str, NumericScale]:
    """Return the scales of numbers as far as ranks tell them: fill and caps."""
    numeric = [i for i, c in enumerate(layout.variables) if not c.kind.is_text]
    if not numeric:
        return {}
    counts = [int(n) for n in count_known(blocks, numeric)]
    wanted = {
        (i, share): [Wanted(i, -1, rank) for rank in ranks_of(n, share)]
        for i, n in zip(numeric, counts, strict=True)
        for share in _SHARES
    }
    found = find_ranked(blocks, [each for pair in wanted.values() for each in pair])
    drafts = {}
    for i, n in zip(numeric, counts, strict=True):
        column = layout.variables[i]
        values = {s: [_transform(found[each], column) for each in wanted[i, s]] for s in _SHARES}
        drafts[column.name] = _fenced(column, values, n)
    return drafts


def _transform(value: float, column: Column) -> float:
    return float(log1p(value)) if column.kind in LOG_KINDS else value


def _fenced(column: Column, values: dict[float, list[float]], n: int) -> NumericScale:
    first, third = (interpolate(values[s][0], values[s][1], n, s) for s in (0.25, 0.75))
    low, high = set_fences(first, third) or (values[0.0][0], values[1.0][1])
    middle = values[0.5] if n % 2 == 0 else values[0.5][:1]
    transform = "log1p" if column.kind in LOG_KINDS else "identity"
    fill = float(np.mean(middle))
    return NumericScale(column.name, transform, fill, low, high, mean=0.0, deviation=1.0)


def _with_means(
    blocks: DataFrame, layout: Layout, drafts: dict[str, NumericScale], n: int
) -> dict[str, NumericScale]:
    """Return the scales with their means; what is added up is the distance from the fill."""
    if not drafts:
        return {}
    about = [replace(scale, mean=scale.fill) for scale in drafts.values()]
    grid = grid_of([max(s.high - s.fill, s.fill - s.low) for s in about])
    _, sums = tally(blocks, partial(_add_scaled, layout, about, grid))
    means = mean_of(join_sums(sums.reshape(2, -1)), n, grid)
    return {s.name: replace(s, mean=s.fill + float(m)) for s, m in zip(about, means, strict=True)}


def _add_scaled(
    layout: Layout, scales: Sequence[Scale], grid: _Floats, blocks: Iterator[_Floats]
) -> tuple[_Ints, _Ints]:
    total = np.zeros((2, len(grid)), np.int64)
    for block in blocks:
        table = layout.table(block)
        total += add_exactly(np.hstack([s.apply(table[s.name]) for s in scales]), grid)
    return np.arange(total.size), total.ravel()


def _text_scale(column: Column, counts: pd.Series) -> Scale:
    if column.kind == Kind.ORDINAL:
        known = counts.reindex(list(column.levels), fill_value=0)
        return score_levels(known.to_numpy(dtype=np.int64), column)
    shares = tuple(float(share) for share in counts / counts.sum())
    return NominalScale(column.name, tuple(map(str, counts.index)), shares, column.weight)


def _second_moments(
    blocks: DataFrame, layout: Layout, scales: Sequence[Scale], n: int
) -> tuple[_Floats, list[int]]:
    """Return the mean products of the scaled columns, and the capped values of each variable."""
    reach = np.concatenate([_reach(scale) for scale in scales])
    rows, columns = np.triu_indices(len(reach))
    grid = grid_of(reach[rows] * reach[columns])
    _, sums = tally(blocks, partial(_add_products, layout, scales, grid))
    halves, capped = sums[: 2 * len(rows)].reshape(2, -1), sums[2 * len(rows) :]
    moments = np.zeros((len(reach), len(reach)))
    moments[rows, columns] = moments[columns, rows] = mean_of(join_sums(halves), n, grid)
    return moments, capped.tolist()


def _add_products(
    layout: Layout, scales: Sequence[Scale], grid: _Floats, blocks: Iterator[_Floats]
) -> tuple[_Ints, _Ints]:
    total, capped = np.zeros((2, len(grid)), np.int64), np.zeros(len(scales), np.int64)
    for block in blocks:
        table = layout.table(block)
        scaled = np.hstack([scale.apply(table[scale.name]) for scale in scales])
        rows, columns = np.triu_indices(scaled.shape[1])
        total += add_exactly(scaled[:, rows] * scaled[:, columns], grid)
        capped += [scale.n_capped(table[scale.name]) for scale in scales]
    every = np.concatenate([total.ravel(), capped])
    return np.arange(len(every)), every


def _reach(scale: Scale) -> _Floats:
    """Return how far from 0 each scaled column of a variable can be."""
    if isinstance(scale, NumericScale):
        furthest = max(scale.high - scale.mean, scale.mean - scale.low) / scale.deviation
        return np.array([furthest * np.sqrt(scale.weight)])
    levels = pd.Series(list(scale.levels), dtype=object)
    return np.asarray(np.abs(scale.apply(levels)).max(axis=0))


def _components(scales: tuple[Scale, ...], covariance: _Floats, share: float) -> SpaceModel:
    d = len(covariance)
    center = np.zeros(d)
    if not covariance.any():
        return SpaceModel(scales, center, np.eye(d)[:, :1], np.zeros(d))
    values, vectors = np.linalg.eigh(covariance)
    explained = np.maximum(values[::-1], 0.0)
    explained = explained / explained.sum()
    kept = count_kept(explained, share)
    loadings = orient_loadings(vectors[:, ::-1])[:, :kept]
    return SpaceModel(scales, center, np.ascontiguousarray(loadings), explained)
