"""The facts of a refresh, in every form they are told: changes, the run kept, JSON, a notice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from smartcart.customers import Customers
from smartcart.jobs.refresh_outcome import Outcome
from smartcart.jobs.refresh_past import Past
from smartcart.segmentation import Segmentation
from smartcart.through_time import (
    Changes,
    DriftReport,
    Gate,
    SegmentEvent,
    SegmentNow,
    compare_audiences,
    profile_reference,
)

if TYPE_CHECKING:
    from smartcart.store import Event, Run

__all__ = [
    "list_figures",
    "make_event",
    "store_events",
    "summarize_changes",
    "tell_outcome",
    "tell_standing",
]


def tell_standing(past: Past, status: str, reason: str, source: str) -> Changes:
    """Return the facts of a run that left everything as it was."""
    serving = past.serving
    sizes = past.placed_by_serving.value_counts()
    n = int(sizes.sum())
    return Changes(
        status,
        reason,
        source,
        version=past.champion.version,
        segments=() if serving is None else _segments(serving, sizes, n, None),
        names={**past.names, **_names(serving)},
        verdict="" if serving is None else serving.verdict.name,
        notes=past.notes,
    )


def tell_outcome(
    past: Past, outcome: Outcome, customers: Customers, found: DriftReport | None, source: str
) -> Changes:
    """Return the facts of a run that placed customers."""
    now = outcome.assigned.set_index("customer_id")["segment_id"]
    before = past.placed.value_counts() if len(past.placed) else None
    is_new = outcome.status == "promoted"
    read = customers.quality.customers
    return Changes(
        outcome.status,
        outcome.reason,
        source,
        snapshot_date=customers.snapshot_date,
        n_customers=len(customers),
        n_suppressed=read - len(customers),
        version=past.champion.version + is_new,
        drift=found,
        gates=outcome.gates,
        events=outcome.events,
        migration=outcome.migration,
        audience=compare_audiences(past.placed, now) if before is not None else None,
        segments=_segments(outcome.serving, now.value_counts(), len(now), before),
        names={**past.names, **_names(outcome.challenger), **_names(outcome.serving)},
        verdict=outcome.serving.verdict.name,
        notes=(*past.notes, *_notes(found)),
    )


def list_figures(
    past: Past, outcome: Outcome, changes: Changes, customers: Customers, challenger: str | None
) -> dict[str, Any]:
    """Return what is kept of a run, for the runs after it and for people; no customer is in it.

    A reference is kept where the model is new to the store, promoted or not, so that drift can be
    told from then on.
    """
    day = changes.snapshot_date
    is_new = outcome.status == "promoted"
    needs_reference = is_new or past.reference is None
    return {
        "segments": _names(outcome.serving),
        "used_ids": sorted({*outcome.used_ids, *outcome.serving.model.ids}),
        "reference": profile_reference(customers, outcome.serving).to_dict()
        if needs_reference
        else None,
        "challenger": None
        if is_new or outcome.challenger is None
        else {
            "model_hash": challenger,
            "reference": profile_reference(customers, outcome.challenger).to_dict(),
        },
        "migration": changes.migration and changes.migration.to_dict(),
        "audience": changes.audience and changes.audience.counts,
        "drift": changes.drift and changes.drift.to_dict(),
        "gates": _gates(changes.gates),
        "sizes": {each.id: each.size for each in changes.segments},
        "snapshot_date": day.isoformat() if day else None,
        "n_customers": changes.n_customers,
        "n_suppressed": changes.n_suppressed,
        "refit": outcome.challenger is not None,
    }


def store_events(changes: Changes) -> list[Event]:
    """Return what became of segments, as the store keeps it."""
    from smartcart.store import Event

    return [Event(each.kind, _event(each)) for each in changes.events]


def summarize_changes(
    changes: Changes, run: Run | None, model_hash: str | None, seconds: Mapping[str, float]
) -> dict[str, Any]:
    """Return the machine's summary: counts and sentences, no customer."""
    day = changes.snapshot_date
    found = changes.drift
    return {
        "run_id": run.run_id if run else None,
        "status": changes.status,
        "reason": changes.reason,
        "source": changes.source,
        "snapshot_date": day.isoformat() if day else None,
        "customers": changes.n_customers,
        "suppressed": changes.n_suppressed,
        "champion": {"version": changes.version, "model_hash": model_hash},
        "verdict": changes.verdict,
        "drift": found
        and {
            "verdict": found.verdict,
            "features": list(found.drifted),
            "sentences": list(found.sentences),
        },
        "gates": _gates(changes.gates),
        "events": [{"kind": each.kind, **_event(each)} for each in changes.events],
        "migration": changes.migration and changes.migration.to_dict(),
        "audience": changes.audience.counts if changes.audience else {},
        "segments": [
            {
                "id": each.id,
                "name": each.name,
                "size": each.size,
                "share_customers": each.share_customers,
                "size_before": each.size_before,
            }
            for each in changes.segments
        ],
        "notes": list(changes.notes),
        "seconds": dict(seconds),
    }


def make_event(summary: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
    """Return the notice of a refresh: a subject and a text for an e-mail, and the summary."""
    told = {
        "promoted": "a new model serves",
        "kept": "the champion stays",
        "scored": "customers placed",
        "already_seen": "nothing new",
        "refused": "table refused",
    }[changes.status]
    lines = [
        changes.reason,
        *changes.notes,
        *(each.sentence for each in changes.events if each.kind != "survive"),
        *(changes.migration.sentences if changes.migration else ()),
        *(_segment_line(each) for each in changes.segments),
        f"Champion: version {changes.version}." if changes.version else "No model serves yet.",
    ]
    subject = f"SmartCart: {told} ({changes.source})"
    return {"subject": subject, "text": "\n".join(lines) + "\n", **summary}


def _segment_line(segment: SegmentNow) -> str:
    before = "" if segment.size_before is None else f" ({segment.size_before:,} before)"
    return f"{segment.id} {segment.name}: {segment.size:,} customers{before}"


def _segments(
    serving: Segmentation, sizes: pd.Series, n: int, before: pd.Series | None
) -> tuple[SegmentNow, ...]:
    model = serving.model
    known = set() if before is None else set(before.index)
    return tuple(
        SegmentNow(
            id_,
            name,
            int(sizes.get(id_, 0)),
            float(sizes.get(id_, 0)) / max(n, 1),
            int(before[id_]) if before is not None and id_ in known else None,
            is_high_value=place == 0 and model.high_value_from is not None,
        )
        for place, (id_, name) in enumerate(zip(model.ids, model.names, strict=True))
    )


def _names(segmentation: Segmentation | None) -> dict[str, str]:
    if segmentation is None:
        return {}
    return dict(zip(segmentation.model.ids, segmentation.model.names, strict=True))


def _notes(found: DriftReport | None) -> tuple[str, ...]:
    if found is None:
        return ()
    told = tuple(each.sentence for each in found.schema)
    if found.verdict == "schema":
        told += ("Who moved by behaviour cannot be told where a unit changed.",)
    return told


def _event(event: SegmentEvent) -> dict[str, Any]:
    return {"old": list(event.old), "new": list(event.new), "overlap": event.overlap}


def _gates(gates: tuple[Gate, ...]) -> list[dict[str, Any]]:
    return [{"name": g.name, "passed": g.passed, "sentence": g.sentence} for g in gates]
