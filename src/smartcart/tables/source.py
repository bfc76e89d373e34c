"""Open the file that holds a table: what can be refused before its content is looked at."""

from __future__ import annotations

import gzip
import hashlib
import os
import stat
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import IO

from smartcart.errors import DataError, nearest_names
from smartcart.tables.wording import listed, quoted

__all__ = ["GZIP", "Source", "open_source"]

GZIP = b"\x1f\x8b"
BLOCK = 1 << 20
SIZE_LIMIT = 2 << 30
# Customer tables pack 5 to 20 times; a bomb packs 1,000 times. Small files are let through,
# so that a table of one repeated line is not taken for a bomb.
UNPACKED_RATIO = 200
UNPACKED_ALWAYS = 10 << 20
FOLDER_NAMES = 2_000


@dataclass(frozen=True)
class Source:
    """An open table file.

    Attributes
    ----------
    name : str
        The file's name, without its folder.
    stream : binary file
        Readable and seekable, at its start; already unpacked where the file was gzipped.
    size : int
        Bytes in the stream.
    sha256 : str
        Of the file's bytes as they lie on disk.
    notes : tuple of str
        What happened on the way, for the quality report.
    """

    name: str
    stream: IO[bytes]
    size: int
    sha256: str
    notes: tuple[str, ...] = ()


@contextmanager
def open_source(path: str | os.PathLike[str]) -> Iterator[Source]:
    """Open a table file for the length of a `with` block.

    Raises
    ------
    DataError
        When the file is missing, a folder, a device, not readable, empty, larger than 2 GB
        (unpacked), a damaged gzip file, or changes while the block runs.
    """
    place = Path(path)
    with _open(place) as file:
        before = os.fstat(file.fileno())
        if not before.st_size:
            raise DataError(f"The file {quoted(place)} is empty (0 bytes).", "Export it again.")
        if before.st_size > SIZE_LIMIT:
            raise _beyond_limit(place, before.st_size)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        with _unpacked(file, place.name) as (stream, size, notes):
            try:
                yield Source(place.name, stream, size, digest, notes)
            except DataError:
                # Half a file gives odd findings; that it is still being written explains them.
                _check_unchanged(file, before, place)
                raise
            _check_unchanged(file, before, place)


def _open(place: Path) -> BufferedReader:
    try:
        mode = place.stat().st_mode
        if stat.S_ISREG(mode):
            return place.open("rb")
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise _missing(place) from None
    except OSError as error:
        raise DataError(
            f"The file {quoted(place)} cannot be opened: {error.strerror}.",
            "Check the path and your rights to read it.",
        ) from None
    what = "a folder" if stat.S_ISDIR(mode) else "not a regular file (a device or a pipe)"
    raise DataError(f"{quoted(place)} is {what}, not a table.", "Give the path of one file.")


def _beyond_limit(place: Path, size: int) -> DataError:
    return DataError(
        f"The file {quoted(place)} has {size:,} bytes; at most {SIZE_LIMIT:,} bytes are read.",
        "Give fewer columns or the customers in parts, or put the table into a database.",
    )


def _missing(place: Path) -> DataError:
    try:
        names = [entry.name for entry in islice(place.parent.iterdir(), FOLDER_NAMES)]
    except (OSError, ValueError):
        return DataError(f"There is no folder {quoted(place.parent)}.", "Check the path.")
    near = nearest_names(place.name, names)
    hint = f"Did you mean {listed(near)}?" if near else "Check the name and the folder."
    return DataError(f"There is no file {quoted(place)}.", hint)


def _check_unchanged(file: IO[bytes], before: os.stat_result, place: Path) -> None:
    after = os.fstat(file.fileno())
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise DataError(
            f"The file {quoted(place)} changed while it was read: {before.st_size:,} bytes "
            f"before, {after.st_size:,} bytes after.",
            "Wait until it is written completely, then run again.",
        )


@contextmanager
def _unpacked(file: IO[bytes], name: str) -> Iterator[tuple[IO[bytes], int, tuple[str, ...]]]:
    size = os.fstat(file.fileno()).st_size
    if file.read(len(GZIP)) != GZIP:
        file.seek(0)
        yield file, size, ()
        return
    file.seek(0)
    # On disk, not in memory; without a name, so that nothing stays behind.
    with tempfile.TemporaryFile() as plain:
        unpacked = _unpack(file, plain, name, size)
        plain.seek(0)
        yield plain, unpacked, (f"unpacked from gzip: {unpacked:,} bytes",)


def _unpack(file: IO[bytes], plain: IO[bytes], name: str, size: int) -> int:
    limit = min(SIZE_LIMIT, max(UNPACKED_ALWAYS, UNPACKED_RATIO * size))
    total = 0
    try:
        with gzip.GzipFile(fileobj=file) as packed:
            while block := packed.read(BLOCK):
                total += len(block)
                if total > limit:
                    raise _too_large(name, size, limit)
                plain.write(block)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise DataError(
            f"The gzip file {quoted(name)} is damaged or incomplete.", "Copy or pack it again."
        ) from None
    if not total:
        raise DataError(f"The gzip file {quoted(name)} holds an empty file (0 bytes).", "")
    return total


def _too_large(name: str, size: int, limit: int) -> DataError:
    return DataError(
        f"The gzip file {quoted(name)} ({size:,} bytes) unpacks to more than {limit:,} bytes, "
        "the limit for a file of its size.",
        "Unpack it yourself, check what it holds, and give the unpacked file.",
    )
