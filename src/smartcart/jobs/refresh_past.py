"""What a refresh has to know of the runs before: the champion, its customers, who was where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from smartcart.customers import FOUNDING_SCHEMA, Schema
from smartcart.errors import StoreError
from smartcart.segmentation import Segmentation
from smartcart.settings import Settings, make_settings
from smartcart.through_time import ReferenceProfile

if TYPE_CHECKING:
    from smartcart.store import Champion, Run, Store

__all__ = ["Past", "look_back"]


@dataclass(frozen=True)
class Past:
    """What is known before the table is read.

    Attributes
    ----------
    champion : Champion
        Its version is the one to expect when another is promoted.
    serving : Segmentation or None
        The model that serves: the champion, or the last good one where that is damaged.
    serving_hash : str or None
    reference : ReferenceProfile or None
        Of the customers the serving model is watched against.
    placed : Series of str
        Segment of each customer in the last run, by customer id: the audiences of today.
    placed_by_serving : Series of str
        The same in the last run whose model was the one that serves: after a rollback, an
        earlier run.
    learnt : date or None
        The day of the table a model was learnt from last, promoted or not.
    used_ids : tuple of str
        Ids of segments ever used.
    names : mapping of str to str
        The last name of every segment ever used, by id.
    settings, schema, roles : Settings, Schema, mapping
        Those of the last run that was not refused; the day of its table is not among them.
    suppressed : tuple of str
        Customers who object.
    notes : tuple of str
    """

    champion: Champion
    serving: Segmentation | None
    serving_hash: str | None
    reference: ReferenceProfile | None
    placed: pd.Series
    placed_by_serving: pd.Series
    learnt: date | None
    used_ids: tuple[str, ...]
    names: Mapping[str, str]
    settings: Settings
    schema: Schema
    roles: Mapping[str, str]
    suppressed: tuple[str, ...]
    notes: tuple[str, ...] = ()


def look_back(store: Store) -> Past:
    """Read from the store what the next run has to know.

    Raises
    ------
    StoreError
        When the store cannot be read.
    """
    champion = store.champion()
    serving_hash, serving, notes = _serving(store, champion)
    runs = [run for run in store.history() if run.status != "refused"]
    last = _last(runs)
    placed = _placed(store, last)
    of_serving = _last([run for run in runs if run.model_hash == serving_hash])
    asked = runs[-1].settings if runs else {}
    return Past(
        champion,
        serving,
        serving_hash,
        _reference(runs, serving_hash),
        placed,
        placed if of_serving is last else _placed(store, of_serving),
        _learnt(runs),
        tuple(sorted({each for run in runs for each in run.figures.get("used_ids", ())})),
        {k: v for run in runs for k, v in run.figures.get("segments", {}).items()},
        make_settings({**asked.get("settings", {}), "snapshot": None}),
        Schema.from_dict(asked["schema"]) if "schema" in asked else FOUNDING_SCHEMA,
        asked.get("roles", {}),
        tuple(each.customer_id for each in store.suppressed()),
        notes,
    )


def _serving(
    store: Store, champion: Champion
) -> tuple[str | None, Segmentation | None, tuple[str, ...]]:
    """Return the champion; where it is damaged, the last good model, and a note."""
    if champion.model_hash is None:
        return None, None, ()
    try:
        return champion.model_hash, store.get_model(champion.model_hash).segmentation, ()
    except StoreError as error:
        damaged = error.what
    try:
        good = store.last_good_model()
    except StoreError as error:
        return None, None, (damaged, error.what, "A first model is learnt again.")
    note = f"The model {good.model_hash[:12]!r}, promoted before it, serves in its place."
    return good.model_hash, good.segmentation, (damaged, note)


def _reference(runs: Iterable[Run], model_hash: str | None) -> ReferenceProfile | None:
    """Return the profile that was taken when this model came to serve."""
    for run in runs:
        if run.model_hash == model_hash and run.figures.get("reference"):
            return ReferenceProfile.from_dict(run.figures["reference"])
        challenger = run.figures.get("challenger") or {}
        if model_hash is not None and challenger.get("model_hash") == model_hash:
            return ReferenceProfile.from_dict(challenger["reference"])
    return None


def _last(runs: Sequence[Run]) -> Run | None:
    return next((run for run in reversed(runs) if run.model_hash is not None), None)


def _placed(store: Store, run: Run | None) -> pd.Series:
    if run is None or run.run_id is None:
        return pd.Series([], index=pd.Index([], dtype="str"), dtype="str")
    assigned = store.assignments(run.run_id)
    index = pd.Index(assigned["customer_id"], name="customer_id")
    return pd.Series(assigned["segment_id"].to_numpy(), index=index)


def _learnt(runs: Iterable[Run]) -> date | None:
    days = [run.figures.get("snapshot_date") for run in runs if run.figures.get("refit")]
    known = [day for day in days if day]
    return date.fromisoformat(known[-1]) if known else None
