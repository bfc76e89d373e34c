"""Write a file whole or not at all: a reader sees the old one or the new one."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from smartcart.errors import SettingsError, quoted

__all__ = ["whole_file", "write_bytes"]


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary path in the same folder; put it in place when the block succeeds.

    The content reaches the disk before the name does. Whatever goes wrong, the file that stood
    at the path stays as it was, and no temporary file is left.

    Raises
    ------
    SettingsError
        When the path is not a file, or cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     place = Path(folder, "note.txt")
    ...     with whole_file(place) as temporary:
    ...         _ = temporary.write_text("done")
    ...     place.read_text()
    'done'
    """
    place = Path(path)
    # Not tempfile: it makes files that nobody else may read, and they would stay so.
    temporary = place.with_name(f".smartcart-{secrets.token_hex(8)}.tmp")
    try:
        # A device such as /dev/null would be replaced by a file, a folder would be lost.
        if place.exists() and not place.is_file():
            raise SettingsError(f"{quoted(place)} is not a file.", "Give the path of a file.")
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(place)
    except OSError as error:
        raise SettingsError(
            f"The file {quoted(place)} cannot be written: {error.strerror or error}.",
            "Check that its folder exists, that you may write there, and the free space.",
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def write_bytes(content: bytes, path: str | os.PathLike[str]) -> None:
    """Write bytes to a file, whole or not at all; raises as `whole_file`."""
    with whole_file(path) as temporary:
        temporary.write_bytes(content)
