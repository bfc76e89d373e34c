"""Tables -> one file, whole or not at all, in constant memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from smartcart.datasets.excel import write_excel
from smartcart.errors import SettingsError

__all__ = ["WRITERS", "checked_target", "replacing"]

Writer = Callable[[BinaryIO, Iterator[pa.Table], pa.Schema], None]


def checked_target(path: str | os.PathLike[str], what: str, suffixes: tuple[str, ...]) -> Path:
    """Return where to write, or refuse a suffix or a place that cannot be.

    Raises
    ------
    SettingsError
    """
    target = Path(path)
    suffix = target.suffix.casefold()
    if suffix not in suffixes:
        problem = f'{what} cannot be written as "{suffix}" ({target.name}).'
        raise SettingsError(problem, f"Use one of the suffixes {', '.join(suffixes)}.")
    if not target.parent.is_dir():
        problem = f'The folder "{target.parent}" does not exist.'
        raise SettingsError(problem, "Create it first, or choose another place.")
    if target.is_dir():
        problem = f'"{target}" is a folder, not a file.'
        raise SettingsError(problem, "Give the name of a file in it.")
    return target


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """Yield a file beside the target, which takes its place once it is complete."""
    # Not tempfile: it makes files that nobody else may read, and they would stay so.
    part = target.with_name(f".{target.name}.{uuid4().hex}.part")
    try:
        with part.open("xb") as sink:
            yield sink
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _write_csv(sink: BinaryIO, tables: Iterator[pa.Table], schema: pa.Schema) -> None:
    # Arrow would put the names in quotes; no name and no text of ours needs any.
    sink.write((",".join(schema.names) + "\n").encode())
    options = pa.csv.WriteOptions(include_header=False, quoting_style="none")
    with pa.csv.CSVWriter(sink, schema, write_options=options) as writer:
        for table in tables:
            writer.write_table(table)


def _write_parquet(sink: BinaryIO, tables: Iterator[pa.Table], schema: pa.Schema) -> None:
    with pa.parquet.ParquetWriter(sink, schema) as writer:
        for table in tables:
            writer.write_table(table, row_group_size=table.num_rows)


WRITERS: dict[str, Writer] = {".csv": _write_csv, ".parquet": _write_parquet, ".xlsx": write_excel}
