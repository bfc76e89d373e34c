"""Where a cluster writes: looked at before the work, and read back after it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from smartcart.engines.reason import error_class, reason_of
from smartcart.errors import SettingsError, SmartCartError, quoted

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["find_target", "has_scheme", "here", "literal", "refuse_taken", "write_there"]

# One letter and a colon are a disk of Windows.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/")
_SHARED = "Give a path that all machines of the cluster share (hdfs://, s3a://, a mounted disk)"


def has_scheme(path: str) -> bool:
    """Say whether a path names its file system.

    Examples
    --------
    >>> has_scheme("s3a://crm/placed"), has_scheme("file:/crm/placed"), has_scheme("crm/placed")
    (True, True, False)
    """
    return _SCHEME.match(path) is not None


def here(path: str) -> Path | None:
    """Return a path of this machine as such, and None for one of another file system.

    Examples
    --------
    >>> here("file:///crm/placed"), here("hdfs:///crm/placed")
    (PosixPath('/crm/placed'), None)
    """
    scheme = _SCHEME.match(path)
    if scheme is None:
        return Path(path)
    if scheme.group(1).lower() != "file":
        return None
    return Path("/" + re.sub(r"^file:(//(localhost)?)?/", "", path, flags=re.IGNORECASE))


def find_target(path: str) -> str:
    """Return a path as Spark takes it.

    A relative one is below the folder we are in; one from the root, without a scheme, belongs to
    the file system that the cluster was set up with.
    """
    if has_scheme(path) or Path(path).is_absolute():
        return path
    return f"file://{Path(path).absolute()}"


def literal(path: str) -> str:
    r"""Return a path in which no letter stands for others, as Spark's readers take it.

    Examples
    --------
    >>> print(literal("/crm/placed[1]"))
    /crm/placed\[1\]
    """
    return re.sub(r"([\\{}\[\]*?])", r"\\\1", path)


def refuse_taken(session: SparkSession, path: str, option: str) -> None:
    """Find out, before the work, whether the cluster can write to a path where nothing stands.

    Raises
    ------
    SettingsError
        When something stands there, or the cluster cannot look there.
    """
    try:
        len(session.read.text(literal(path)).columns)
    except Exception as error:
        if error_class(error) == "PATH_NOT_FOUND":
            return
        raise SettingsError(
            f"The cluster cannot write to {quoted(path)}: {reason_of(error)}.",
            f"{_SHARED} with {option}, and see that Spark has the classes that reach it.",
        ) from error
    raise SettingsError(
        f"The cluster cannot write to {quoted(path)}: something stands there already.",
        f"Give a path where nothing stands with {option}; nothing is written over.",
    )


def write_there(
    frame: DataFrame, path: str, n: int, option: str, *, seen_here: bool = False
) -> None:
    """Let the cluster write a folder of Parquet files, and count what can be read back.

    Parameters
    ----------
    frame : DataFrame of Spark
    path : str
        Where nothing stands.
    n : int
        Records in the frame.
    option : str
        By which the path is given.
    seen_here : bool
        This machine has to see the folder, too.

    Raises
    ------
    SettingsError
        When Spark cannot write there.
    SmartCartError
        When it wrote, and not all records are there: each machine wrote to a disk of its own.
    """
    try:
        frame.write.mode("error").parquet(path)  # never over what stands there
    except Exception as error:
        raise SettingsError(
            f"The cluster cannot write to {quoted(path)}: {reason_of(error)}.",
            f"{_SHARED} with {option}.",
        ) from error
    missing = _find_missing(frame.sparkSession, path, n, seen_here=seen_here)
    if missing:
        raise SmartCartError(
            f"The cluster wrote {n:,} records to {quoted(path)}, and {missing}: each machine "
            "wrote to a disk of its own.",
            f"{_SHARED} with {option}; what was written can be removed.",
        )


def _find_missing(session: SparkSession, path: str, n: int, *, seen_here: bool) -> str | None:
    try:
        frame = session.read.parquet(literal(path))
        found, files = frame.count(), frame.inputFiles()
    except Exception as error:
        return f"none can be read there ({reason_of(error)})"
    if found != n:
        return f"{found:,} can be read there"
    on_disk = here(path) if files and files[0].startswith("file:") else None
    if seen_here and on_disk is not None and not on_disk.exists():
        return "this machine sees none of them"
    return None
