"""A path that the cluster reads -> its cells, on the cluster."""

from __future__ import annotations

import csv
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from smartcart.customers import Schema, SourceFacts, known_names
from smartcart.engines.rows import BROKEN
from smartcart.errors import DataError, quoted
from smartcart.tables import read_table
from smartcart.tables.header import clean_header

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["Source", "read_there"]

#: Lines from which the dialect of a text file is taken.
_LINES = 1_000
_REPLACED = "\ufffd"


@dataclass(frozen=True)
class Source:
    """Cells on the cluster, and where they came from."""

    frame: DataFrame
    facts: SourceFacts


def read_there(session: SparkSession, path: str, schema: Schema) -> Source:
    """Find the cells of Parquet or of text with a header, in a file or a folder of files.

    Raises
    ------
    DataError
        When nothing can be read there, text is not UTF-8, or its header is not the first line.
    """
    if "://" not in path and Path(path).exists():
        path = f"file://{Path(path).resolve()}"  # not in the file system of the cluster
    name = path.rstrip("/").rsplit("/", 1)[-1]
    try:
        frame = session.read.parquet(path)
        if frame.columns:
            return Source(frame, SourceFacts(name, "parquet"))
    except Exception:  # noqa: S110 - no Parquet, or nothing at all: text is tried next
        pass
    try:
        lines = [row[0] for row in session.read.text(path).limit(_LINES).collect()]
    except Exception:
        lines = []
    if not lines:
        raise DataError(
            f"Spark finds no table at {quoted(path)}: no Parquet, no text, or nothing at all.",
            "Give a path that all executors can read: a file or a folder of Parquet or CSV.",
        )
    return _read_text(session, path, name, lines, schema)


def _read_text(
    session: SparkSession, path: str, name: str, lines: list[str], schema: Schema
) -> Source:
    if any(_REPLACED in line for line in lines):
        raise DataError(
            f"The text in {quoted(name)} is not UTF-8.", "Write it as UTF-8, or as Parquet."
        )
    header, delimiter = _dialect(lines, schema)
    if clean_header(next(csv.reader(lines[:1], delimiter=delimiter))) != header:
        raise DataError(
            f"The first line of {quoted(name)} is not the header.",
            "Take out what stands above the names of the columns, or write Parquet.",
        )
    columns = ", ".join(f"`{each.replace('`', '``')}` string" for each in [*header, BROKEN])
    frame = session.read.schema(columns).csv(
        path,
        header=True,
        sep=delimiter,
        quote='"',
        escape='"',
        mode="PERMISSIVE",
        columnNameOfCorruptRecord=BROKEN,
    )
    facts = SourceFacts(name, "csv", encoding="utf-8", dialect={"delimiter": delimiter})
    return Source(frame, facts)


def _dialect(lines: list[str], schema: Schema) -> tuple[list[str], str]:
    """Let our own reader say what separates the cells of the first lines."""
    with tempfile.TemporaryDirectory(prefix="smartcart-") as folder:
        head = Path(folder, "head.csv")
        head.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
        raw = read_table(head, names=known_names(schema))
    delimiter = raw.source.dialect.get("delimiter", "")
    if len(delimiter) != 1:
        raise DataError(
            "Nothing that Spark knows stands between the cells of the text.",
            "Separate them by commas, semicolons or tabs, or write Parquet.",
        )
    return list(raw.cells.columns), delimiter
