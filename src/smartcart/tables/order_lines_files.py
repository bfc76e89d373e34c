"""Which files hold order lines that are read out of core."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from smartcart.errors import DataError, quoted

__all__ = ["find_delimiter", "is_large", "list_files", "open_file"]

#: Bytes from which a file is not read into memory.
LARGE = 200_000_000
#: Nor a Parquet file of more lines: packed well, a line takes ten bytes there.
MANY = 2_000_000
_PARQUET = b"PAR1"
_GZIP = b"\x1f\x8b"
_DELIMITERS = ",;\t|"
_LONGEST = 1_000_000
#: Archives, workbooks and the like; DuckDB would take them for text.
_OTHERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"SQLite format 3")


def is_large(path: Path) -> bool:
    """Say whether a path is a folder, or a CSV or Parquet file of many lines."""
    if path.is_dir():
        return True
    if not path.is_file():
        return False
    head = _head(path)
    large = path.stat().st_size > LARGE and not head.startswith(_OTHERS)
    return large or (head.startswith(_PARQUET) and _count_rows(path) > MANY)


def list_files(path: Path) -> tuple[list[Path], bool]:
    """Return the files of a path in the order of their names, and whether they are Parquet.

    Hidden files, and files beside the lines that are no table by their ending, are left alone.

    Raises
    ------
    DataError
        When a folder has no such file, or files of both kinds.
    """
    files = [path] if path.is_file() else sorted(filter(_is_table, path.iterdir()))
    if not files:
        raise DataError(
            f"The folder {quoted(path)} holds no .csv, .tsv, .txt or .parquet file.",
            "Give the folder that holds the files of order lines.",
        )
    kinds = {_head(file).startswith(_PARQUET) for file in files}
    if len(kinds) > 1:
        raise DataError(
            f"The folder {quoted(path)} holds Parquet files and text files.",
            "Keep files of one kind in a folder.",
        )
    return files, kinds.pop()


def find_delimiter(files: Sequence[Path]) -> str:
    """Return what separates the cells of text files, by their first lines.

    Raises
    ------
    DataError
        When a file is empty, or the files differ.
    """
    headers = {file: _first_line(file) for file in files}
    for file in (file for file, header in headers.items() if not header.strip()):
        raise DataError(
            f"The file {quoted(file)} has no column names in its first line.",
            "Export it again, or take it out of the folder.",
        )
    found = {max(_DELIMITERS, key=header.count) for header in headers.values()}
    if len(found) > 1:
        raise DataError(
            "The files of order lines separate their cells in different ways: "
            f"{', '.join(sorted(map(repr, found)))}.",
            "Export all files in the same way.",
        )
    return found.pop()


@contextmanager
def open_file(file: Path, *, text: bool = False) -> Iterator[Any]:
    """Open a file, packed or not, as bytes or as text with its line ends.

    Raises
    ------
    DataError
        When it is damaged.
    """
    packed = _head(file).startswith(_GZIP)
    try:
        stream: Any
        with gzip.open(file) if packed else file.open("rb") as stream:
            yield TextIOWrapper(stream, "utf-8-sig", "replace", newline="") if text else stream
    except (OSError, EOFError, zlib.error):
        raise DataError(f"The file {quoted(file)} is damaged.", "Copy or pack it again.") from None


def _first_line(file: Path) -> str:
    with open_file(file, text=True) as stream:
        line: str = stream.readline(_LONGEST)
    return line


def _count_rows(file: Path) -> int:
    try:
        return int(pq.read_metadata(file).num_rows)
    except (OSError, pa.ArrowException):  # damaged: the reader says so
        return 0


def _is_table(file: Path) -> bool:
    plain = file.name.lower().removesuffix(".gz")
    return (
        file.is_file()
        and not file.name.startswith((".", "_"))
        and plain.endswith((".csv", ".tsv", ".txt", ".parquet"))
    )


def _head(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(16)
    except OSError as error:
        raise DataError(
            f"The file {quoted(file)} cannot be opened: {error.strerror}.",
            "Check your rights to read it.",
        ) from None
