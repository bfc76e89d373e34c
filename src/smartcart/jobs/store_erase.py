"""One customer is forgotten: erased from the store, and looked for afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from re import Pattern
from typing import Any

from smartcart.errors import SettingsError, quoted
from smartcart.jobs.store_open import open_there
from smartcart.store import ErasureReceipt, Traces
from smartcart.store.search import word_pattern

__all__ = ["Erased", "erase_customer", "search_folders"]

#: How files begin in which a text does not stand as it is: gzip, ZIP and Excel, Parquet.
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"PAR1")
_ON_SERVER = "the journal of the server (pg_wal), until the server replaces it"
_ALWAYS = (
    "backups of the store",
    "files that were written from it, such as those of --out",
    "the source, and whoever was given any of it",
)


@dataclass(frozen=True)
class Erased:
    """What was erased, and what a search found afterwards; the customer is not named.

    Attributes
    ----------
    receipt : ErasureReceipt
    traces : Traces
        Of the store, after the erasure.
    files : tuple of str
        Files in the folders given that hold the id as a word; they are left as they are.
    unread : tuple of str
        Packed files in those folders, in which no text can be looked for.
    not_reached : tuple of str
    """

    store: str
    receipt: ErasureReceipt
    traces: Traces
    files: tuple[str, ...]
    unread: tuple[str, ...]
    not_reached: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        receipt = self.receipt
        tables = ("assignments", "suppressions", "runs", "events", "total")
        return {
            "store": self.store,
            "erased": receipt.erased.isoformat(),
            **{name: getattr(receipt, name) for name in tables},
            "search": {"values": dict(self.traces.values), "files": dict(self.traces.files)},
            "also": {"files": list(self.files), "unread": list(self.unread)},
            "not_reached": list(self.not_reached),
        }


def erase_customer(
    address: str | None, customer_id: str, also: Iterable[Path | str] = ()
) -> Erased:
    """Take a customer out of a store, then search the store and some folders for the id.

    Raises
    ------
    SettingsError
        When the id is blank, or one of the folders is none.
    StoreError
        When there is no store, a run is at work on it, or it refuses.
    """
    folders = [Path(each) for each in also]
    _check(customer_id, folders)
    store = open_there(address)
    receipt = store.erase(customer_id)
    files, unread = search_folders(folders, customer_id)
    traces = store.search(customer_id)
    more = () if traces.files else (_ON_SERVER,)
    return Erased(store.name, receipt, traces, files, unread, (*_ALWAYS, *more))


def search_folders(
    folders: Iterable[Path], customer_id: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the files that hold an id as a word, and those in which none can be looked for."""
    pattern = word_pattern(customer_id)
    found, unread = [], []
    for file in sorted(set(_files(folders))):
        if _is_packed(file):
            unread.append(str(file))
        elif _holds(file, pattern):
            found.append(str(file))
    return tuple(found), tuple(unread)


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file())


def _is_packed(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(4).startswith(_PACKED)


def _holds(file: Path, pattern: Pattern[str]) -> bool:
    with file.open(encoding="utf-8", errors="replace") as lines:
        return any(map(pattern.search, lines))


def _check(customer_id: str, folders: Iterable[Path]) -> None:
    if not customer_id.strip():
        raise SettingsError("The id of a customer is blank.", "Give it as it stands in the table.")
    for folder in folders:
        if not folder.is_dir():
            raise SettingsError(
                f"--also takes a folder; {quoted(folder)} is none. Nothing was erased.",
                "Give the folder that results were written to.",
            )
