"""Read all columns of a table, and take a fingerprint of every record as it stood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers.categories import find_misspellings, too_many_levels
from smartcart.customers.convention import Convention
from smartcart.customers.distinct import Distinct
from smartcart.customers.exchanged import undo_exchange
from smartcart.customers.ledger import Ledger
from smartcart.customers.parse import ParsedColumn, is_typed, parse_column
from smartcart.customers.raw import RawTable
from smartcart.customers.schema import Column, Kind, Role, Schema
from smartcart.errors import DataError
from smartcart.threads import in_threads

__all__ = ["ReadTable", "missing_means", "read_columns"]

_BLOCK = 1 << 16
_Hashes = NDArray[np.uint64]
#: Rows of a column -> hashes of their cells.
_Hashed = Callable[[slice], _Hashes]


@dataclass(frozen=True)
class ReadTable:
    """Values of all columns, and fingerprints of the cells of each record as they stood.

    `described` stands for all cells but the id and the outcomes, `outcomes` for those (None
    where the table has no such column). Equal fingerprints of 64 bits mean equal cells: in a
    million records, others agree by chance once in 37 million tables.
    """

    table: pd.DataFrame
    schema: Schema
    described: _Hashes | None
    outcomes: _Hashes | None


def read_columns(
    raw: RawTable,
    cells: pd.DataFrame,
    columns: Mapping[str, str],
    schema: Schema,
    ledger: Ledger,
    conventions: Mapping[str, Convention],
) -> ReadTable:
    """Read every column of the schema from the cells, which go by our own names.

    `columns` gives the header of each, `conventions` what is settled of each. A category with
    more levels than can be told apart is left out of table and schema.
    """
    values = {schema.id_column.name: ledger.ids}
    prints: dict[bool, _Hashes] = {}
    for column in schema.columns:
        if column.kind == Kind.ID:
            continue
        dates = raw.date_cells.get(columns[column.name]) if column.kind == Kind.DATE else None
        convention = conventions[column.name]
        parsed, hashed = _read(raw, cells[column.name], dates, column, convention)
        mine = prints.setdefault(column.role == Role.OUTCOME, np.zeros(len(cells), np.uint64))
        _mix_in(mine, hashed)
        if column.kind == Kind.CATEGORY and _too_many_levels(parsed.values, column, ledger):
            schema = replace(schema, columns=tuple(c for c in schema.columns if c != column))
            continue
        _account(parsed, cells[column.name], column, ledger)
        values[column.name] = parsed.values
    return ReadTable(pd.DataFrame(values, copy=False), schema, prints.get(False), prints.get(True))


def _read(
    raw: RawTable,
    cells: pd.Series,
    dates: NDArray[np.bool_] | None,
    column: Column,
    convention: Convention,
) -> tuple[ParsedColumn, _Hashed]:
    """Read one column, and return what hashes some of its cells."""
    if is_typed(cells, column.kind):
        plain = cells.astype("int64") if cells.dtype.kind == "M" else cells
        numbers = plain.to_numpy(dtype=np.float64, na_value=np.nan)
        return parse_column(cells, column), lambda rows: pd.util.hash_array(numbers[rows] + 0.0)
    cells = cells.rename(column.source)  # the name that messages use
    restored, repairs = undo_exchange(cells, dates, column.source, raw.lines)
    distinct = Distinct.of(restored, raw.lines)
    parsed = parse_column(distinct, column, convention)
    # Cells are compared within this column alone, so the number of a text stands for the text.
    codes = distinct.codes
    hashes = pd.util.hash_array(np.arange(len(distinct.raw), dtype=np.uint64))
    parsed = replace(parsed, repairs=repairs + parsed.repairs)
    return parsed, lambda rows: hashes[codes[rows]]


def _mix_in(prints: _Hashes, hashed: _Hashed) -> None:
    """Mix a column into the fingerprints, block by block: nothing as long as it is made."""

    def mix(start: int) -> None:
        rows = slice(start, start + _BLOCK)
        prints[rows] *= np.uint64(0x9E3779B97F4A7C15)
        prints[rows] ^= hashed(rows)

    in_threads(mix, range(0, len(prints), _BLOCK))


def _account(parsed: ParsedColumn, cells: pd.Series, column: Column, ledger: Ledger) -> None:
    for repair in parsed.repairs:
        ledger.repair(repair.rule, column.source, repair.count, repair.meaning)
    reason = f"{column.source} must be {parsed.rule}"
    ledger.set_aside(parsed.unreadable, column.source, cells, reason, "correct the cell")
    missing = parsed.values.isna().to_numpy()
    ledger.flag("missing_value", column.source, missing, f"no value, {missing_means(column)}")
    if column.kind == Kind.CATEGORY:
        _flag_misspellings(parsed.values, column, ledger)


def missing_means(column: Column) -> str:
    """Say what becomes of a missing value of a column."""
    if not column.required:
        return "kept as missing"
    how = "taken as average" if column.kind.is_text else "filled with the median"
    return f"{how} to compare customers"


def _too_many_levels(values: pd.Series, column: Column, ledger: Ledger) -> bool:
    what = too_many_levels(values.nunique())
    if not what:
        return False
    if column.required:
        raise DataError(f"Column {column.source!r} holds {what}.", "Give it another role.")
    ledger.flag("too_many_levels", column.source, ledger.kept, f"{what}: left out", show=False)
    return True


def _flag_misspellings(values: pd.Series, column: Column, ledger: Ledger) -> None:
    counts = Counter({str(level): int(count) for level, count in values.value_counts().items()})
    found, meaning = find_misspellings(counts)
    if found:
        mask = values.isin(found).to_numpy()
        ledger.flag("category_near_miss", column.source, mask, meaning)
