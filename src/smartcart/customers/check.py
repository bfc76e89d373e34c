"""Raw table -> Customers: every record is used, set aside with a reason, or counted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers.columns import match_columns
from smartcart.customers.contract import (
    check_ages,
    check_agreement,
    check_far_out,
    check_ranges,
    infer_snapshot,
)
from smartcart.customers.duplicates import drop_repeated_ids, flag_repeats
from smartcart.customers.founding import FOUNDING_SCHEMA
from smartcart.customers.ledger import Ledger
from smartcart.customers.parse import ParsedColumn, parse_column
from smartcart.customers.quality import Quality
from smartcart.customers.raw import RawTable
from smartcart.customers.schema import Column, Kind, Schema
from smartcart.errors import DataError
from smartcart.settings import Settings

__all__ = ["Customers", "check_customers"]

_REPAIR_MEANINGS = {
    "missing_token": "a word for 'missing' read as missing",
    "word_read_as_flag": "a word read as 0 or 1",
    "category_recoded": "a rare spelling read as another category",
    "two_digit_year": "a year of two digits completed",
}


@dataclass(frozen=True)
class Customers:
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
        digest = hashlib.sha256("\x1f".join(self.table.index).encode())
        for column in self.schema.columns:
            if column.kind != Kind.ID:
                digest.update(column.name.encode() + b"\x1e" + _bytes(self.table[column.name]))
        return digest.hexdigest()


def check_customers(
    raw: RawTable | pd.DataFrame,
    schema: Schema = FOUNDING_SCHEMA,
    settings: Settings | None = None,
) -> Customers:
    """Check a raw table against a schema.

    Parameters
    ----------
    raw : RawTable or DataFrame
        Cells as they stood in the source; column names may be spelled in any known way.
    schema : Schema
        What the columns mean. Columns it does not know are ignored and named.
    settings : Settings, optional
        ``snapshot``, ``date_order`` and ``max_quarantine`` are used.

    Returns
    -------
    Customers
        Sorted by id (shorter ids first, so that numbers stand in their order).

    Raises
    ------
    DataError
        When a required column is missing or claimed twice, no customer is left, dates can be
        read in two ways, or more than ``max_quarantine`` of the records had to be set aside.

    Examples
    --------
    >>> from smartcart.customers.schema import Role
    >>> schema = Schema((
    ...     Column("customer_id", "ID", Role.ID, Kind.ID, required=True),
    ...     Column("spend_total", "Spend", Role.SEGMENTATION, Kind.AMOUNT, low=0),
    ... ))
    >>> frame = pd.DataFrame({"ID": ["10", "9", "9"], "Spend": ["5", "7.5", "7.5"]})
    >>> customers = check_customers(frame, schema)
    >>> customers.table["spend_total"].to_dict(), customers.quality.duplicates_dropped
    ({'9': 7.5, '10': 5.0}, 1)
    """
    settings = settings or Settings()
    if isinstance(raw, pd.DataFrame):
        raw = RawTable.from_frame(raw)
    columns = match_columns(list(raw.cells.columns), schema)
    cells = raw.cells.rename(columns={header: name for name, header in columns.items()})
    present = Schema(
        tuple(c for c in schema.columns if c.name in columns), schema.value, schema.frequency
    )
    ledger = Ledger(_read_ids(cells[present.id_column.name]), raw.lines)
    table = _parse(cells, present, ledger, settings.date_order)
    dropped = drop_repeated_ids(table, present, ledger)
    check_ranges(table, cells, present, ledger)
    snapshot, rule = infer_snapshot(table, present, ledger, settings.snapshot)
    table = check_ages(table, present, ledger, snapshot)
    check_far_out(table, present, ledger)
    check_agreement(table, present, ledger, snapshot)
    flag_repeats(cells[[c.name for c in present.columns]], present, ledger)
    ledger.set_aside_records(raw.rejected)
    quarantine = ledger.quarantine()
    _refuse_too_many(quarantine, raw, settings)
    quality = Quality(
        raw.source,
        customers=int(ledger.kept.sum()),
        quarantined=len(quarantine),
        duplicates_dropped=dropped,
        repairs=tuple(ledger.repairs),
        flags=tuple(ledger.flags),
        snapshot_date=snapshot,
        snapshot_rule=rule,
        columns=columns,
        ignored_columns=tuple(h for h in raw.cells.columns if h not in set(columns.values())),
    )
    return Customers(_sorted(table[ledger.kept], present), quality, quarantine, present, snapshot)


def _read_ids(cells: pd.Series) -> pd.Series:
    """Return ids as text exactly as written; a whole number stored as float loses its '.0'."""
    if pd.api.types.is_float_dtype(cells.dtype):
        cells = cells.astype("Float64").round().astype("Int64").where(cells % 1 == 0)
    text = cells.astype("str").str.strip()
    return text.fillna("")


def _parse(cells: pd.DataFrame, schema: Schema, ledger: Ledger, date_order: str) -> pd.DataFrame:
    id_column = schema.id_column
    no_id = (ledger.ids == "").to_numpy()
    ledger.set_aside(no_id, id_column.source, None, "no id", "give every customer an id")
    values = {id_column.name: ledger.ids}
    for column in schema.columns:
        if column.kind == Kind.ID:
            continue
        parsed = parse_column(cells[column.name], column, date_order)
        _account(parsed, cells[column.name], column, ledger)
        values[column.name] = parsed.values
    return pd.DataFrame(values)


def _account(parsed: ParsedColumn, cells: pd.Series, column: Column, ledger: Ledger) -> None:
    for rule, count in parsed.repairs.items():
        ledger.repair(rule, column.source, count, _REPAIR_MEANINGS[rule])
    reason = f"{column.source} must be {parsed.rule}"
    ledger.set_aside(parsed.unreadable, column.source, cells, reason, "correct the cell")
    missing = parsed.values.isna().to_numpy()
    meaning = "no value" + (
        ", filled with the median to compare customers" if column.required else ", kept as missing"
    )
    ledger.flag("missing_value", column.source, missing, meaning)


def _refuse_too_many(quarantine: pd.DataFrame, raw: RawTable, settings: Settings) -> None:
    records = raw.source.records - raw.source.non_data
    if len(quarantine) == records:
        raise _refusal("No customer is left: every record had to be set aside.", quarantine)
    if len(quarantine) > settings.max_quarantine * records:
        raise _refusal(
            f"{len(quarantine):,} of {records:,} records would be set aside, more than the "
            f"allowed {settings.max_quarantine:.0%}.",
            quarantine,
            " To go on without them, raise --max-quarantine.",
        )


def _refusal(what: str, quarantine: pd.DataFrame, more: str = "") -> DataError:
    if quarantine.empty:
        return DataError("The table has no customers.", "Check that the right file was given.")
    first = quarantine.iloc[0]
    reasons = quarantine["reason"].value_counts()
    listed = "; ".join(f"{reason} ({count:,})" for reason, count in reasons.head(3).items())
    return DataError(
        f"{what} Most often: {listed}. First at line {first['line']}.",
        f"{first['fix'].capitalize()}.{more}",
    )


def _sorted(table: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Index by id; shorter ids first, then by character, so that 9 stands before 10."""
    ids = table[schema.id_column.name]
    order = np.lexsort((ids.to_numpy(dtype=object), ids.str.len().to_numpy()))
    indexed = table.set_index(schema.id_column.name).iloc[order]
    indexed.index.name = "customer_id"
    return indexed


def _bytes(values: pd.Series) -> bytes:
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        days: NDArray[np.int64] = values.to_numpy(dtype="datetime64[D]").astype(np.int64)
        return days.tobytes()
    if pd.api.types.is_numeric_dtype(values.dtype):
        return _canonical_floats(values).tobytes()
    return "\x1f".join(values.fillna("\x00")).encode()


def _canonical_floats(values: pd.Series) -> NDArray[np.float64]:
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isnan(numbers), np.nan, numbers + 0.0)
