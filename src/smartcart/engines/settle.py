"""What only a whole column can say, settled once, so that every partition reads alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from smartcart.customers import Column, Finding, Kind, Schema
from smartcart.customers.categories import (
    MOST_LEVELS,
    count_levels,
    find_misspellings,
    is_tidy,
    too_many_levels,
)
from smartcart.customers.columns import match_columns
from smartcart.customers.convention import Convention
from smartcart.customers.dates import decide_order
from smartcart.customers.distinct import Distinct
from smartcart.customers.evidence import Evidence
from smartcart.customers.ids import damaged_ids, find_damaged
from smartcart.customers.levels import fold_level
from smartcart.customers.numbers import decide_decimal
from smartcart.customers.parse import evidence_of, is_typed
from smartcart.engines.carried import carried
from smartcart.engines.cells import BROKEN, matched_cells
from smartcart.engines.rows import Misspelt, Reading
from smartcart.errors import DataError
from smartcart.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["Settled", "Survey", "decide", "gather", "select_cells", "settle_reading"]

_DAMAGED = "damaged"
#: Of a level, the number, the folded text, whether blanks part its words in an odd way, the text.
#: Of a proof, its name stands in the place of the folded text, and no text.
_COUNTED = {"place": pa.int32(), "key": pa.string(), "odd": pa.bool_(), "text": pa.string()}
_COUNTED |= {"n": pa.int64()}
_FIELDS = "place int, key string, odd boolean, text string, n long"


@dataclass(frozen=True)
class Settled:
    """How partitions read, and what was found about whole columns on the way.

    Attributes
    ----------
    reading : Reading
    misspelt : mapping of str to Misspelt
        By column, levels that look like a misspelling of another one.
    left_out : tuple of Finding
        Categories left out. Their count is that of all customers, which is not known yet.
    """

    reading: Reading
    misspelt: Mapping[str, Misspelt]
    left_out: tuple[Finding, ...]


def settle_reading(frame: DataFrame, schema: Schema, settings: Settings) -> Settled:
    """Settle which columns are read, the order of day and month, the decimal mark, the levels.

    Every partition counts what its texts prove; the counts are added up on the cluster, and the
    rules of the check decide by them as on one machine. What comes back does not grow with the
    customers: counts by proof, and of a category, its levels, unless they are too many.

    Raises
    ------
    DataError
        As `check_customers`; and when the table has no column of ids, since there is no order of
        rows on a cluster by which they could be numbered.
    """
    columns = match_columns([name for name in frame.columns if name != BROKEN], schema)
    if schema.id_column.name not in columns:
        raise DataError(
            f"The table has no column of ids ({schema.id_column.source!r}).",
            "Give every customer an id: on a cluster, rows have no order to number them by.",
        )
    present = replace(schema, columns=tuple(c for c in schema.columns if c.name in columns))
    survey = Survey(columns, present)
    return decide(*gather(select_cells(frame, columns), survey), columns, present, settings)


def select_cells(frame: DataFrame, columns: Mapping[str, str]) -> DataFrame:
    """Return the columns of a table that are read; of text, all of them.

    Only those, so that a column which nobody asked for cannot refuse the table. Spark tells a
    record of text that is broken only where it looks at all of its cells.
    """
    if BROKEN in frame.columns:
        return frame
    # A header may hold what a selection would take for more than a name.
    quoted = [f"`{name.replace('`', '``')}`" for name in columns.values()]
    return frame.select(*(frame[name] for name in quoted))


@dataclass(frozen=True)
class Survey:
    """Counts, by partition, what the texts of each column prove, and the levels of categories."""

    columns: Mapping[str, str]
    schema: Schema

    def run(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the counts of each batch, numbered by column."""
        for batch in batches:
            cells, broken = matched_cells(batch, self.columns)
            cells = cells[~broken].reset_index(drop=True)
            if len(cells):
                rows = [
                    (place, *counted)
                    for place, column in enumerate(self.schema.columns)
                    for counted in _look(cells[column.name].rename(column.source), column)
                ]
                arrays = zip(*rows, strict=True) if rows else [[] for _ in _COUNTED]
                yield pa.RecordBatch.from_arrays(
                    [pa.array(a, t) for a, t in zip(arrays, _COUNTED.values(), strict=True)],
                    names=list(_COUNTED),
                )


