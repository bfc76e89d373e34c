"""Customers that passed the check, with the account of the reading."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from smartcart.customers.ids import as_whole_numbers
from smartcart.customers.quality import Quality
from smartcart.customers.schema import Kind, Schema
from smartcart.shown import Shown

__all__ = ["Customers", "sort_by_id"]

#: Customers whose values are hashed together.
_PART = 1 << 18


@dataclass(frozen=True)
class Customers(Shown):
    """Customers that passed the check.

    Attributes
    ----------
    table : DataFrame
        One row per customer under our own column names, indexed by ``customer_id`` (text)
        and sorted by it, so that the order of the source never matters.
    quality : Quality
        The account of the reading.
    quarantine : DataFrame
        Records set aside: line, customer_id, column, value, reason, fix.
    schema : Schema
        The columns present in `table`, with their roles.
    snapshot_date : date or None
        The day the table describes.
    """

    table: pd.DataFrame
    quality: Quality
    quarantine: pd.DataFrame
    schema: Schema
    snapshot_date: date | None

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def data_hash(self) -> str:
        """SHA-256 of the values: equal for the same customers in any file, order or format."""
        digest = hashlib.sha256()
        for piece in _joined(self.table.index.array):
            digest.update(piece)
        for column in self.schema.columns:
            if column.kind != Kind.ID:
                digest.update(column.name.encode() + b"\x1e")
                for piece in _pieces(self.table[column.name]):
                    digest.update(piece)
        return digest.hexdigest()


def sort_by_id(table: pd.DataFrame, schema: Schema, kept: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the kept rows indexed by id; shorter ids first, so that 9 stands before 10.

    The columns are taken out of `table`, which is empty afterwards.

    Examples
    --------
    >>> from smartcart.customers import Column, Kind, Role, Schema
    >>> schema = Schema((Column("customer_id", "ID", Role.ID, Kind.ID, required=True),))
    >>> table = pd.DataFrame({"customer_id": ["10", "9"], "income": [1.0, 2.0]})
    >>> sort_by_id(table, schema, np.array([True, True])).index.tolist()
    ['9', '10']
    """
    rows = np.flatnonzero(kept)
    found = table.pop(schema.id_column.name)
    found = found if len(rows) == len(table) else found.iloc[rows]
    order = _order(found)
    ids = pd.Index(found.array.take(order), name="customer_id")
    sorted_rows = rows[order]
    columns = {}
    for name in list(table):  # taken out one by one, so that a large table is not held twice
        columns[name] = table.pop(name).iloc[sorted_rows].set_axis(ids, axis=0)
    return pd.DataFrame(columns, index=ids, copy=False)


def _order(ids: pd.Series) -> NDArray[np.int64]:
    numbers = as_whole_numbers(ids)
    if numbers is not None:
        return np.argsort(numbers, kind="stable")
    texts = pa.array(ids)
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    keys = pa.table({"length": pc.utf8_length(texts), "id": texts})
    order = pc.sort_indices(keys, [("length", "ascending"), ("id", "ascending")])
    return np.asarray(order, dtype=np.int64)


def _pieces(values: pd.Series) -> Iterator[Any]:
    """Yield the bytes of a column, a part of the customers at a time."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        for part in _parts(values.array):  # of the values alone: ids are not looked up
            days: NDArray[np.int64] = part.to_numpy(dtype="datetime64[D]").astype(np.int64)
            yield days.tobytes()
    elif pd.api.types.is_numeric_dtype(values.dtype):
        for part in _parts(values.array):
            yield _canonical_floats(part).tobytes()
    else:
        yield from _joined(values.array)


def _parts(values: Any) -> Iterator[Any]:
    return (values[start : start + _PART] for start in range(0, len(values), _PART))


def _joined(values: Any) -> Iterator[Any]:
    """Yield texts with a mark between two of them; another mark stands for a missing one."""
    kind = pa.large_string()
    nothing, mark = pa.scalar("", kind), pa.scalar("\x1f", kind)
    for place, part in enumerate(_parts(values)):
        texts = pa.array(part, from_pandas=True)
        texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
        texts = pc.fill_null(texts.cast(kind), "\x00")
        marked = pc.binary_join_element_wise(nothing, texts, mark)
        _, offsets, data = marked.buffers()
        ends = np.frombuffer(offsets, np.int64)[[marked.offset, marked.offset + len(marked)]]
        yield memoryview(data)[int(ends[0]) + (place == 0) : int(ends[1])]


def _canonical_floats(values: Any) -> NDArray[np.float64]:
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isnan(numbers), np.nan, numbers + 0.0)
