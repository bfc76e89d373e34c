"""Customers on a cluster, placed in the segments of a model by the machines that hold them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from smartcart.customers import Schema
from smartcart.engines.cells import table_of
from smartcart.engines.customers import CustomersThere
from smartcart.segmentation import Scorer, SegmentModel

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["fingerprint_there", "score_there"]

_FIELDS = {
    "customer_id": "string",
    "segment_id": "string",
    "segment": "string",
    "confidence": "double",
    "runner_up": "string",
    "unusual": "long",
    "sub_segment_id": "string",
    "risk_index": "double",
    "is_high_value": "long",
    "is_churn_prone": "long",
}
_ARROW = {"string": pa.string(), "double": pa.float64(), "long": pa.int64()}
#: Two keys: a hash of 128 bits, in two halves.
_KEYS = ("0123456789123456", "6543219876543210")
_LOW = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True)
class _Placing:
    model: SegmentModel
    schema: Schema

    def run(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        scorer = Scorer.of(self.model)
        for batch in batches:
            if batch.num_rows:
                table = table_of(batch, self.schema)
                found = scorer.assign(table.set_index(self.schema.id_column.name))
                yield pa.RecordBatch.from_pydict(
                    {
                        name: pa.array(found[name], _ARROW[kind], from_pandas=True)
                        for name, kind in _FIELDS.items()
                    }
                )


def score_there(there: CustomersThere, model: SegmentModel) -> DataFrame:
    """Return the columns of ``segments.csv`` of every customer, on the cluster.

    By the same scorer as everywhere else, so that a customer gets the same answer to the last bit.
    """
    fields = ", ".join(f"{name} {kind}" for name, kind in _FIELDS.items())
    return there.frame.mapInArrow(_Placing(model, there.schema).run, fields)


def fingerprint_there(there: CustomersThere) -> str:
    """Return a hash of the customers that is the same in any order and on any partitions.

    It is not the one of `Customers.data_hash`, for which all customers would have to pass one
    place in their order.
    """
    hashing = _Hashing(there.schema)
    sums = there.frame.mapInArrow(hashing.run, "key long, value long").groupBy("key").sum("value")
    found = dict(sorted((row[0], row[1]) for row in sums.collect()))
    names = ",".join(column.name for column in there.schema.columns)
    return hashlib.sha256(f"{names}:{len(there)}:{list(found.values())}".encode()).hexdigest()


@dataclass(frozen=True)
class _Hashing:
    schema: Schema

    def run(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        total = np.zeros(2 * len(_KEYS), np.int64)
        for batch in batches:
            table = table_of(batch, self.schema)
            total += np.concatenate([_halves(table, key) for key in _KEYS])
        yield pa.RecordBatch.from_pydict(
            {"key": pa.array(np.arange(len(total)), pa.int64()), "value": pa.array(total)}
        )


def _halves(table: pd.DataFrame, key: str) -> NDArray[np.int64]:
    hashes = pd.util.hash_pandas_object(table, index=False, hash_key=key).to_numpy(np.uint64)
    parts = hashes >> np.uint64(32), hashes & _LOW
    return np.array([part.astype(np.int64).sum() for part in parts])
