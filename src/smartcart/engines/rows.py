"""The contract, as every partition applies it by itself: what it needs is decided beforehand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from smartcart.customers import Kind, RawTable, Schema
from smartcart.customers.contract import (
    check_ages,
    check_agreement,
    check_dates,
    check_far_out,
    check_known,
    check_ranges,
    infer_snapshot,
)
from smartcart.customers.ids import look_personal, read_ids
from smartcart.customers.ledger import Ledger
from smartcart.customers.quality import Finding
from smartcart.customers.reading import missing_means, read_columns
from smartcart.engines.cells import cells_of, customer_fields, records_of, table_of
from smartcart.settings import Settings

__all__ = [
    "ACCOUNT",
    "ASIDE",
    "BROKEN",
    "KEPT",
    "UNREADABLE",
    "Finishing",
    "Reading",
    "checked_fields",
]

#: Where Spark puts a record that has not as many cells as the header.
BROKEN = "_broken"
#: What became of a record: kept; set aside by a rule; set aside because a cell cannot be read.
#: The last one is no record, but the account of those that were read together.
KEPT, ASIDE, UNREADABLE, ACCOUNT = 0, 1, 2, 3
#: The columns beside those of a customer; `hash` orders customers for a sample.
_BESIDE = {
    "stage": "int",
    "hash": "long",
    "about": "string",
    "value": "string",
    "reason": "string",
    "fix": "string",
}
#: Findings about one customer at a time, which add up over partitions. Those about a whole column
#: are found elsewhere, or not at all.
_ADDS_UP = {"missing_value", "zero_value", "spend_without_purchases", "recency_beyond_tenure"}
_ADDS_UP |= {"age_not_plausible", "ids_look_personal"}
_TOP = np.uint64(1 << 63)


def checked_fields(schema: Schema) -> str:
    """Return names and types of the records that the check gives, as Spark writes them."""
    fields = [*customer_fields(schema), *_BESIDE.items()]
    return ", ".join(f"`{name}` {kind}" for name, kind in fields)


@dataclass(frozen=True)
class Reading:
    """How a partition reads cells: columns, schema and settings leave nothing to be guessed.

    `columns` gives the header of each column; a text category is spelled by the `recode` of its
    column.
    """

    columns: Mapping[str, str]
    schema: Schema
    settings: Settings

    def run(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Read cells; yield customers with what became of them, and accounts."""
        for batch in batches:
            if batch.num_rows:
                yield from self._read(cells_of(batch))

    def _read(self, cells: pd.DataFrame) -> Iterator[pa.RecordBatch]:
        raw = RawTable.from_frame(cells)
        mine = raw.cells[list(self.columns.values())].set_axis(list(self.columns), axis=1)
        column = self.schema.id_column
        ids = read_ids(mine[column.name], column.source, raw.lines)
        ledger = Ledger(ids, np.arange(len(ids)))
        if BROKEN in cells:
            reason = "the record has not as many cells as the header"
            broken = (cells[BROKEN] != "").to_numpy()
            ledger.set_aside(broken, "", None, reason, "correct the record")
        no_id = (ledger.ids == "").to_numpy()
        ledger.set_aside(no_id, column.source, None, "no id", "give every customer an id")
        read = read_columns(raw, mine, self.columns, self.schema, ledger, self.settings)
        readable = ledger.kept.copy()
        check_ranges(read.table, mine, self.schema, ledger)
        check_known(read.table, self.schema, ledger)
        check_dates(read.table, self.schema, ledger)
        yield from _told(read.table, self.schema, ledger, readable, [])


