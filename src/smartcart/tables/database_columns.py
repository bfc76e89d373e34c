"""Rows of a database -> typed columns, batch by batch, with the values exactly as stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from smartcart.errors import DataError
from smartcart.tables.header import check_header, clean_header
from smartcart.tables.parquet import NULLABLE
from smartcart.tables.wording import quoted

__all__ = ["Batch", "arrow_column", "collect", "value_column"]

#: Column names, and one array per column.
Batch = tuple[list[str], list[pa.Array]]

_TEXT, _WHOLE, _FLOAT, _MOMENT = pa.large_string(), pa.int64(), pa.float64(), pa.timestamp("us")


def collect(batches: Iterable[Batch], where: str) -> pd.DataFrame:
    """Join batches as one table of typed columns; text that is absent becomes "".

    Raises
    ------
    DataError
        When there is no row, a name stands twice, or a column holds lists, bytes or the like.

    Examples
    --------
    >>> batches = [(["id", "x"], [pa.array(["01"]), pa.array([1])]),
    ...            (["id", "x"], [pa.array(["02"]), pa.array([2.5])])]
    >>> collect(batches, "the table").to_numpy().tolist()
    [['01', 1.0], ['02', 2.5]]
    """
    header: list[str] = []
    parts: list[list[pa.Array]] = []
    for names, arrays in batches:
        if not parts:
            header, parts = clean_header(names), [[] for _ in names]
            check_header(header, where)
        for place, array in enumerate(arrays):
            parts[place].append(array)
    if not parts:
        raise DataError(f"{where} has no rows.", "Check the table or the query.")
    # One column after the other: its arrays are let go before the next one is made.
    cells = pd.concat([_series(parts.pop(0)) for _ in header], axis=1)
    cells.columns = header
    return cells


def value_column(values: Sequence[Any], name: str) -> pa.Array:
    """Pack the values that a driver gave for one column.

    Examples
    --------
    >>> value_column([Decimal("1.50"), None], "Price").to_pylist()
    [1.5, None]
    >>> value_column([Decimal(10**30), Decimal(7)], "ID").to_pylist()[1]
    '7'
    >>> value_column([5, "many"], "Orders").to_pylist()
    ['5', 'many']
    """
    kinds = {type(value) for value in values} - {type(None)}
    if kinds == {Decimal}:
        values, kinds = _plain_decimals(values)
    if not kinds:
        return pa.nulls(len(values))
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    if kinds == {int}:
        with suppress(OverflowError, pa.ArrowInvalid):
            return pa.array(values, _WHOLE)
    if kinds <= {int, float} and float in kinds:
        return pa.array([None if v is None else float(v) for v in values], _FLOAT)
    if kinds == {date}:
        return pa.array(values, pa.date32())
    if kinds == {datetime}:
        # The day on the server's own calendar is meant, not the one in Greenwich.
        return pa.array([v and v.replace(tzinfo=None) for v in values], _MOMENT)
    if kinds <= {str, int, float, UUID}:
        return pa.array([None if v is None else str(v) for v in values], _TEXT)
    raise _refused(name, ", ".join(sorted(kind.__name__ for kind in kinds)))


def arrow_column(column: Any, name: str) -> pa.Array:
    """Bring an Arrow array to one of the few types that are kept.

    Examples
    --------
    >>> str(arrow_column(pa.array([Decimal("7")], pa.decimal128(38, 0)), "ID").type)
    'int64'
    """
    kind, types = column.type, pa.types
    if types.is_dictionary(kind):
        return arrow_column(column.cast(kind.value_type), name)
    if types.is_null(kind) or types.is_boolean(kind) or types.is_date32(kind):
        return column
    if types.is_integer(kind) or (types.is_decimal(kind) and kind.scale == 0):
        try:
            return column.cast(_WHOLE)
        except pa.ArrowInvalid:
            return column.cast(_TEXT)
    if types.is_floating(kind) or types.is_decimal(kind):
        return column.cast(_FLOAT)
    if types.is_timestamp(kind):
        return column.cast(_MOMENT, safe=False)
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return column.cast(_TEXT)
    raise _refused(name, str(kind))


def _plain_decimals(values: Sequence[Any]) -> tuple[list[Any], set[type]]:
    # An id may be a decimal without places: as a float it would lose its last digits.
    if all(value is None or value.as_tuple().exponent == 0 for value in values):
        return [None if value is None else int(value) for value in values], {int}
    return [None if value is None else float(value) for value in values], {float}


def _series(arrays: list[pa.Array]) -> pd.Series:
    kind = _common({array.type for array in arrays})
    column = pa.chunked_array([array.cast(kind) for array in arrays], kind)
    if kind == _TEXT:
        column = pc.fill_null(column, "")
    mapper = NULLABLE.get if column.null_count else None
    return column.to_pandas(date_as_object=False, types_mapper=mapper)


def _common(kinds: set[Any]) -> Any:
    """Return the type that holds all batches; SQLite gives every cell a type of its own."""
    known = kinds - {pa.null()}
    if len(known) == 1:
        return known.pop()
    return _FLOAT if known == {_WHOLE, _FLOAT} else _TEXT


def _refused(name: str, kinds: str) -> DataError:
    return DataError(
        f"The column {quoted(name)} holds {quoted(kinds)}; read are numbers, text, true or "
        "false, dates and times.",
        "Name the other columns in a --query, or turn this one into text there.",
    )
