"""Blocks of customers as Arrow tables: the one way from drawn numbers to cells."""

from __future__ import annotations

from collections.abc import Iterator
from operator import index
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from smartcart.datasets.blocks import COUNTRIES, draw_block
from smartcart.datasets.founding import AT, COLUMNS, FIRST_DAY, LEVELS, founding
from smartcart.datasets.quirks import MISSING
from smartcart.errors import SettingsError

__all__ = ["checked", "customer_tables", "table_schema"]

BLOCKS_PER_TABLE = 50  # 112,000 customers, about 20 MB: large enough for the writers
DAYS = 701


def checked(n: int, seed: int) -> tuple[int, int]:
    """Return the number of customers and the seed as whole numbers, or refuse them."""
    try:
        n, seed = index(n), index(seed)
    except TypeError:
        what = f"n and seed must be whole numbers, got n={n!r} and seed={seed!r}."
        raise SettingsError(what, "Give both as whole numbers, for example 2240 and 0.") from None
    if n < 1:
        raise SettingsError(f"n must be at least 1, got {n}.", "Ask for one customer or more.")
    if seed < 0:
        raise SettingsError(f"seed must not be negative, got {seed}.", "Use 0 or a larger seed.")
    return n, seed


def table_schema(country: bool) -> pa.Schema:
    """Return names and types of the columns: whole numbers, and text where it is text."""
    names = [*COLUMNS, "Country"] if country else list(COLUMNS)
    texts = _texts()
    return pa.schema([(name, pa.string() if name in texts else pa.int64()) for name in names])


def customer_tables(n: int, seed: int, country: bool) -> Iterator[pa.Table]:
    """Yield `n` customers in tables of 112,000 rows; the last one may be shorter."""
    schema, size = table_schema(country), founding().block_size
    step = BLOCKS_PER_TABLE * size
    for start in range(0, n, step):
        rows = min(step, n - start)
        first, blocks = start // size, -(-rows // size)
        drawn = [draw_block(seed, first + block) for block in range(blocks)]
        yield _as_table(np.concatenate(drawn, axis=1)[:, :rows], schema)


def _as_table(values: NDArray[np.int64], schema: pa.Schema) -> pa.Table:
    texts = _texts()
    columns = [_as_column(values[AT[name]], texts.get(name)) for name in schema.names]
    return pa.table(columns, schema=schema)


def _as_column(values: NDArray[np.int64], texts: Any) -> Any:
    if texts is None:
        return pa.array(values, mask=values == MISSING)
    return texts.take(pa.array(values))


def _texts() -> dict[str, Any]:
    """Return what the positions of each text column stand for."""
    days = FIRST_DAY + np.arange(DAYS)
    dates = ["-".join(reversed(day.split("-"))) for day in np.datetime_as_string(days)]
    levels = {**LEVELS, "Dt_Customer": dates, "Country": list(COUNTRIES)}
    return {name: pa.array(each, pa.string()) for name, each in levels.items()}
