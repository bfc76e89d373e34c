"""The first records of a table: enough to see what it holds, before all of it is read."""

from __future__ import annotations

import gzip
import tempfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from smartcart.errors import SmartCartError
from smartcart.tables.customers import read_source
from smartcart.tables.database_address import is_address
from smartcart.tables.read import read_table

__all__ = ["read_head"]

#: Records, and bytes of text, that are looked at.
_RECORDS = 2_000
_BYTES = 1 << 20
_PARQUET = b"PAR1"
_GZIP = b"\x1f\x8b"
#: Workbooks, new and old: they are read whole or not at all.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_WIDE = (b"\xff\xfe", b"\xfe\xff")


def read_head(
    source: str | Path,
    *,
    sheet: str | None = None,
    table: str | None = None,
    query: str | None = None,
    names: Collection[str] = (),
) -> pd.DataFrame | None:
    r"""Return the first records of a table, or None where they cannot be read.

    Of a text file no more than its first megabyte is read, of a Parquet file its first rows; a
    workbook and the answer of a database are read whole.

    Parameters
    ----------
    source, sheet, table, query, names
        As in `read_source`.

    Returns
    -------
    DataFrame of at most 2,000 rows, or None
        None says nothing of the table: whoever reads it whole finds out what is wrong.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "lines.csv").write_text("Invoice,Quantity\n1,2\n")
    ...     read_head(f"{folder}/lines.csv", names=["Invoice"])
      Invoice Quantity
    0       1        2
    """
    try:
        if not is_address(source) and table is None and query is None:
            path = Path(source)
            if not path.is_file():  # a pipe would be waited for
                return None
            first = _first_bytes(path)
            if first.startswith(_PARQUET):
                return _head_of_parquet(path)
            if not first.startswith(_WORKBOOKS):
                return _head_of_text(first, names)
        return read_source(source, sheet=sheet, table=table, query=query, names=names).cells.head(
            _RECORDS
        )
    except (SmartCartError, OSError, EOFError, zlib.error, pa.ArrowException):
        return None


def _first_bytes(path: Path) -> bytes:
    """Return the first bytes of a file, unpacked where it is gzipped."""
    with path.open("rb") as file:
        packed = file.read(len(_GZIP)) == _GZIP
    with gzip.open(path) if packed else path.open("rb") as file:
        return file.read(_BYTES)


def _head_of_parquet(path: Path) -> pd.DataFrame | None:
    batches = pq.ParquetFile(path).iter_batches(_RECORDS)
    first = next(batches, None)
    return None if first is None else first.to_pandas()


def _head_of_text(first: bytes, names: Collection[str]) -> pd.DataFrame | None:
    """Read the first lines as a file of their own."""
    if first.startswith(_WIDE):
        first = first[: len(first) // 2 * 2].decode("utf-16", errors="ignore").encode()
    for part in _parts(first):
        with tempfile.TemporaryDirectory(prefix="smartcart-") as folder:
            path = Path(folder, "head.csv")
            path.write_bytes(part)
            try:
                return read_table(path, names=names).cells.head(_RECORDS)
            except SmartCartError:
                continue
    return None


def _parts(first: bytes) -> Iterator[bytes]:
    """Yield the whole records, then, where quotes are no such marks, the whole lines."""
    if len(first) < _BYTES:
        yield first
        return
    letters = np.frombuffer(first, np.uint8)
    outside = np.cumsum(letters == ord('"')) % 2 == 0
    ends = np.flatnonzero((letters == ord("\n")) & outside)
    yield first[: ends[-1] + 1 if len(ends) else 0]
    yield first[: first.rfind(b"\n") + 1]
