"""Write made-up customers to a file without ever holding more than a part of them."""

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

from smartcart.datasets.excel import MAX_CUSTOMERS, write_excel
from smartcart.datasets.tables import checked, customer_tables, table_schema
from smartcart.errors import SettingsError

__all__ = ["write_customers"]

Progress = Callable[[int, int], object]
Writer = Callable[[BinaryIO, Iterator[pa.Table], pa.Schema], None]


def write_customers(
    path: str | os.PathLike[str],
    n: int,
    seed: int = 0,
    country: bool = False,
    progress: Progress | None = None,
) -> None:
    """Write the customers of `make_customers` to a file, in constant memory.

    The file is written beside its place under another name and moved there when it is
    complete; a file that is already there is replaced. The same arguments give the same bytes.

    Parameters
    ----------
    path : path-like
        The suffix says the format: ``.csv``, ``.parquet`` or ``.xlsx``.
    n : int
        Number of customers, at least 1; at most 1,048,575 in an Excel file.
    seed : int, default 0
        Not negative.
    country : bool, default False
        Add a column ``Country`` at the end.
    progress : callable, optional
        Called with the customers written so far and `n`, now and then and at the end.

    Raises
    ------
    SettingsError
        When the suffix is unknown, the folder does not exist, `n` is below 1 or too many for
        Excel, or `seed` is negative.
    MissingExtraError
        When an Excel file is asked for and openpyxl is not installed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = Path(folder, "customers.csv")
    ...     write_customers(target, 3)
    ...     lines = target.read_text(encoding="utf-8").splitlines()
    >>> len(lines), lines[0][:13]
    (4, 'ID,Year_Birth')
    """
    n, seed = checked(n, seed)
    target = Path(path)
    write = _writer_for(target, n)
    tables = _reporting(customer_tables(n, seed, country), n, progress)
    with _replacing(target) as sink:
        write(sink, tables, table_schema(country))


def _writer_for(target: Path, n: int) -> Writer:
    suffix = target.suffix.casefold()
    if suffix not in WRITERS:
        what = f'Customers cannot be written as "{suffix}" ({target.name}).'
        raise SettingsError(what, f"Use one of the suffixes {', '.join(WRITERS)}.")
    if suffix == ".xlsx" and n > MAX_CUSTOMERS:
        what = f"An Excel sheet holds at most {MAX_CUSTOMERS:,} customers, got {n:,}."
        raise SettingsError(what, "Write .csv or .parquet instead.")
    _check_place(target)
    return WRITERS[suffix]


def _check_place(target: Path) -> None:
    if not target.parent.is_dir():
        what = f'The folder "{target.parent}" does not exist.'
        raise SettingsError(what, "Create it first, or choose another place.")
    if target.is_dir():
        what = f'"{target}" is a folder, not a file.'
        raise SettingsError(what, "Give the name of a file in it.")


def _reporting(tables: Iterator[pa.Table], n: int, progress: Progress | None) -> Iterator[pa.Table]:
    """Pass the tables on; once the next one is asked for, the last one is written."""
    done = 0
    for table in tables:
        yield table
        done += table.num_rows
        if progress is not None:
            progress(done, n)


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
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
