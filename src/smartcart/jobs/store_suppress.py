"""The list of customers who object to marketing, in a store."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from smartcart.customers import FOUNDING_SCHEMA, Column
from smartcart.errors import SettingsError, StoreError
from smartcart.jobs.store_open import open_there
from smartcart.store import Store, open_store, store_format
from smartcart.tables import read_id_list

__all__ = ["lift_objections", "list_objections", "note_objections"]


def note_objections(
    address: str | None, ids: Iterable[str], file: Path | None, reason: str
) -> dict[str, Any]:
    """Put customers on the list of a store, which is made where there is none.

    Parameters
    ----------
    ids : iterable of str
        Exactly as in the table.
    file : Path, optional
        More of them, one on each line.

    Raises
    ------
    SettingsError
        When no id is given.
    DataError
        When the file cannot be read.
    """
    is_there = store_format(address) is not None
    wanted = _wanted(ids, file, _id_column(open_there(address)) if is_there else None)
    store = open_store(address)
    new = store.suppress(wanted, reason=reason)
    return {"new": new, "known": len(wanted) - new, **_listed(store)}


def lift_objections(address: str | None, ids: Iterable[str], file: Path | None) -> dict[str, Any]:
    """Take customers who consent again from the list.

    Raises
    ------
    SettingsError
        When no id is given.
    StoreError
        When there is no store.
    """
    store = open_there(address)
    wanted = _wanted(ids, file, _id_column(store))
    lifted = store.lift(wanted)
    return {"lifted": lifted, "unknown": len(wanted) - lifted, **_listed(store)}


def list_objections(address: str | None) -> dict[str, Any]:
    """Return who is on the list, since when, and why.

    Raises
    ------
    StoreError
        When there is no store.
    """
    store = open_there(address, read_only=True)
    rows = [
        {"customer_id": each.customer_id, "since": each.since.isoformat(), "reason": each.reason}
        for each in store.suppressed()
    ]
    return {**_listed(store), "customers": rows}


def _wanted(ids: Iterable[str], file: Path | None, column: Column | None) -> frozenset[str]:
    wanted = frozenset(each.strip() for each in ids) - {""}
    if file is not None:
        wanted |= read_id_list(file, column or FOUNDING_SCHEMA.id_column)
    if not wanted:
        raise SettingsError(
            "No customer is named.", "Give ids, or a file of them with --file, or ask with --list."
        )
    return wanted


def _id_column(store: Store) -> Column | None:
    """Return the column of ids by the model that serves: its name may head a list."""
    try:
        return store.last_good_model().segmentation.model.schema.id_column
    except StoreError:
        return None


def _listed(store: Store) -> dict[str, Any]:
    return {"store": store.name, "suppressed": len(store.suppressed())}
