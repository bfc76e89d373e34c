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
from smartcart.engines.cells import table_of
from smartcart.engines.rows import ACCOUNT, ASIDE, KEPT, UNREADABLE, Finishing, checked_fields
from smartcart.engines.settle import Settled, settle_reading
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
        One record per customer: the columns of the schema (days as numbers), and `hash`, by which
        samples are ordered.
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
        some = self.frame if limit is None else self.frame.filter(f"hash < {limit}")
        found = some.toArrow()
        order = np.argsort(found.column("hash").to_numpy(), kind="stable")[:size]
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
    read = source.frame.mapInArrow(settled.reading.run, fields).persist()
    records = read.filter(f"stage != {ACCOUNT}")
    unique, disagree, dropped = _without_copies(records, schema)
    kept = unique.filter(f"stage = {KEPT}")
    finishing, rule = _judge_days(kept, schema, settings.snapshot)
    judged = kept.mapInArrow(finishing.run, fields).persist()
    aside = _joined(
        records.filter(f"stage = {UNREADABLE}"),
        unique.filter(f"stage = {ASIDE}"),
        disagree,
        judged.filter(f"stage = {ASIDE}"),
    )
    of_read, of_judged = _count_stages(read), _count_stages(judged)
    n = of_judged.stages.get(KEPT, 0)
    total = sum(of_read.stages.values()) - of_read.stages.get(ACCOUNT, 0)
    quality = Quality(
        source=replace(source.facts, records=total),
        customers=n,
        quarantined=total - n - dropped,
        duplicates_dropped=dropped,
        repairs=(*settled.repairs, *of_read.findings("repair"), *of_judged.findings("repair")),
        flags=(*settled.flags, *of_judged.findings("flag")),
        snapshot_date=finishing.snapshot,
        snapshot_rule=rule,
        columns=settled.reading.columns,
        ignored_columns=_ignored(source, settled),
    )
    quarantine = _shown(aside, schema) if quality.quarantined else _no_quarantine()
    _refuse_too_many(quality, quarantine, settings)
    customers = judged.filter(f"stage = {KEPT}").select(*(c.name for c in schema.columns), "hash")
    return CustomersThere(customers, schema, quality, quarantine, (judged, read), n)


def _without_copies(records: DataFrame, schema: Schema) -> tuple[DataFrame, DataFrame | None, int]:
    """Return the records without copies, those whose ids disagree, and the copies dropped."""
    from pyspark.sql import functions as F  # noqa: N812

    name = schema.id_column.name
    alive = records.filter(f"stage != {UNREADABLE}")
    repeated = alive.groupBy(name).count().filter("count > 1").select(name)
    if not repeated.head(1):
        return alive, None, 0
    several = alive.join(repeated, name, "left_semi")
    distinct = several.dropDuplicates([c.name for c in schema.columns])
    again = distinct.groupBy(name).count().filter("count > 1").select(name)
    source = schema.id_column.source
    disagree = distinct.join(again, name, "left_semi").withColumns(
        {
            "about": F.lit(source),
            "value": F.col(name),
            "reason": F.lit(_DISAGREE),
            "fix": F.lit("keep the row that is right"),
        }
    )
    single = alive.join(repeated, name, "left_anti")
    unique = single.unionByName(distinct.join(again, name, "left_anti"))
    return unique, disagree, several.count() - distinct.count()


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
    """How many records are in each stage, and the accounts of those read together."""

    stages: Mapping[int, int]
    accounts: Mapping[str, int]

    def findings(self, what: str) -> list[Finding]:
        """Add up what the partitions repaired or flagged."""
        counts: dict[tuple[str, str, str], int] = {}
        for text, times in self.accounts.items():
            for kind, rule, column, meaning, count in json.loads(text):
                if kind == what:
                    key = (rule, column, meaning)
                    counts[key] = counts.get(key, 0) + count * times
        return [Finding(*key[:2], count, key[2]) for key, count in sorted(counts.items())]


def _count_stages(frame: DataFrame) -> _Stages:
    told = f"CASE WHEN stage = {ACCOUNT} THEN value END AS value"
    rows = frame.selectExpr("stage", told).groupBy("stage", "value").count().collect()
    stages: dict[int, int] = {}
    for stage, _, count in rows:
        stages[stage] = stages.get(stage, 0) + count
    return _Stages(stages, {text: count for _, text, count in rows if text is not None})


def _ignored(source: Source, settled: Settled) -> tuple[str, ...]:
    from smartcart.engines.rows import BROKEN

    used = {*settled.reading.columns.values(), BROKEN}
    return tuple(name for name in source.frame.columns if name not in used)


def _shown(aside: DataFrame, schema: Schema) -> pd.DataFrame:
    name = schema.id_column.name
    told = aside.select(name, "about", "value", "reason", "fix")
    found = told.orderBy(name, "reason", "value").limit(_MOST_SHOWN).toArrow().to_pandas()
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
