"""The fused scorer: a model laid out as arrays, for one customer or for millions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.clusters import Partition, measure_confidence
from smartcart.segmentation.finder import Finder
from smartcart.segmentation.model import SegmentModel, sub_segment_ids
from smartcart.segmentation.scoring_fields import Batch, RecordReader, ScoringField, list_fields
from smartcart.segmentation.scoring_worth import ScoringWorth
from smartcart.space import find_levels
from smartcart.threads import in_threads

__all__ = ["Placed", "Scorer"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]
_Mask = NDArray[np.bool_]

#: Customers that are placed together: few enough for the cache.
_BLOCK = 1 << 14


@dataclass(frozen=True, eq=False)
class Placed:
    """Where customers are, as arrays of shape (n,).

    Attributes
    ----------
    cluster, runner_up : array of int
        Positions of segments; the runner-up is -1 where there is one segment.
    confidence : array of float
    is_unusual : array of bool
    part : array of int
        Position of the sub-segment within the segment; -1 where it has none.
    risk : array of float
        0 to 100; NaN where not known.
    is_prone : array of bool
    is_high : array of float
        1 or 0; NaN where not known.
    """

    cluster: _Ints
    runner_up: _Ints
    confidence: _Floats
    is_unusual: _Mask
    part: _Ints
    risk: _Floats
    is_prone: _Mask
    is_high: _Floats

    @classmethod
    def joined(cls, blocks: Sequence[Placed]) -> Placed:
        """Put blocks of customers together."""
        if len(blocks) == 1:
            return blocks[0]
        names = [field.name for field in fields(cls)]
        return cls(*(np.concatenate([getattr(each, name) for each in blocks]) for name in names))


@dataclass(frozen=True, eq=False)
class Scorer:
    """A model, laid out to place customers fast: one record, a batch, or a whole table.

    Every number goes through the same operations in the same order as in the flow that made
    the model, so that a customer gets the same answer to the last bit alone, in any batch, and
    from `Segmentation.assign`. Made by `Scorer.of`, once for each model; it never changes. A copy,
    or one that was pickled, lays the model out anew.

    Attributes
    ----------
    model : SegmentModel
    fields : tuple of ScoringField
        What a customer brings, the id first.
    """

    model: SegmentModel
    fields: tuple[ScoringField, ...]
    _reader: RecordReader
    _finder: Finder
    _worth: ScoringWorth
    _ids: tuple[str, ...]
    _names: tuple[str, ...]
    _part_ids: NDArray[np.object_]
    _others: tuple[str | None, ...]
    _parts_told: NDArray[np.object_]

    @classmethod
    def of(cls, model: SegmentModel) -> Scorer:
        """Lay a model out.

        Examples
        --------
        >>> import smartcart
        >>> frame = smartcart.make_customers(300, seed=0)
        >>> segmentation = smartcart.segment(frame, {"n_boot": 2, "n_null": 2, "segments": 3})
        >>> scorer = Scorer.of(segmentation.model)
        >>> (alone,) = scorer.score([frame.iloc[7].to_dict()])
        >>> placed = segmentation.assignments.set_index("customer_id")["segment_id"]
        >>> alone["segment_id"] == placed[str(alone["customer_id"])]
        True
        """
        scales = model.space.scales
        every = list_fields(model.scoring_schema, scales)
        names = [field.name for field in every[1:]]
        parts = _list_parts(model)
        return cls(
            model,
            every,
            RecordReader(model.schema, every[1:]),
            Finder.of(model, names),
            ScoringWorth.of(model, names),
            (*model.ids, ""),  # position -1 is 'no runner-up'
            model.names,
            parts,
            (*model.ids, None),
            _without_none(parts),
        )

    def __reduce__(self) -> tuple[Callable[[SegmentModel], Scorer], tuple[SegmentModel]]:
        return Scorer.of, (self.model,)

    def score(self, records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Place customers that come as records.

        Parameters
        ----------
        records : sequence of mapping
            Values by `ScoringField.source`: a number or None, a text or None. Each has every
            required field, and numbers within the range of the field: this is not checked here.

        Returns
        -------
        list of dict
            The columns of ``segments.csv`` in their order, None for what is empty there;
            ``unusual``, ``is_high_value`` and ``is_churn_prone`` are True or False.
        """
        return self.score_batch(self.read(records)) if records else []

    def read(self, records: Sequence[Mapping[str, Any]]) -> Batch:
        """Read records for `score_batch`; see `score`."""
        source = self.fields[0].source
        return Batch([record[source] for record in records], *self._reader.read(records))

    def score_batch(self, batch: Batch) -> list[dict[str, Any]]:
        """Place customers that were read; see `score`."""
        if len(batch.ids) == 1:
            return [self._score_one(batch)]
        return self._listed(batch.ids, self._place(batch.values, batch.absent))

    def _score_one(self, batch: Batch) -> dict[str, Any]:
        """Place one customer: plain numbers where steps over arrays would cost more."""
        (customer_id,), values, absent = batch
        cluster, other, first, second, point = self._finder.find_one(values)
        first, second = math.sqrt(first), math.sqrt(second)
        nested = self.model.nested[cluster] if self.model.nested else None
        part = -1 if nested is None else int(nested.assign(point[np.newaxis])[0])
        lacks = None if absent is None else absent[:, 0].tolist()
        risk, is_prone, high = self._worth.place_one(values[:, 0].tolist(), lacks, cluster)
        (told,) = _tell(
            [customer_id],
            [self._ids[cluster]],
            [self._names[cluster]],
            [_confidence(first, second)],
            [self._others[other]],
            [first > self.model.unusual_beyond],
            [self._parts_told[cluster, part]],
            [risk],
            [high],
            [is_prone],
        )
        return told

    def label(self, values: _Floats) -> _Ints:
        """Return only the segments, as positions among those of the model.

        Parameters
        ----------
        values : array of shape (n, n_fields - 1)
            Raw values in the order of the fields after the id: NaN where not known, and of a text
            the position among the levels of its field; not known where there is none (-1, NaN).

        Returns
        -------
        int array of shape (n,)
        """
        columns = np.ascontiguousarray(values.T)
        if len(values) == 1:
            return np.array(self._finder.find_one(columns)[:1])
        return self._finder.find(columns).cluster

    def assign(self, table: pd.DataFrame) -> pd.DataFrame:
        """Place customers that come as a checked table.

        Parameters
        ----------
        table : DataFrame
            Under our column names, indexed by customer id, with every segmentation variable.

        Returns
        -------
        DataFrame
            As ``segments.csv``; see `assign_segments`.
        """
        placed = self.place(table)
        return pd.DataFrame(
            {
                "customer_id": table.index.array,
                "segment_id": pd.Index(self._ids).take(placed.cluster),
                "segment": pd.Index(self._names).take(placed.cluster),
                "confidence": placed.confidence,
                "runner_up": pd.Index(self._ids).take(placed.runner_up),
                "unusual": placed.is_unusual.astype(np.int64),
                "sub_segment_id": self._take_parts(placed),
                "risk_index": placed.risk,
                "is_high_value": _flags(placed.is_high, np.isnan(placed.is_high)),
                "is_churn_prone": _flags(placed.is_prone, np.isnan(placed.risk)),
            }
        )

    def place(self, table: pd.DataFrame) -> Placed:
        """Return where the customers of a checked table are, as plain arrays."""
        columns = [self._column(table, field) for field in self.fields[1:]]
        absent = np.array([[field.name not in table] for field in self.fields[1:]])

        def place(start: int) -> Placed:
            block = np.array([column[start : start + _BLOCK] for column in columns])
            lacks = np.repeat(absent, block.shape[1], axis=1) if absent.any() else None
            return self._place(block, lacks)

        # Numpy and the kernel let other threads run; each block is a matter of its own.
        starts = range(0, max(len(table), 1), _BLOCK)
        return Placed.joined(in_threads(place, starts))

    def _take_parts(self, placed: Placed) -> pd.Index:
        every, width = pd.Index(self._part_ids.ravel()), self._part_ids.shape[1]
        return every.take(placed.cluster * width + placed.part % width)

    def _column(self, table: pd.DataFrame, field: ScoringField) -> _Floats:
        if field.name not in table:
            return np.full(len(table), np.nan)
        if field.kind.is_text:
            return find_levels(table[field.name], field.levels).astype(np.float64)
        return np.asarray(table[field.name].to_numpy(dtype=np.float64, na_value=np.nan))

    def _place(self, values: _Floats, absent: _Mask | None) -> Placed:
        found = self._finder.find(values)
        first, second = np.sqrt(found.first), np.sqrt(found.second)
        cluster = found.cluster
        risk, is_prone, is_high = self._worth.place(values, absent, cluster)
        return Placed(
            cluster,
            found.runner_up,
            measure_confidence(first, second),
            first > self.model.unusual_beyond,
            _place_parts(self.model.nested, found.points.T, cluster),
            risk,
            is_prone,
            is_high,
        )

    def _listed(self, ids: Sequence[Any], placed: Placed) -> list[dict[str, Any]]:
        clusters = placed.cluster.tolist()
        return _tell(
            ids,
            map(self._ids.__getitem__, clusters),
            map(self._names.__getitem__, clusters),
            placed.confidence.tolist(),
            map(self._others.__getitem__, placed.runner_up.tolist()),
            placed.is_unusual.tolist(),
            self._parts_told[placed.cluster, placed.part].tolist(),
            placed.risk.tolist(),
            placed.is_high.tolist(),
            placed.is_prone.tolist(),
        )


