"""What a person looks at before they decide which model serves: the standing, and one run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from smartcart.errors import StoreError
from smartcart.jobs.store_history import read_history
from smartcart.jobs.store_open import open_there
from smartcart.jobs.store_promote import find_earlier
from smartcart.store import Event, Promotion, Run
from smartcart.through_time import Changes, DriftReport, Gate, Migration, SegmentEvent, SegmentNow

__all__ = ["Challenger", "Standing", "read_changes", "read_standing"]


@dataclass(frozen=True)
class Challenger:
    """A model that a run learnt and did not promote."""

    run_id: int
    model_hash: str
    snapshot_date: str | None
    gates: tuple[Gate, ...]


@dataclass(frozen=True)
class Standing:
    """Which model serves, what served before it, and which may serve next.

    Attributes
    ----------
    history : dict
        As `read_history` returns it.
    earlier : Promotion or None
        The one whose model a rollback lets serve again.
    challengers : tuple of Challenger
        Kept, the newest first; the model that serves is none.
    """

    history: dict[str, Any]
    earlier: Promotion | None
    challengers: tuple[Challenger, ...]

    @property
    def version(self) -> int:
        """Version of the champion: the one to expect when another is promoted."""
        return int(self.history["champion"]["version"])


def read_standing(address: str | None) -> Standing:
    """Return what a person has to know before another model serves.

    Raises
    ------
    StoreError
        When there is no store, or it cannot be read.
    """
    store = open_there(address, read_only=True)
    champion = store.champion()
    kept = [_challenger(run) for run in store.history() if run.status == "kept"]
    waiting = [each for each in kept if each and each.model_hash != champion.model_hash]
    return Standing(read_history(address), find_earlier(store, champion), tuple(reversed(waiting)))


def read_changes(address: str | None, run_id: int) -> Changes:
    """Return what a run found and did, as the store keeps it: counts, and no customer.

    Raises
    ------
    StoreError
        When there is no store, or no such run.
    """
    store = open_there(address, read_only=True)
    run = next((each for each in store.history() if each.run_id == run_id), None)
    if run is None:
        raise StoreError(f"The store has no run {run_id}.", "smartcart history lists the runs.")
    figures = run.figures
    day, drift, moved = (figures.get(each) for each in ("snapshot_date", "drift", "migration"))
    return Changes(
        run.status,
        run.reason,
        run.source,
        snapshot_date=date.fromisoformat(day) if day else None,
        n_customers=figures.get("n_customers") or 0,
        n_suppressed=figures.get("n_suppressed") or 0,
        version=_version(run, store.promotions()),
        drift=DriftReport.from_dict(drift) if drift else None,
        gates=_gates(run),
        events=tuple(_event(each) for each in store.events(run_id)),
        migration=Migration.from_dict(moved) if moved else None,
        segments=_segments(run),
        names=figures.get("segments") or {},
        verdict=run.verdict,
    )


def _challenger(run: Run) -> Challenger | None:
    learnt = run.figures.get("challenger")
    if run.run_id is None or not learnt or not learnt.get("model_hash"):
        return None
    day = run.figures.get("snapshot_date")
    return Challenger(run.run_id, learnt["model_hash"], day, _gates(run))


def _gates(run: Run) -> tuple[Gate, ...]:
    return tuple(Gate(**each) for each in run.figures.get("gates") or ())


def _event(event: Event) -> SegmentEvent:
    told = event.detail
    return SegmentEvent(event.kind, tuple(told["old"]), tuple(told["new"]), told["overlap"])


def _segments(run: Run) -> tuple[SegmentNow, ...]:
    sizes = run.figures.get("sizes") or {}
    names = run.figures.get("segments") or {}
    n = max(sum(sizes.values()), 1)
    return tuple(SegmentNow(each, names.get(each, ""), k, k / n) for each, k in sizes.items())


def _version(run: Run, promotions: Sequence[Promotion]) -> int:
    """Return the version that served after a run: a run promotes at its end."""
    then = [each.version for each in promotions if each.promoted <= run.finished]
    own = [
        each.version
        for each in promotions
        if run.status == "promoted"
        and (each.model_hash, each.reason) == (run.model_hash, run.reason)
    ]
    return max([*then, *own[:1]], default=0)
