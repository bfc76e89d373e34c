"""Files that arrive in a folder: which of them are complete, and whose turn it is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

__all__ = ["Arrivals", "Stamp", "is_partial", "list_files"]

#: How programs name a file that is not finished: browsers, WinSCP, rsync, editors.
_PARTIAL = (".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download", "~")


class Stamp(NamedTuple):
    """Size in bytes and time of the last change in nanoseconds: while they stay, so does a file."""

    size: int
    changed: int


@dataclass(frozen=True)
class Arrivals:
    """What is known of the files of a folder, by name.

    Attributes
    ----------
    since : mapping
        The stamp of each file, and the second at which it was first seen with that stamp.
    done : mapping
        The stamp with which a file was last dealt with.
    changing : set of str
        The files that changed between the last two looks.
    """

    since: Mapping[str, tuple[Stamp, float]] = field(default_factory=dict)
    done: Mapping[str, Stamp] = field(default_factory=dict)
    changing: frozenset[str] = frozenset()

    def look(self, files: Mapping[str, Stamp], second: float) -> Arrivals:
        """Return what is known after a look at the folder; files that are gone are forgotten."""
        before = self.since
        same = {name for name in files if name in before and before[name][0] == files[name]}
        since = {
            name: before[name] if name in same else (stamp, second) for name, stamp in files.items()
        }
        done = {name: stamp for name, stamp in self.done.items() if name in files}
        return Arrivals(since, done, frozenset(before.keys() & files.keys() - same))

    def waiting(self) -> tuple[str, ...]:
        """Return the files that are to be dealt with, complete or not, in the order of names."""
        return tuple(
            name for name in sorted(self.since) if self.done.get(name) != self.since[name][0]
        )

    def turn(self, second: float, settle: float) -> str | None:
        """Return the file whose turn it is: the first that waits, once it is complete.

        Complete is a file that has not changed for `settle` seconds. While it is not, those
        after it wait as well, so that the order of names holds.

        Examples
        --------
        >>> both = {"2026-01.csv": Stamp(10, 1), "2026-02.csv": Stamp(20, 2)}
        >>> seen = Arrivals().look(both, 0.0)
        >>> seen.turn(1.0, settle=5.0), seen.turn(5.0, settle=5.0)
        (None, '2026-01.csv')
        >>> grown = seen.look(both | {"2026-01.csv": Stamp(11, 3)}, 4.0)
        >>> grown.turn(5.0, settle=5.0), grown.turn(9.0, settle=5.0)
        (None, '2026-01.csv')
        >>> grown.finish("2026-01.csv").turn(9.0, settle=5.0)
        '2026-02.csv'
        """
        name = next(iter(self.waiting()), None)
        return name if name and second - self.since[name][1] >= settle else None

    def finish(self, name: str) -> Arrivals:
        """Note that a file was dealt with as it was last seen."""
        return replace(self, done={**self.done, name: self.since[name][0]})


def is_partial(name: str) -> bool:
    """Say whether the name says that a file is hidden, or not finished.

    Examples
    --------
    >>> [is_partial(name) for name in ("a.csv", ".a.csv", "a.csv.part", "~$a.xlsx", "a.csv~")]
    [False, True, True, True, True]
    """
    return name.startswith((".", "~")) or name.casefold().endswith(_PARTIAL)


def list_files(folder: Path, pattern: str = "*", without: Path | None = None) -> dict[str, Stamp]:
    """Return the files of a folder that may be tables, with their stamps.

    Folders in it, partial files, and those whose name begins with the path `without` (a store
    with its journal) are left out.

    Raises
    ------
    OSError
        When the folder cannot be listed.
    """
    own = without.name if without is not None and without.parent == folder else None
    with os.scandir(folder) as entries:
        found = {
            entry.name: _stamp(entry)
            for entry in entries
            if fnmatch(entry.name, pattern)
            and not is_partial(entry.name)
            and not (own and entry.name.startswith(own))
        }
    return {name: stamp for name, stamp in found.items() if stamp is not None}


def _stamp(entry: os.DirEntry[str]) -> Stamp | None:
    """Return the stamp of a file; None for what is none, or is gone since it was listed."""
    try:
        # Not entry.stat(): on Windows that is the folder's memory of a file, which lags behind.
        told = Path(entry.path).stat()
        return Stamp(told.st_size, told.st_mtime_ns) if entry.is_file() else None
    except OSError:
        return None
