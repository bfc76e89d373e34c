"""A path that the cluster reads -> its cells, on the cluster."""

from __future__ import annotations

import csv
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from smartcart.customers import Schema, SourceFacts, known_names
from smartcart.engines.reason import error_class, reason_of
from smartcart.engines.rows import BROKEN
from smartcart.engines.target import has_scheme, literal
from smartcart.errors import DataError, quoted
from smartcart.tables import read_table
from smartcart.tables.header import clean_header

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["Source", "read_there"]

#: Lines from which the dialect of a text file is taken.
_LINES = 1_000
_REPLACED = "\ufffd"
_EXCEL = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
#: With what a file of Parquet begins.
_PARQUET = "PAR1"
_NEXT_STEP = (
    "Give a path that all executors can read, a file or a folder of Parquet or CSV; see that "
    "Spark has the rights and the classes to reach it."
)
#: What Spark says of a file that is not Parquet, or of none that is.
_NO_PARQUET = ("CANNOT_READ_FILE_FOOTER", "UNABLE_TO_INFER_SCHEMA")

_RENAME = "Rename one of the two columns: to Spark, small and capital letters are the same."


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
        When nothing can be read there, with what Spark says of it; text is not UTF-8, or its
        header is not the first line. That a file of a folder has another header than the first
        is said when it is read.
    """
    name = path.rstrip("/").rsplit("/", 1)[-1]
    if not has_scheme(path) and Path(path).exists():
        # Not in the file system of the cluster, and each letter stands for itself.
        path = f"file://{literal(str(Path(path).resolve()))}"
    if name.lower().endswith(_EXCEL):
        raise DataError(
            f"{quoted(name)} is a workbook, which Spark does not read.",
            "Save the sheet as CSV in UTF-8, or leave --engine out.",
        )
    try:
        frame = session.read.parquet(path)
        if frame.columns:
            return Source(frame, SourceFacts(name, "parquet"))
    except Exception as error:
        if not error_class(error).endswith(_NO_PARQUET):
            raise _unreadable(path, error) from error
        not_parquet = error
    try:
        lines = _first_lines(session, path)
    except Exception as error:
        raise _unreadable(path, error) from error
    if not lines:
        raise DataError(
            f"Spark finds no table at {quoted(path)}: what stands there is empty.", _NEXT_STEP
        )
    if lines[0].startswith(_PARQUET):
        raise _unreadable(path, not_parquet)
    return _read_text(session, path, name, lines, schema)


def _first_lines(session: SparkSession, path: str) -> list[str]:
    """Return lines of one file; those of the next one begin with a header again."""
    rows = session.read.text(path).select("value", "_metadata.file_path").limit(_LINES).collect()
    return [line for line, file in rows if file == rows[0][1]]


def _unreadable(path: str, error: Exception) -> DataError:
    if error_class(error) == "COLUMN_ALREADY_EXISTS":
        return DataError(f"Spark cannot read {quoted(path)}: {reason_of(error)}.", _RENAME)
    return DataError(f"Spark finds no table at {quoted(path)}: {reason_of(error)}.", _NEXT_STEP)


def _read_text(
    session: SparkSession, path: str, name: str, lines: list[str], schema: Schema
) -> Source:
    if any(_REPLACED in line for line in lines):
        raise DataError(
            f"The text in {quoted(name)} is not UTF-8.", "Write it as UTF-8, or as Parquet."
        )
    header, delimiter = _dialect(lines, schema)
    first = next(csv.reader(lines[:1], delimiter=delimiter))
    if clean_header(first) != header:
        raise DataError(
            f"The first line of {quoted(name)} is not the header.",
            "Take out what stands above the names of the columns, or write Parquet.",
        )
    folded = [each.lower() for each in first]
    twice = next((each for each in first if folded.count(each.lower()) > 1), None)
    if twice is not None:
        raise DataError(f"Two columns of {quoted(name)} have the name {quoted(twice)}.", _RENAME)
    columns = ", ".join(f"`{each.replace('`', '``')}` string" for each in [*first, BROKEN])
    frame = session.read.schema(columns).csv(
        path,
        header=True,
        enforceSchema=False,  # else a file whose columns stand in another order is misread
        sep=delimiter,
        quote='"',
        escape='"',
        mode="PERMISSIVE",
        columnNameOfCorruptRecord=BROKEN,
    )
    facts = SourceFacts(name, "csv", encoding="utf-8", dialect={"delimiter": delimiter})
    return Source(frame.toDF(*header, BROKEN), facts)


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
