"""What only a whole column can say, settled once, so that every partition reads alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from smartcart.customers import Column, Finding, Kind, Schema
from smartcart.customers.categories import MOST_LEVELS, misspellings, read_levels
from smartcart.customers.columns import match_columns
from smartcart.customers.distinct import Distinct
from smartcart.customers.parse import ParsedColumn, parse_column
from smartcart.engines.rows import BROKEN, Reading
from smartcart.errors import DataError, OpenQuestionError, SettingsError
from smartcart.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["Settled", "settle_reading"]

#: Different texts that a batch tells of a column: far more than a category may have.
_MOST_TEXTS = 2_000
_PLACES = re.compile(r" \((?:records|lines) [\d, ]+\)")


@dataclass(frozen=True)
class Settled:
    """How partitions read, and what was found about whole columns on the way."""

    reading: Reading
    repairs: tuple[Finding, ...]
    flags: tuple[Finding, ...]


def settle_reading(frame: DataFrame, schema: Schema, settings: Settings) -> Settled:
    """Settle which columns are read, the order of day and month, the decimal mark, the levels.

    The different texts of a column are counted on the cluster. Of numbers, only their shape
    (every digit from 2 to 9 written as 1) is needed to tell which mark is the decimal one.

    Raises
    ------
    DataError
        As `check_customers`; and when the table has no column of ids, since there is no order of
        rows on a cluster by which they could be numbered.
    SettingsError
        When two columns write their decimals with different marks.
    """
    headers = [name for name in frame.columns if name != BROKEN]
    columns = match_columns(headers, schema)
    if schema.id_column.name not in columns:
        raise DataError(
            f"The table has no column of ids ({schema.id_column.source!r}).",
            "Give every customer an id: on a cluster, rows have no order to number them by.",
        )
    present = replace(schema, columns=tuple(c for c in schema.columns if c.name in columns))
    texts = _count_texts(frame, columns, present)
    order, marks = str(settings.date_order), dict[str, str]()
    repairs, flags = list[Finding](), list[Finding]()
    for column in present.columns:
        counts = texts.get(column.name)
        if counts is None:
            continue
        if column.kind == Kind.CATEGORY:
            present = _settle_levels(column, counts, present, repairs, flags)
        elif column.kind == Kind.DATE and order == "auto":
            order = _chosen(column, counts, "date_order", ("dmy", "mdy"), settings) or order
        elif column.kind in (Kind.AMOUNT, Kind.COUNT, Kind.NUMBER, Kind.BIRTH_YEAR):
            mark = _chosen(column, counts, "decimal", (".", ","), settings)
            marks |= {mark: column.source} if mark else {}
    told = settings.model_copy(
        update={"date_order": "dmy" if order == "auto" else order, "decimal": _one_mark(marks)}
    )
    return Settled(Reading(columns, present, told), tuple(repairs), tuple(flags))


def _count_texts(
    frame: DataFrame, columns: Mapping[str, str], schema: Schema
) -> dict[str, pd.Series]:
    """Return the different texts of the columns of text, counted."""
    kinds = dict(frame.dtypes)
    wanted = [c for c in schema.columns if kinds[columns[c.name]] == "string" and _is_settled(c)]
    if not wanted:
        return {}
    shaped = [c.kind not in (Kind.CATEGORY, Kind.DATE) for c in wanted]

    def count(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for place, is_shaped in enumerate(shaped):
                yield _counted(batch.column(place), place, is_shaped)

    # A header may hold what a selection would take for more than a name.
    cells = frame.select(*(frame[f"`{columns[c.name].replace('`', '``')}`"] for c in wanted))
    counted = cells.mapInArrow(count, "place int, text string, n long")
    found = counted.groupBy("place", "text").sum("n").toArrow().to_pandas()
    found = found.sort_values(["place", "text"])
    groups = dict(iter(found.groupby("place")))
    return {
        c.name: groups[i].set_index("text").iloc[:, -1] for i, c in enumerate(wanted) if i in groups
    }


def _is_settled(column: Column) -> bool:
    return column.kind not in (Kind.ID, Kind.FLAG, Kind.ORDINAL)


def _counted(cells: Any, place: int, is_shaped: bool) -> pa.RecordBatch:
    cells = pc.fill_null(cells.cast(pa.string()), "")
    if is_shaped:
        cells = pc.replace_substring_regex(cells, "[2-9]", "1")
    counts = pc.value_counts(cells)
    some = pc.sort_indices(counts.field("values"))[:_MOST_TEXTS]
    texts, n = counts.field("values").take(some), counts.field("counts").take(some)
    return pa.RecordBatch.from_pydict(
        {
            "place": pa.array(np.full(len(texts), place, np.int32)),
            "text": texts,
            "n": n.cast(pa.int64()),
        }
    )


def _settle_levels(
    column: Column,
    counts: pd.Series,
    schema: Schema,
    repairs: list[Finding],
    flags: list[Finding],
) -> Schema:
    """Return the schema with the spelling of a category settled, or without the category."""
    distinct = Distinct.of(pd.Series(counts.index.to_numpy(dtype=object)))
    distinct.__dict__["counts"] = counts.to_numpy(dtype=np.int64)  # counted on the cluster
    levels, found = read_levels(distinct, column.recode)
    repairs += [Finding(each.rule, column.source, each.count, each.meaning) for each in found]
    spelled = dict(zip(counts.index, levels.to_pylist(), strict=True))
    sizes = counts.groupby(pd.Series(spelled)).sum()
    if len(sizes) > MOST_LEVELS:
        what = (
            f"{len(sizes):,} different texts, more than the {MOST_LEVELS} that a category may have"
        )
        if column.required:
            raise DataError(f"Column {column.source!r} holds {what}.", "Give it another role.")
        flags.append(
            Finding("too_many_levels", column.source, int(counts.sum()), f"{what}: left out")
        )
        return replace(schema, columns=tuple(c for c in schema.columns if c != column))
    near = misspellings({str(level): int(n) for level, n in sizes.items()})
    if near:
        n = int(sizes[list(near)].sum())
        flags.append(
            Finding("category_near_miss", column.source, n, "perhaps misspelt, kept as it is")
        )
    recode = {text: level for text, level in spelled.items() if level is not None}
    settled = replace(column, recode={**column.recode, **recode})
    return replace(schema, columns=tuple(settled if c == column else c for c in schema.columns))


def _chosen(
    column: Column, counts: pd.Series, setting: str, choices: Sequence[str], settings: Settings
) -> str | None:
    """Return which of two ways a column is read in, None where both give the same."""
    texts = pd.Series(counts.index.to_numpy(dtype=object), name=column.source)
    given = {"date_order": settings.date_order, "decimal": settings.decimal}
    try:
        read = parse_column(texts, column, **given)
    except OpenQuestionError as error:
        told = _PLACES.sub("", error.what), error.next_step
        raise OpenQuestionError(*told, error.asks, error.choices) from None
    except DataError as error:
        raise DataError(_PLACES.sub("", error.what), error.next_step) from None
    ways = [parse_column(texts, column, **{**given, setting: each}) for each in choices]
    if _same(*ways):
        return None
    return choices[0] if _same(read, ways[0]) else choices[1]


def _same(left: ParsedColumn, right: ParsedColumn) -> bool:
    return left.values.equals(right.values) and bool((left.unreadable == right.unreadable).all())


def _one_mark(marks: Mapping[str, str]) -> str:
    if len(marks) > 1:
        listed = " and ".join(f"{source!r} with {mark!r}" for mark, source in marks.items())
        raise SettingsError(
            f"Decimals are written differently in two columns: {listed}.",
            "Write both alike, or write the table as Parquet, which holds numbers.",
        )
    return next(iter(marks), ".")