def _tell(*columns: Iterable[Any]) -> list[dict[str, Any]]:
    """Return one answer per customer; what is not known is not equal to itself, and None."""
    return [
        {
            "customer_id": customer_id,
            "segment_id": segment_id,
            "segment": name,
            "confidence": confidence,
            "runner_up": other,
            "unusual": is_unusual,
            "sub_segment_id": part,
            "risk_index": risk if risk == risk else None,
            "is_high_value": high > 0 if high == high else None,
            "is_churn_prone": is_prone if risk == risk else None,
        }
        for (
            customer_id,
            segment_id,
            name,
            confidence,
            other,
            is_unusual,
            part,
            risk,
            high,
            is_prone,
        ) in zip(*columns, strict=True)
    ]


def _confidence(first: float, second: float) -> float:
    """Return what `measure_confidence` returns of one customer."""
    if second == math.inf:
        return 1.0
    total = first + second
    return 1.0 - (2 * first / total if total > 0 else 1.0)


def _place_parts(nested: Sequence[Partition | None], points: _Floats, clusters: _Ints) -> _Ints:
    """Return the position of each customer's sub-segment, by Ward's rule; -1 without any."""
    found = np.full(len(points), -1)
    for segment, partition in enumerate(nested):
        if partition is not None:
            own = clusters == segment
            if own.any():
                found[own] = partition.assign(points[own])
    return found


def _list_parts(model: SegmentModel) -> NDArray[np.object_]:
    """Return the ids of all sub-segments, by segment and part; the last column is none."""
    pairs = zip(model.ids, model.nested, strict=False)
    listed = {id_: sub_segment_ids(id_, nested) for id_, nested in pairs if nested is not None}
    width = max(map(len, listed.values()), default=0) + 1
    table = np.full((model.partition.k, width), "", dtype=object)
    for row, id_ in enumerate(model.ids):
        table[row, : len(listed.get(id_, ()))] = listed.get(id_, ())
    return table


def _without_none(parts: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the same table with None where there is no sub-segment."""
    told = parts.copy()
    told[parts == ""] = None
    return told


def _flags(values: NDArray[Any], unknown: _Mask) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(np.where(unknown, 0, values).astype(np.int64), mask=unknown)