@dataclass(frozen=True)
class Finishing:
    """What can be judged when the day that the table describes is known.

    `latest` is the last day, as a number, that is no placeholder; None where the day was given.
    """

    schema: Schema
    snapshot: date | None
    latest: float | None

    def run(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Judge records that were read; yield them again, and accounts."""
        for batch in batches:
            if batch.num_rows:
                yield from self._judge(batch)

    def _judge(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        table, schema = table_of(batch, self.schema), self.schema
        ledger = Ledger(table[schema.id_column.name], np.arange(len(table)))
        ledger.hide(np.ones(len(table), dtype=bool))  # no partition knows which are the first ones
        for column in schema.columns:
            if column.kind != Kind.ID:
                missing = table[column.name].isna().to_numpy()
                meaning = f"no value, {missing_means(column)}"
                ledger.flag("missing_value", column.source, missing, meaning)
        if self.latest is None:
            infer_snapshot(table, schema, ledger, self.snapshot)
        else:
            _set_aside_far(table, schema, ledger, self.latest)
        table = check_ages(table, schema, ledger, self.snapshot)
        check_far_out(table, schema, ledger)
        check_agreement(table, schema, ledger, self.snapshot)
        meaning = "an e-mail address or a phone number used as id (replace it by a number)"
        personal = look_personal(ledger.ids)
        ledger.flag("ids_look_personal", schema.id_column.source, personal, meaning)
        flags = [each for each in ledger.flags() if each.rule in _ADDS_UP]
        yield from _told(table, schema, ledger, np.ones(len(table), dtype=bool), flags)


def _set_aside_far(table: pd.DataFrame, schema: Schema, ledger: Ledger, latest: float) -> None:
    joined = next(c for c in schema.columns if c.kind == Kind.DATE)
    seen = table[joined.name]
    if "recency_days" in table:
        seen = seen + pd.to_timedelta(table["recency_days"].fillna(0).clip(0, 100_000), unit="D")
    limit = pd.Timestamp(0) + pd.Timedelta(days=latest)
    reason = f"{joined.source} (with days since the last purchase) lies far after all other dates"
    ledger.set_aside((seen > limit).to_numpy(), joined.source, seen, reason, "correct the date")


def _told(
    table: pd.DataFrame,
    schema: Schema,
    ledger: Ledger,
    readable: NDArray[np.bool_],
    flags: Sequence[Finding],
) -> Iterator[pa.RecordBatch]:
    """Yield the records with what became of them, and one with the account."""
    stage = np.where(ledger.kept, KEPT, np.where(readable, ASIDE, UNREADABLE))
    hashes = pd.util.hash_array(ledger.ids.to_numpy(dtype=object)) ^ _TOP
    records = {
        **records_of(table.assign(**{schema.id_column.name: ledger.ids.to_numpy()}), schema),
        "stage": pa.array(stage, pa.int32()),
        "hash": pa.array(hashes.view(np.int64), pa.int64()),
        **_reasons(ledger),
    }
    yield pa.RecordBatch.from_pydict(records)
    yield _account(ledger.repairs, flags, records)


def _reasons(ledger: Ledger) -> dict[str, pa.Array]:
    aside, why = ledger.quarantine(), {}
    for name, column in {"about": "column", **{n: n for n in ("value", "reason", "fix")}}.items():
        texts = np.full(len(ledger.kept), None, dtype=object)
        texts[aside["line"].to_numpy()] = aside[column].to_numpy(dtype=object)
        why[name] = pa.array(texts, pa.string())
    return why


def _account(
    repairs: Sequence[Finding], flags: Sequence[Finding], records: Mapping[str, pa.Array]
) -> pa.RecordBatch:
    # How texts are spelled was settled, and counted, for whole columns.
    settled = ("category_recoded", "category_spelling")
    told = [
        [what, f.rule, f.column, _timeless(f.meaning), f.count]
        for what, findings in (("repair", repairs), ("flag", flags))
        for f in findings
        if f.rule not in settled
    ]
    one = {name: pa.nulls(1, array.type) for name, array in records.items()}
    one["stage"] = pa.array([ACCOUNT], pa.int32())
    one["value"] = pa.array([json.dumps(told)], pa.string())
    return pa.RecordBatch.from_pydict(one)


def _timeless(meaning: str) -> str:
    """Cut off what names counts of this batch alone."""
    return meaning.split(": ")[0].split("; ")[0]
