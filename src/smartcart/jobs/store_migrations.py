"""Who moved between segments in a run, as the store keeps it."""

from __future__ import annotations

from typing import Any

from smartcart.errors import StoreError
from smartcart.jobs.store_open import open_there

__all__ = ["read_migration"]


def read_migration(address: str | None, run_id: int | None = None) -> dict[str, Any]:
    """Return the migration of a run; of the last that has one where none is named.

    Returns
    -------
    dict
        ``store``, ``run_id``, ``source``, ``snapshot_date``, ``names`` of segments by id, and
        what the run kept: ``behaviour``, ``model``, ``entrants``, ``leavers``, ``high_value``,
        ``left_high_value``, ``sentences``.

    Raises
    ------
    StoreError
        When there is no store, no such run, or no run that compared two tables.
    """
    store = open_there(address, read_only=True)
    runs = {run.run_id: run for run in store.history()}
    if run_id is not None and run_id not in runs:
        raise StoreError(f"The store has no run {run_id}.", "smartcart history lists its runs.")
    told = [run for run in runs.values() if run.figures.get("migration")]
    chosen = told[-1] if told and run_id is None else runs.get(run_id)
    if chosen is None or not chosen.figures.get("migration"):
        which = "No run of the store" if run_id is None else f"Run {run_id}"
        verb = "compared" if run_id is None else "did not compare"
        raise StoreError(
            f"{which} {verb} its customers with those of a run before.",
            "A refresh does so as soon as a model served before it.",
        )
    figures = chosen.figures
    return {
        "store": store.name,
        "run_id": chosen.run_id,
        "source": chosen.source,
        "snapshot_date": figures.get("snapshot_date"),
        "names": figures.get("segments", {}),
        **figures["migration"],
    }
