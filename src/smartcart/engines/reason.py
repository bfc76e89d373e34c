"""What Spark says went wrong: in one line, as an error of ours, without a traceback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from smartcart import errors
from smartcart.errors import DataError, SmartCartError, quoted

__all__ = ["error_class", "reason_of", "told_by_spark"]

_CLASS = re.compile(r"(?:[\w.$]+: )?\[([A-Z][A-Z0-9_.]+)\]")
_STATE = re.compile(r"\s*SQLSTATE: \w+")
#: Lines that stand above the reason and say nothing.
_BESIDE = ("An error occurred while calling", "An exception was thrown from the Python worker")
#: An error of ours that was raised on the cluster comes back as text.
_OURS = re.compile(r"smartcart\.errors\.(\w+): ([^\n]*)(?:\nNext step: ([^\n]*))?")
#: The last line of a traceback. What follows the name may be a value of a customer.
_RAISED = re.compile(r"^([A-Za-z_][\w.]*(?:Error|Exception))\b", re.MULTILINE)
#: Why a file cannot be read: a disk or a file system says it, not a cell.
_CAUSE = re.compile(r"^Caused by: ((?:java\.io|org\.apache\.hadoop)\.[^\n]*)", re.MULTILINE)
#: Spark compares the headers of text files with the first one, and names the file.
_HEADER = re.compile(r"CSV header.*?CSV file: (?:[^\n]*/)?([^\n/]+)", re.DOTALL)
_LONGEST = 300


def error_class(error: BaseException) -> str:
    """Return the class that Spark gives to an error, or an empty text.

    Examples
    --------
    >>> error_class(RuntimeError("[PATH_NOT_FOUND] Path does not exist: file:/x."))
    'PATH_NOT_FOUND'
    """
    found = _CLASS.match(_first_line(str(error)))
    return found.group(1) if found else ""


def reason_of(error: BaseException) -> str:
    r"""Return the first line that says what happened, to stand before a full stop.

    Of an error in Python on the cluster, its name only: the rest may repeat a cell.

    Examples
    --------
    >>> reason_of(RuntimeError("An error occurred while calling o1.text.\n: No disk.\n\tat x"))
    'No disk'
    >>> reason_of(RuntimeError("[NO_FILE] It fails. SQLSTATE: KD001\nCaused by: java.io.X: denied"))
    '[NO_FILE] It fails (java.io.X: denied)'
    """
    text = str(error)
    if "Traceback (most recent call last)" in text:
        raised = _RAISED.findall(text)
        return f"a worker stopped with {raised[-1]}" if raised else "a worker stopped"
    line = _shortened(_STATE.sub("", _first_line(text)) or type(error).__name__)
    causes = _CAUSE.findall(text)
    return f"{line} ({_shortened(causes[-1])})" if causes else line


@contextmanager
def told_by_spark() -> Iterator[None]:
    """Let errors of Spark pass as errors of ours; one that we raised there, as it was.

    Raises
    ------
    SmartCartError
    """
    try:
        yield
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in ("pyspark", "py4j", "grpc"):
            raise
        raise _retold(error) from error


def _retold(error: Exception) -> SmartCartError:
    ours = _OURS.search(str(error))
    if ours:
        kind = getattr(errors, ours.group(1), SmartCartError)
        return kind(ours.group(2), ours.group(3) or "")
    header = _HEADER.search(str(error))
    if header:
        return DataError(
            f"The header of {quoted(header.group(1))} is not that of the first file of the folder: "
            "other columns, or the same ones in another order.",
            "Write all files with the same columns in the same order, or as Parquet, whose columns "
            "are found by their names.",
        )
    return SmartCartError(
        f"Spark stopped in the middle of the work: {reason_of(error)}.",
        "What stopped it stands in the logs of the cluster; nothing was written.",
    )


def _first_line(text: str) -> str:
    lines = (line.strip().removeprefix(": ") for line in text.splitlines())
    return next((line for line in lines if line and not line.startswith(_BESIDE)), "")


def _shortened(line: str) -> str:
    line = "".join(letter if letter.isprintable() else " " for letter in line)
    return (line if len(line) <= _LONGEST else f"{line[:_LONGEST]}...").rstrip(" .")
