"""The contract, as every partition applies it by itself: what it needs is decided beforehand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
from smartcart.customers.convention import Convention
from smartcart.customers.ids import look_personal, read_ids
from smartcart.customers.ledger import Ledger
from smartcart.customers.quality import Finding
from smartcart.customers.reading import missing_means, read_columns
from smartcart.engines.cells import (
    BROKEN,
    OURS,
    customer_fields,
    matched_cells,
    records_of,
    table_of,
)

__all__ = [
    "ABOUT",
    "ACCOUNT",
    "ASIDE",
    "BROKEN",
    "FIX",
    "KEPT",
    "NUMBER",
    "REASON",
    "STAGE",
    "UNREADABLE",
    "VALUE",
    "Finishing",
    "Misspelt",
    "Reading",
    "checked_fields",
]

#: What became of a record: kept; set aside by a rule; set aside because a cell cannot be read.
#: The last one is no record, but something found in those that were read together, and how often.
KEPT, ASIDE, UNREADABLE, ACCOUNT = 0, 1, 2, 3
#: What became of a record, and the number by which customers are ordered for a sample. Of an
#: account, the number is how often something was found.
STAGE, NUMBER = f"{OURS}stage", f"{OURS}number"
#: Why a record was set aside. Of an account, the value is what was found.
ABOUT, VALUE, REASON, FIX = (f"{OURS}{name}" for name in ("about", "value", "reason", "fix"))
_BESIDE = {STAGE: "int", NUMBER: "long", **dict.fromkeys((ABOUT, VALUE, REASON, FIX), "string")}
#: Findings about one customer at a time, which add up over partitions. Those about a whole column
#: are found elsewhere, or not at all.
_ADDS_UP = {"missing_value", "zero_value", "spend_without_purchases", "recency_beyond_tenure"}
_ADDS_UP |= {"age_not_plausible", "ids_look_personal", "category_near_miss"}
_TOP = np.uint64(1 << 63)


def checked_fields(schema: Schema) -> str:
    """Return names and types of the records that the check gives, as Spark writes them."""
    fields = [*customer_fields(schema), *_BESIDE.items()]
    return ", ".join(f"`{name}` {kind}" for name, kind in fields)


@dataclass(frozen=True)
class Reading:
    """How a partition reads cells: columns, schema and conventions leave nothing to be guessed.

    `columns` gives the header of each column, `conventions` how it is read.
    """

    columns: Mapping[str, str]
    schema: Schema
    conventions: Mapping[str, Convention]

    def run(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Read cells; yield customers with what became of them, and accounts."""
        for batch in batches:
            if batch.num_rows:
                yield from self._read(*matched_cells(batch, self.columns))

    def _read(self, mine: pd.DataFrame, broken: NDArray[np.bool_]) -> Iterator[pa.RecordBatch]:
        raw = RawTable.from_frame(mine)
        column = self.schema.id_column
        ids = read_ids(mine[column.name], column.source, raw.lines)
        ledger = Ledger(ids, np.arange(len(ids)))
        reason = "the record has not as many cells as the header"
        ledger.set_aside(broken, "", None, reason, "correct the record")
        no_id = (ledger.ids == "").to_numpy()
        ledger.set_aside(no_id, column.source, None, "no id", "give every customer an id")
        read = read_columns(raw, mine, self.columns, self.schema, ledger, self.conventions)
        readable = ledger.kept.copy()
        check_ranges(read.table, mine, self.schema, ledger)
        check_known(read.table, self.schema, ledger)
        check_dates(read.table, self.schema, ledger)
        yield from _told(read.table, self.schema, ledger, readable, [])


@dataclass(frozen=True)
class Misspelt:
    """Levels of a category that look like a misspelling, and what is said of them."""

    levels: tuple[str, ...]
    meaning: str


@dataclass(frozen=True)
class Finishing:
    """What can be judged when the day that the table describes is known.

    `latest` is the last day, as a number, that is no placeholder; None where the day was given.
    `misspelt` are levels, by column.
    """

    schema: Schema
    snapshot: date | None
    latest: float | None
    misspelt: Mapping[str, Misspelt] = field(default_factory=dict)

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
        for name, found in self.misspelt.items():
            mask = table[name].isin(found.levels).to_numpy()
            ledger.flag("category_near_miss", schema[name].source, mask, found.meaning)
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
    """Yield the records with what became of them, and the account of what was found in them."""
    stage = np.where(ledger.kept, KEPT, np.where(readable, ASIDE, UNREADABLE))
    hashes = pd.util.hash_array(ledger.ids.to_numpy(dtype=object)) ^ _TOP
    records = {
        **records_of(table.assign(**{schema.id_column.name: ledger.ids.to_numpy()}), schema),
        STAGE: pa.array(stage, pa.int32()),
        NUMBER: pa.array(hashes.view(np.int64), pa.int64()),
        **_reasons(ledger),
    }
    yield pa.RecordBatch.from_pydict(records)
    yield _account(ledger.repairs, flags, records)


def _reasons(ledger: Ledger) -> dict[str, pa.Array]:
    aside, why = ledger.quarantine(), {}
    columns = {ABOUT: "column", VALUE: "value", REASON: "reason", FIX: "fix"}
    for name, column in columns.items():
        texts = np.full(len(ledger.kept), None, dtype=object)
        texts[aside["line"].to_numpy()] = aside[column].to_numpy(dtype=object)
        why[name] = pa.array(texts, pa.string())
    return why


def _account(
    repairs: Sequence[Finding], flags: Sequence[Finding], records: Mapping[str, pa.Array]
) -> pa.RecordBatch:
    told = [
        *(("repair", r.rule, r.column, _everywhere(r.meaning), r.count) for r in repairs),
        *(("flag", f.rule, f.column, f.meaning, f.count) for f in flags),
    ]
    account = {name: pa.nulls(len(told), array.type) for name, array in records.items()}
    account[STAGE] = pa.array([ACCOUNT] * len(told), pa.int32())
    account[VALUE] = pa.array([json.dumps(what) for *what, _ in told], pa.string())
    account[NUMBER] = pa.array([count for *_, count in told], pa.int64())
    return pa.RecordBatch.from_pydict(account)


def _everywhere(meaning: str) -> str:
    """Cut off where in this batch, and how often, something was repaired."""
    return re.split(r": |; | \(first in ", meaning, maxsplit=1)[0]
