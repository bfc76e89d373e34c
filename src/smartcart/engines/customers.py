"""Cells on the cluster -> customers on the cluster, every record accounted for."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import isqrt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from smartcart.customers import Customers, Finding, Kind, Quality, Schema
from smartcart.customers.ledger import QUARANTINE_COLUMNS
from smartcart.customers.result import sort_by_id
from smartcart.engines.carried import carried, raised_here
from smartcart.engines.cells import BROKEN, OURS, table_of
from smartcart.engines.rows import (
    ABOUT,
    ACCOUNT,
    ASIDE,
    FIX,
    KEPT,
    NUMBER,
    REASON,
    STAGE,
    UNREADABLE,
    VALUE,
    Finishing,
    checked_fields,
)
from smartcart.engines.settle import Settled, select_cells, settle_reading
from smartcart.engines.source import Source
from smartcart.errors import DataError, OpenQuestionError
from smartcart.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["CustomersThere", "check_there", "hash_limit"]

#: Records set aside that are shown; all of them are counted.
_MOST_SHOWN = 10_000
#: Share of the dates that lie between the bounds by which a placeholder is told, as in the check.
_BULK = (0.01, 0.99)
_LAST_DAY = (date(2100, 1, 1) - date(1970, 1, 1)).days
_DISAGREE = "the same id stands in several rows that disagree"


@dataclass(frozen=True)
class CustomersThere:
    """Customers that passed the check, on the cluster.

    Attributes
    ----------
    frame : DataFrame of Spark
        One record per customer: the columns of the schema (days as numbers), and a number by
        which samples are ordered.
    schema : Schema
    quality : Quality
    quarantine : DataFrame
        At most 10,000 of the records set aside, without lines: a cluster has none.
    held : tuple of DataFrame of Spark
        What the cluster keeps for it; see `release`.
    n_left : int
        Customers in `frame`.
    """

    frame: DataFrame
    schema: Schema
    quality: Quality
    quarantine: pd.DataFrame
    held: tuple[DataFrame, ...]
    n_left: int

    def __len__(self) -> int:
        return self.n_left

    def sample(self, size: int) -> Customers:
        """Bring the customers with the smallest hashes of their id here, at most `size`."""
        limit = hash_limit(size, len(self))
        some = self.frame if limit is None else self.frame.filter(f"{NUMBER} < {limit}")
        found = some.toArrow()
        order = np.argsort(found.column(NUMBER).to_numpy(), kind="stable")[:size]
        table = table_of(found.take(order), self.schema)
        table = sort_by_id(table, self.schema, np.ones(len(table), dtype=bool))
        day = self.quality.snapshot_date
        return Customers(table, self.quality, self.quarantine, self.schema, day)

    def without(self, ids: Collection[str]) -> tuple[CustomersThere, int]:
        """Leave customers out, as `suppress_customers` does; return how many they were.

        Raises
        ------
        DataError
            When nobody is left.
        """
        if not ids:
            return self, 0
        name = self.schema.id_column.name
        listed = pa.table({name: pa.array(sorted(ids), pa.string())})
        left = self.frame.join(self.frame.sparkSession.createDataFrame(listed), name, "left_anti")
        n = left.count()
        if not n:
            raise DataError(
                f"All {len(self):,} customers are to be suppressed, so nobody is left to contact.",
                "Check the list: it should hold only those who must not be contacted.",
            )
        # The account of the reading stays: what was left out is told beside it.
        return replace(self, frame=left, n_left=n), len(self) - n

    def release(self) -> None:
        """Let the cluster forget what it kept."""
        for frame in self.held:
            frame.unpersist()


def hash_limit(size: int, n: int) -> int | None:
    """Return the number of 64 bits below which at least `size` of n hashes lie; None: all of them.

    Hashes are even over all such numbers, so that six standard errors more are enough.

    Examples
    --------
    >>> hash_limit(100, 1_000) == 170 * 2**64 // 1_000 - 2**63, hash_limit(100, 170)
    (True, None)
    """
    some = size + 6 * isqrt(size) + 10
    return None if some >= n else some * 2**64 // n - 2**63


@raised_here()
def check_there(source: Source, schema: Schema, settings: Settings) -> CustomersThere:
    """Check a table on the cluster, as `check_customers` does here.

    Every record is read, used, set aside with a reason, or counted; no partition decides anything
    that only the whole table can say. Not looked for: copies under another id, columns that are
    constant or equal, amounts far beyond the others.

    Raises
    ------
    DataError
        As `check_customers`.
    """
    settled = settle_reading(source.frame, schema, settings)
    schema = settled.reading.schema
    fields = checked_fields(schema)
    cells = select_cells(source.frame, settled.reading.columns)
    read = cells.mapInArrow(carried(settled.reading.run), fields).persist()
    records = read.filter(f"{STAGE} != {ACCOUNT}")
    unique, disagree, dropped = _without_copies(records, schema)
    kept = unique.filter(f"{STAGE} = {KEPT}")
    finishing, rule = _judge_days(kept, schema, settings.snapshot)
    finishing = replace(finishing, misspelt=settled.misspelt)
    judged = kept.mapInArrow(carried(finishing.run), fields).persist()
    aside = _joined(
        records.filter(f"{STAGE} = {UNREADABLE}"),
        unique.filter(f"{STAGE} = {ASIDE}"),
        disagree,
        judged.filter(f"{STAGE} = {ASIDE}"),
    )
    of_read, of_judged = _count_stages(read), _count_stages(judged)
    n = of_judged.stages.get(KEPT, 0)
    total = sum(of_read.stages.values())
    quality = Quality(
        source=replace(source.facts, records=total),
        customers=n,
        quarantined=total - n - dropped,
        duplicates_dropped=dropped,
        repairs=(*of_read.findings("repair"), *of_judged.findings("repair")),
        flags=(
            *(replace(each, count=n) for each in settled.left_out),
            *of_judged.findings("flag"),
        ),
        snapshot_date=finishing.snapshot,
        snapshot_rule=rule,
        columns=settled.reading.columns,
        ignored_columns=_ignored(source, settled),
    )
    quarantine = _shown(aside, schema) if quality.quarantined else _no_quarantine()
    _refuse_too_many(quality, quarantine, settings)
    customers = judged.filter(f"{STAGE} = {KEPT}").select(*(c.name for c in schema.columns), NUMBER)
    return CustomersThere(customers, schema, quality, quarantine, (judged, read), n)


def _without_copies(records: DataFrame, schema: Schema) -> tuple[DataFrame, DataFrame | None, int]:
    """Return the records without copies, those whose ids disagree, and the copies dropped."""
    from pyspark.sql import functions as F  # noqa: N812

    name = schema.id_column.name
    alive = records.filter(f"{STAGE} != {UNREADABLE}")
    repeated = _repeated(alive, name)
    if not repeated.head(1):
        return alive, None, 0
    several = alive.join(repeated, name, "left_semi")
    distinct = several.dropDuplicates([c.name for c in schema.columns])
    again = _repeated(distinct, name)
    source = schema.id_column.source
    disagree = distinct.join(again, name, "left_semi").withColumns(
        {
            ABOUT: F.lit(source),
            VALUE: F.col(name),
            REASON: F.lit(_DISAGREE),
            FIX: F.lit("keep the row that is right"),
        }
    )
    single = alive.join(repeated, name, "left_anti")
    unique = single.unionByName(distinct.join(again, name, "left_anti"))
    return unique, disagree, several.count() - distinct.count()


def _repeated(records: DataFrame, name: str) -> DataFrame:
    from pyspark.sql import functions as F  # noqa: N812

    n = f"{OURS}n"  # the column of ids may be called count
    return records.groupBy(name).agg(F.count("*").alias(n)).filter(f"{n} > 1").select(name)


def _judge_days(kept: DataFrame, schema: Schema, given: date | None) -> tuple[Finishing, str]:
    """Return what the days are judged by, and in words how the day of the table is known."""
    joined = next((c for c in schema.columns if c.kind == Kind.DATE), None)
    if given is not None:
        return Finishing(schema, given, None), "given"
    if joined is None:
        return Finishing(schema, None, None), "not known: the table has no date of joining"
    rule = f"the latest {joined.source}"
    seen = f"`{joined.name}`"
    if "recency_days" in schema:
        rule = f"{rule} + {schema['recency_days'].source}"
        days = "CASE WHEN isnan(recency_days) THEN 0D ELSE recency_days END"
        seen = f"{seen} + least(greatest({days}, 0D), 100000D)"
    counted = kept.selectExpr(f"{seen} AS day").filter("NOT isnan(day)").groupBy("day").count()
    found = counted.toArrow().to_pandas().sort_values("day")
    if found.empty:
        return Finishing(schema, None, None), f"not known: {joined.source} is empty"
    days, reached = found["day"].to_numpy(), found["count"].to_numpy().cumsum()
    places = [int(np.floor((reached[-1] - 1) * share)) for share in _BULK]
    early, late = (days[np.searchsorted(reached, place, side="right")] for place in places)
    limit = float(min(late + max(late - early, 366), _LAST_DAY))
    latest = date(1970, 1, 1) + timedelta(days=float(days[days <= limit][-1]))
    return Finishing(schema, latest, limit), rule


def _joined(first: DataFrame, *others: DataFrame | None) -> DataFrame:
    for other in others:
        first = first if other is None else first.unionByName(other)
    return first


@dataclass(frozen=True)
class _Stages:
    """How many records are in each stage, and what was found in them, and how often."""

    stages: Mapping[int, int]
    accounts: Mapping[str, int]

    def findings(self, what: str) -> list[Finding]:
        """Return what the partitions repaired or flagged."""
        told = sorted((json.loads(text), count) for text, count in self.accounts.items())
        return [
            Finding(rule, column, count, meaning)
            for (kind, rule, column, meaning), count in told
            if kind == what
        ]


def _count_stages(frame: DataFrame) -> _Stages:
    account = f"{STAGE} = {ACCOUNT}"
    rows = frame.selectExpr(
        STAGE, f"if({account}, {VALUE}, NULL) AS {VALUE}", f"if({account}, {NUMBER}, 1) AS {NUMBER}"
    )
    added = rows.groupBy(STAGE, VALUE).sum(NUMBER).collect()
    return _Stages(
        {stage: count for stage, _, count in added if stage != ACCOUNT},
        {text: count for stage, text, count in added if stage == ACCOUNT},
    )


def _ignored(source: Source, settled: Settled) -> tuple[str, ...]:
    used = {*settled.reading.columns.values(), BROKEN}
    return tuple(name for name in source.frame.columns if name not in used)


def _shown(aside: DataFrame, schema: Schema) -> pd.DataFrame:
    name = schema.id_column.name
    told = aside.select(name, ABOUT, VALUE, REASON, FIX)
    found = told.orderBy(name, REASON, VALUE).limit(_MOST_SHOWN).toArrow().to_pandas()
    found.columns = ["customer_id", "column", "value", "reason", "fix"]
    found = found.astype(object).where(found.notna(), "")
    return found.assign(line="")[list(QUARANTINE_COLUMNS)]


def _no_quarantine() -> pd.DataFrame:
    return pd.DataFrame(columns=list(QUARANTINE_COLUMNS))


def _refuse_too_many(quality: Quality, quarantine: pd.DataFrame, settings: Settings) -> None:
    records, n = quality.records, quality.quarantined
    if not records:
        raise DataError("The table has no customers.", "Check that the right file was given.")
    told = ""
    if n:
        first = quarantine.iloc[0]
        told = f" For example: {first['reason']}."
    if not quality.customers:
        raise DataError(
            f"No customer is left: every record had to be set aside.{told}",
            "Correct the records, or check the columns of the table.",
        )
    if n > settings.max_quarantine * records:
        raise OpenQuestionError(
            f"{n:,} of {records:,} records would be set aside, more than the allowed "
            f"{settings.max_quarantine:.0%}.{told}",
            "Correct the records. To go on without them, raise --max-quarantine.",
            "max_quarantine",
        )
