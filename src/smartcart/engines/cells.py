"""Records of Spark as cells that our reader knows, and customers as records of Spark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from smartcart.customers import Kind, Schema
from smartcart.errors import DataError, quoted
from smartcart.tables.parquet import NULLABLE

__all__ = [
    "BROKEN",
    "OURS",
    "cells_of",
    "customer_fields",
    "matched_cells",
    "records_of",
    "table_of",
]

#: What columns of our own begin with beside those of a customer: no column of a schema is named so
#: after its header, since such names begin with a letter or a digit.
OURS = "_smartcart_"
#: Where Spark puts a record that has not as many cells as the header.
BROKEN = f"{OURS}broken"


def cells_of(batch: pa.RecordBatch) -> pd.DataFrame:
    """Return a batch as the cells that a file of the same content would have.

    Raises
    ------
    DataError
        When a column holds lists, structures or bytes.
    """
    names = batch.schema.names
    columns = [_cells(batch.column(i), name) for i, name in enumerate(names)]
    return pd.DataFrame(dict(enumerate(columns)), copy=False).set_axis(names, axis=1)


def matched_cells(
    batch: pa.RecordBatch, columns: Mapping[str, str]
) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Return the cells of a batch under our own names, and which of its records are broken.

    `columns` gives the header of each; other columns are not looked at. The cells of a broken
    record are empty: nobody knows to which columns they belong.
    """
    cells = cells_of(batch.select(list(columns.values()))).set_axis(list(columns), axis=1)
    broken = np.zeros(len(cells), dtype=bool)
    if BROKEN in batch.schema.names:
        broken = np.asarray(batch.column(BROKEN).is_valid())
        cells.loc[broken] = ""
    return cells, broken


def _cells(column: Any, name: str) -> pd.Series:
    kind, types = column.type, pa.types
    if types.is_string(kind) or types.is_large_string(kind) or types.is_null(kind):
        return pc.fill_null(column.cast(pa.large_string()), "").to_pandas()
    if types.is_decimal(kind):
        column = column.cast(pa.float64())
    elif types.is_date(kind) or types.is_timestamp(kind):
        column = column.cast(pa.timestamp("us"))
    elif not (types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind)):
        raise DataError(
            f"The column {quoted(name)} holds {quoted(str(kind))}; read are numbers, text, "
            "true or false, dates and times.",
            "Leave the column out, or write it as text.",
        )
    mapper = NULLABLE.get if column.null_count else None
    return column.to_pandas(types_mapper=mapper)


def customer_fields(schema: Schema) -> list[tuple[str, str]]:
    """Return name and type of the columns of customers: texts, and numbers; a day is a number."""
    return [(c.name, "string" if _is_text(c.kind) else "double") for c in schema.columns]


def records_of(table: pd.DataFrame, schema: Schema) -> dict[str, pa.Array]:
    """Return the columns of customers, the id among them, as Spark keeps them."""
    return {c.name: _record(table[c.name], c.kind) for c in schema.columns}


def _record(values: pd.Series, kind: Kind) -> pa.Array:
    if _is_text(kind):
        return pa.array(values.astype(object).where(values.notna(), None), pa.string())
    if kind == Kind.DATE:
        days = values.to_numpy(dtype="datetime64[D]")
        numbers = np.where(np.isnat(days), np.nan, days.astype(np.int64))
        return pa.array(numbers, pa.float64())
    return pa.array(values.to_numpy(dtype=np.float64, na_value=np.nan), pa.float64())


def table_of(batch: pa.RecordBatch | pa.Table, schema: Schema) -> pd.DataFrame:
    """Return customers as the check leaves them: under our names, the id a column."""
    return pd.DataFrame({c.name: _values(batch.column(c.name), c.kind) for c in schema.columns})


def _values(column: Any, kind: Kind) -> pd.Series:
    if _is_text(kind):
        texts = column.cast(pa.large_string())
        return pd.Series(pd.array(texts, dtype="str"))
    numbers = column.to_numpy(zero_copy_only=False) if _is_array(column) else column.to_numpy()
    if kind != Kind.DATE:
        return pd.Series(np.asarray(numbers, dtype=np.float64))
    known = ~np.isnan(numbers)
    days = np.full(len(numbers), np.datetime64("NaT"), dtype="datetime64[D]")
    days[known] = numbers[known].astype(np.int64).astype("datetime64[D]")
    return pd.Series(days.astype("datetime64[us]"))


def _is_array(column: Any) -> bool:
    return isinstance(column, pa.Array)


def _is_text(kind: Kind) -> bool:
    return kind.is_text or kind == Kind.ID
