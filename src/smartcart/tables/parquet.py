"""Read Parquet files, with the types they hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from smartcart.customers.raw import RawTable, SourceFacts
from smartcart.errors import DataError
from smartcart.tables.header import check_header, clean_header
from smartcart.tables.source import Source
from smartcart.tables.wording import quoted

__all__ = ["read_parquet"]

# Whole numbers and flags with gaps keep their type: as floats, long ids would lose digits.
NULLABLE = {
    pa.int8(): pd.Int8Dtype(),
    pa.int16(): pd.Int16Dtype(),
    pa.int32(): pd.Int32Dtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.uint8(): pd.UInt8Dtype(),
    pa.uint16(): pd.UInt16Dtype(),
    pa.uint32(): pd.UInt32Dtype(),
    pa.uint64(): pd.UInt64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


def read_parquet(source: Source) -> RawTable:
    """Read a Parquet file; numbers, flags and dates keep their type.

    Returns
    -------
    RawTable
        Integers, floats, booleans, timestamps (dates too) and text. Whole numbers and flags
        with gaps are nullable pandas columns; decimals become floats; an empty text cell
        is the empty string. Lines count rows from 1.

    Raises
    ------
    DataError
        When the file is damaged, holds no row, or has a column of lists, structures or bytes.
    """
    table = _load(source)
    header = clean_header(table.column_names)
    check_header(header, quoted(source.name))
    if not table.num_rows:
        raise DataError(
            f"{quoted(source.name)} has a header but no customers below it.",
            "Check the filter of the export, and export again.",
        )
    columns = []
    for name in header:  # each is let go of when it is converted
        columns.append(_column(table.column(0), name))
        table = table.remove_column(0)
    cells = pd.concat(columns, axis=1)
    cells.columns = header
    facts = SourceFacts(
        name=source.name,
        format="parquet",
        sha256=source.sha256,
        records=len(cells),
        notes=source.notes,
    )
    return RawTable(cells, np.arange(1, len(cells) + 1, dtype=np.int64), facts)


def _load(source: Source) -> Any:
    try:
        return pq.ParquetFile(source.stream).read()
    except (pa.ArrowException, OSError, ValueError):
        raise DataError(
            f"The Parquet file {quoted(source.name)} is damaged or was not copied completely.",
            "Copy or write it again.",
        ) from None


def _column(column: Any, name: str) -> pd.Series:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    if _is_text(kind) or pa.types.is_null(kind):
        column = pc.fill_null(column.cast(pa.large_string()), "")
    elif pa.types.is_decimal(kind):
        column = column.cast(pa.float64())
    elif not _is_plain(kind):
        raise DataError(
            f"The column {quoted(name)} holds {quoted(str(kind))}; read are numbers, text, "
            "true or false, dates and times.",
            "Leave the column out, or write it as text.",
        )
    mapper = NULLABLE.get if column.null_count else None
    return column.to_pandas(date_as_object=False, types_mapper=mapper)


def _is_text(kind: Any) -> bool:
    types = pa.types
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _is_plain(kind: Any) -> bool:
    types = pa.types
    number = types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind)
    return bool(number or types.is_timestamp(kind) or types.is_date(kind))