def _look(cells: pd.Series, column: Column) -> Iterator[tuple[str, bool, str, int]]:
    if column.kind == Kind.CATEGORY:
        for text, n in count_levels(Distinct.of(cells), column.recode).items():
            yield fold_level(text), not is_tidy(text), text, n
        return
    if column.kind == Kind.ID:
        counts: Mapping[str, int] = {_DAMAGED: int(find_damaged(cells, column.source).sum())}
    elif is_typed(cells, column.kind):
        return
    else:
        counts = evidence_of(Distinct.of(cells), column).counts
    for proof, n in counts.items():
        if n:
            yield proof, False, "", n


def gather(frame: DataFrame, survey: Survey) -> tuple[pd.DataFrame, Mapping[int, int]]:
    """Add up on the cluster what a survey counts.

    Returns
    -------
    told : DataFrame
        Columns ``place`` (number of the column), ``key``, ``text`` (how most customers of a level
        spell it) and ``n``. Of a category with too many levels, none.
    n_keys : mapping of int to int
        Place -> how many levels, or proofs, there are.
    """
    from pyspark.sql import functions as F  # noqa: N812 - its name in every text on Spark

    counted = frame.mapInArrow(carried(survey.run), _FIELDS)
    texts = counted.groupBy("place", "key", "odd", "text").agg(F.sum("n").alias("n"))
    best = F.expr("min_by(text, struct(-n, odd, text))").alias("text")
    keys = texts.groupBy("place", "key").agg(best, F.sum("n").alias("n")).persist()
    n_keys = {row[0]: row[1] for row in keys.groupBy("place").count().collect()}
    columns = survey.schema.columns
    few = [
        place
        for place, n in n_keys.items()
        if n <= MOST_LEVELS or columns[place].kind != Kind.CATEGORY
    ]
    told = keys.filter(F.col("place").isin(few)).toArrow().to_pandas()
    keys.unpersist()
    return told.sort_values(["place", "key"]), n_keys


def decide(
    told: pd.DataFrame,
    n_keys: Mapping[int, int],
    columns: Mapping[str, str],
    schema: Schema,
    settings: Settings,
) -> Settled:
    """Decide how each column is read, by what `gather` gave, in the order of the schema."""
    conventions, misspelt, left_out = {}, {}, []
    given = Convention(str(settings.date_order), str(settings.decimal))
    for place, column in enumerate(schema.columns):
        mine = told[told["place"] == place]
        if column.kind != Kind.CATEGORY:
            evidence = Evidence(dict(zip(mine["key"], mine["n"].tolist(), strict=True)))
            conventions[column.name] = _decided(column, evidence, given)
            continue
        what = too_many_levels(n_keys.get(place, 0))
        if what and column.required:
            raise DataError(f"Column {column.source!r} holds {what}.", "Give it another role.")
        if what:
            left_out.append(Finding("too_many_levels", column.source, 0, f"{what}: left out"))
            continue
        spelling = dict(zip(mine["key"], mine["text"], strict=True))
        conventions[column.name] = replace(given, spelling=spelling)
        misspelt[column.name] = Misspelt(
            *find_misspellings(dict(zip(mine["text"], mine["n"].tolist(), strict=True)))
        )
    dropped = {finding.column for finding in left_out}
    kept = replace(schema, columns=tuple(c for c in schema.columns if c.source not in dropped))
    return Settled(Reading(columns, kept, conventions), misspelt, tuple(left_out))


def _decided(column: Column, evidence: Evidence, given: Convention) -> Convention:
    if column.kind == Kind.ID:
        if evidence[_DAMAGED]:
            raise damaged_ids(evidence[_DAMAGED], column.source)
    elif column.kind == Kind.DATE:
        serials = not evidence["other"]
        if given.date_order == "auto" and not serials:
            given = replace(given, date_order=decide_order(evidence, column.source))
        return replace(given, may_be_serials=serials)
    elif column.kind.is_quantity or column.kind == Kind.BIRTH_YEAR:
        return replace(given, decimal=decide_decimal(evidence, column.source, given.decimal))
    return given
