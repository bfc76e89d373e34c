"""Where a store stands: the address that is given, or a file in the user's data folder."""

from __future__ import annotations

import os
from pathlib import Path

from smartcart.data_folder import own_store
from smartcart.errors import SettingsError, StoreError, quoted
from smartcart.tables.database_address import Address, read_address

__all__ = ["find_place", "is_there", "prepare_file"]


def find_place(address: str | None) -> Address:
    """Return the place of a store; None is the file ``store.db`` in the user's data folder.

    Nothing is made, not even that folder.

    Raises
    ------
    SettingsError
        For an address that cannot be read, or one of DuckDB.
    """
    if address is None:
        path = own_store().as_posix()
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
    if Path(place.path) == own_store():
        _make_own_folder()
    try:
        os.close(os.open(place.path, os.O_CREAT | os.O_RDONLY, 0o600))
    except OSError as error:
        raise StoreError(
            f"The store {quoted(Path(place.path))} cannot be made: {error.strerror or error}.",
            "Check that its folder exists, and that you may write there.",
        ) from None


def _make_own_folder() -> None:
    folder = own_store().parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {quoted(folder)} for the store cannot be made: {error.strerror or error}.",
            "Give the address of a store, such as sqlite:///store.db.",
        ) from None
