"""The one way numbers come back from the cluster: whole numbers, added up by key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["BLOCKS", "Tally", "merge_counts", "pack_block", "tally", "unpack_blocks"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Columns of a frame of blocks: customers in it, and a matrix of floats, column by column.
BLOCKS = "n long, matrix binary"
#: Told of a partition's blocks, it gives keys and whole numbers to be added up by key.
Tally = Callable[[Iterator[_Floats]], tuple[_Ints, _Ints]]


def pack_block(columns: _Floats) -> pa.RecordBatch:
    """Return a matrix of shape (d, n) as one record of a frame of blocks."""
    matrix = np.ascontiguousarray(columns, dtype=np.float64).tobytes()
    return pa.RecordBatch.from_pydict(
        {
            "n": pa.array([columns.shape[1]], pa.int64()),
            "matrix": pa.array([matrix], pa.binary()),
        }
    )


def unpack_blocks(batches: Iterable[pa.RecordBatch]) -> Iterator[_Floats]:
    """Yield the matrices of shape (d, n) of a frame of blocks; they are read-only."""
    for batch in batches:
        for n, matrix in zip(batch.column(0).to_pylist(), batch.column(1), strict=True):
            if n:
                yield np.frombuffer(matrix.as_buffer(), dtype=np.float64).reshape(-1, n)


def tally(blocks: DataFrame, work: Tally) -> tuple[_Ints, _Ints]:
    """Run `work` on every partition, and add what it counted up by key, on the cluster.

    Returns
    -------
    keys, sums : int arrays, by rising key
        The same for any number of partitions: whole numbers have one sum in any order.
    """

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        keys, values = work(unpack_blocks(batches))
        yield pa.RecordBatch.from_pydict(
            {"key": pa.array(keys, pa.int64()), "value": pa.array(values, pa.int64())}
        )

    counted = blocks.mapInArrow(run, "key long, value long").groupBy("key").sum("value").toArrow()
    keys = _integers(counted.column(0))
    order = np.argsort(keys)
    return keys[order], _integers(counted.column(1))[order]


def merge_counts(keys: list[_Ints], counts: list[_Ints]) -> tuple[_Ints, _Ints]:
    """Add up counts that have the same key.

    Examples
    --------
    >>> keys, counts = merge_counts([np.array([7, 3]), np.array([3])], [np.ones(2, int)] + [
    ...     np.array([5])])
    >>> keys.tolist(), counts.tolist()
    ([3, 7], [6, 1])
    """
    if not keys:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    distinct, at = np.unique(np.concatenate(keys), return_inverse=True)
    sums = np.zeros(len(distinct), np.int64)
    np.add.at(sums, at.reshape(-1), np.concatenate(counts))
    return distinct.astype(np.int64), sums


def _integers(column: Any) -> _Ints:
    return np.asarray(column.to_numpy(), dtype=np.int64)
