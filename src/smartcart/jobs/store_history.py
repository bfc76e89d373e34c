"""What a store has been through, as plain data: runs, promotions, and which model serves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from smartcart.errors import StoreError
from smartcart.jobs.store_open import open_there
from smartcart.store import Promotion, Run, Store, open_store, store_format
from smartcart.store.place import find_place

__all__ = ["describe_store", "read_history"]


def read_history(address: str | None) -> dict[str, Any]:
    """Return runs and promotions, oldest first, and which model serves.

    Raises
    ------
    StoreError
        When there is no store, or it cannot be read.
    """
    store = open_there(address, read_only=True)
    promotions = store.promotions()
    runs = store.history()
    versions = _versions(runs, promotions)
    return {
        "store": store.name,
        "champion": _champion(store, promotions),
        "runs": [_run(run, versions.get(run.run_id or 0)) for run in runs],
        "promotions": [
            {
                "version": each.version,
                "model_hash": each.model_hash,
                "promoted": each.promoted.isoformat(),
                "reason": each.reason,
            }
            for each in promotions
        ],
    }


def describe_store(address: str | None) -> dict[str, Any]:
    """Return the state of a store in short; without one, a format of None.

    Raises
    ------
    StoreError
        When it cannot be read.
    """
    form = store_format(address)
    facts: dict[str, Any] = {"store": find_place(address).name, "format": form}
    if form is None:
        return facts
    store = open_store(address, read_only=True)
    return {
        **facts,
        "runs": len(store.history()),
        "suppressed": len(store.suppressed()),
        "champion": _champion(store, store.promotions()),
    }


def _champion(store: Store, promotions: Sequence[Promotion]) -> dict[str, Any]:
    now = store.champion()
    since = {each.version: each.promoted.isoformat() for each in promotions}
    facts = {
        "version": now.version,
        "model_hash": now.model_hash,
        "since": since.get(now.version),
        "is_intact": None,
        "trouble": "",
    }
    if now.model_hash is None:
        return facts
    try:
        store.get_model(now.model_hash)
    except StoreError as error:
        return {**facts, "is_intact": False, "trouble": error.what}
    return {**facts, "is_intact": True}


def _run(run: Run, version: int | None) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "started": run.started.isoformat(),
        "finished": run.finished.isoformat(),
        "source": run.source,
        "snapshot_date": run.figures.get("snapshot_date"),
        "customers": run.figures.get("n_customers"),
        "suppressed": run.figures.get("n_suppressed"),
        "status": run.status,
        "reason": run.reason,
        "verdict": run.verdict,
        "model_hash": run.model_hash,
        "version": version,
    }


def _versions(runs: Sequence[Run], promotions: Sequence[Promotion]) -> dict[int, int]:
    """Return the version that each run promoted: both were kept at once, in one order."""
    left = list(promotions)
    found = {}
    for run in runs:
        own = [e for e in left if (e.model_hash, e.reason) == (run.model_hash, run.reason)]
        if run.status == "promoted" and own:
            found[run.run_id or 0] = own[0].version
            left.remove(own[0])
    return found
