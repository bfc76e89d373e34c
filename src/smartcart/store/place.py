"""Where a store stands: the address that is given, or a file in the user's data folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path, PurePath

from smartcart.errors import SettingsError, StoreError, quoted
from smartcart.tables.database_address import Address, read_address

__all__ = ["data_folder", "find_place", "is_there", "prepare_file"]


def data_folder(environ: Mapping[str, str], platform: str, home: PurePath) -> PurePath:
    """Return the folder for a user's data, by the custom of the system.

    Linux and others: ``XDG_DATA_HOME`` if it is absolute (as the XDG Base Directory
    Specification asks), else ``~/.local/share``.

    Examples
    --------
    >>> from pathlib import PurePosixPath
    >>> home = PurePosixPath("/home/ann")
    >>> str(data_folder({}, "linux", home))
    '/home/ann/.local/share/smartcart'
    >>> str(data_folder({"XDG_DATA_HOME": "/data"}, "linux", home))
    '/data/smartcart'
    >>> str(data_folder({}, "darwin", home))
    '/home/ann/Library/Application Support/smartcart'
    """
    if platform == "win32":
        local = environ.get("LOCALAPPDATA")
        return (type(home)(local) if local else home / "AppData" / "Local") / "smartcart"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "smartcart"
    given = type(home)(environ.get("XDG_DATA_HOME") or "")
    return (given if given.is_absolute() else home / ".local" / "share") / "smartcart"


def find_place(address: str | None) -> Address:
    """Return the place of a store; None is the file ``store.db`` in the user's data folder.

    Nothing is made, not even that folder.

    Raises
    ------
    SettingsError
        For an address that cannot be read, or one of DuckDB.
    """
    if address is None:
        path = _own_file().as_posix()
        return Address("sqlite", f"sqlite:///{path}", path)
    place = read_address(address)
    if place.kind == "duckdb":
        raise SettingsError(
            f"A store is kept in SQLite or PostgreSQL; {quoted(place.name)} names DuckDB.",
            "Write sqlite:///store.db or postgresql://user@host/database.",
        )
    return place


def is_there(place: Address) -> bool:
    """Say whether the file of a store is there; of a server, only opening it can tell."""
    return place.kind != "sqlite" or Path(place.path).is_file()


def prepare_file(place: Address) -> None:
    """Make an empty file that only its owner may read, where there is none.

    In the user's data folder, that folder as well.

    SQLite gives its journal the rights of the file, so nothing else has to be closed.

    Raises
    ------
    StoreError
        When the file cannot be made.
    """
    if Path(place.path) == _own_file():
        _make_own_folder()
    try:
        os.close(os.open(place.path, os.O_CREAT | os.O_RDONLY, 0o600))
    except OSError as error:
        raise StoreError(
            f"The store {quoted(Path(place.path))} cannot be made: {error.strerror or error}.",
            "Check that its folder exists, and that you may write there.",
        ) from None


def _own_file() -> Path:
    return Path(data_folder(os.environ, sys.platform, Path.home())) / "store.db"


def _make_own_folder() -> None:
    folder = _own_file().parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {quoted(folder)} for the store cannot be made: {error.strerror or error}.",
            "Give the address of a store, such as sqlite:///store.db.",
        ) from None
