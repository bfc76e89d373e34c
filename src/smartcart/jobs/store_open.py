"""A store that is there already: opened, never made."""

from __future__ import annotations

from smartcart.errors import StoreError, quoted
from smartcart.store import Store, open_store, store_format
from smartcart.store.place import find_place

__all__ = ["open_there"]


def open_there(address: str | None, *, read_only: bool = False) -> Store:
    """Open a store that is there; one of an older format is brought up to date by who may write.

    Raises
    ------
    StoreError
        When there is none, or it cannot be opened.
    """
    if store_format(address) is None:
        raise StoreError(
            f"There is no store {quoted(find_place(address).name)}.",
            "Give its address to --store; smartcart refresh makes one.",
        )
    return open_store(address, read_only=read_only)
