"""Customers on the cluster -> blocks of plain numbers: variables and measures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from smartcart.customers import Column, Customers, Quality, Schema, SourceFacts
from smartcart.engines.cells import table_of
from smartcart.engines.tally import pack_block
from smartcart.features import measure_customers
from smartcart.space import find_levels

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["Layout", "as_customers", "level_counts", "value_ranges"]

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Layout:
    """What stands in the rows of a block: variables, then measures.

    Attributes
    ----------
    schema : Schema
    snapshot : date or None
    variables : tuple of Column
    measures : tuple of str
    levels : mapping of str to tuple of str
        The texts of each variable of texts, of which a block holds the numbers (-1: not known).
    """

    schema: Schema
    snapshot: date | None
    variables: tuple[Column, ...]
    measures: tuple[str, ...]
    levels: Mapping[str, tuple[str, ...]]

    def pack(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield customers as blocks."""
        for batch in batches:
            if batch.num_rows:
                yield pack_block(self._numbers(table_of(batch, self.schema)))

    def _numbers(self, table: pd.DataFrame) -> _Floats:
        table = table.set_index(self.schema.id_column.name)
        measures = measure_customers(as_customers(table, self.schema, self.snapshot))
        variables = [self._variable(table[c.name], c) for c in self.variables]
        return np.array([*variables, *measures[list(self.measures)].to_numpy().T])

    def _variable(self, values: pd.Series, column: Column) -> _Floats:
        if column.kind.is_text:
            return find_levels(values, self.levels[column.name]).astype(np.float64)
        return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan))

    def table(self, block: _Floats) -> pd.DataFrame:
        """Return the variables of a block in customer units."""
        return pd.DataFrame(
            {c.name: self._values(block[i], c) for i, c in enumerate(self.variables)}, copy=False
        )

    def _values(self, numbers: _Floats, column: Column) -> pd.Series:
        if not column.kind.is_text:
            return pd.Series(numbers)
        levels = self.levels[column.name]
        return pd.Series(pd.Categorical.from_codes(numbers.astype(np.int64), list(levels)))

    def place(self, measure: str) -> int:
        """Return the row of a block in which a measure stands."""
        return len(self.variables) + self.measures.index(measure)


def as_customers(table: pd.DataFrame, schema: Schema, snapshot: date | None) -> Customers:
    """Return some of the checked customers as such, without the account of their reading."""
    n = len(table)
    quality = Quality(SourceFacts("", ""), n, 0, 0, (), (), snapshot, "")
    return Customers(table, quality, pd.DataFrame(), schema, snapshot)


def level_counts(frame: DataFrame, columns: Sequence[Column]) -> dict[str, pd.Series]:
    """Count the customers of each level of the columns of texts, levels in their order."""
    found = {}
    for column in columns:
        if column.kind.is_text:
            name = f"`{column.name}`"
            rows = frame.filter(f"{name} IS NOT NULL").groupBy(column.name).count().collect()
            counts = pd.Series({row[0]: row[1] for row in rows}, dtype="int64")
            found[column.name] = counts.sort_index()
    return found


def value_ranges(frame: DataFrame, columns: Sequence[Column]) -> dict[str, tuple[float, float]]:
    """Return the smallest and the largest value of each column of numbers that has one."""
    names = [column.name for column in columns if not column.kind.is_text]
    known = [f"CASE WHEN isnan(`{name}`) THEN NULL ELSE `{name}` END" for name in names]
    asked = [f"{what}({each})" for each in known for what in ("min", "max")]
    if not asked:
        return {}
    row = frame.selectExpr(*asked).collect()[0]
    pairs = {name: (row[2 * i], row[2 * i + 1]) for i, name in enumerate(names)}
    return {name: pair for name, pair in pairs.items() if pair[0] is not None}
