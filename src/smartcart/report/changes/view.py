"""Changes -> the texts that the page shows, in the order in which it shows them."""

from __future__ import annotations

from typing import Any

from smartcart.report.changes.drift_view import view_drift
from smartcart.report.changes.flows import can_tell_moves, collect_flows, find_ids, has_new_model
from smartcart.report.changes.matrix import view_matrix
from smartcart.report.changes.segments import view_segments
from smartcart.report.changes.words import (
    STATUSES,
    share_of,
    tell_event,
    tell_high_value,
    tell_lead,
)
from smartcart.report.style import segment_color
from smartcart.report.words import count_words, upper_first
from smartcart.through_time import Changes, Migration

__all__ = ["view_changes"]

#: What changed stands before what lasts.
_EVENTS = {
    "split": "Split",
    "merge": "Merged",
    "birth": "New",
    "death": "Gone",
    "survive": "Lasts",
}


def view_changes(changes: Changes) -> dict[str, Any]:
    """Return the variables of the template, apart from the figures and the style."""
    is_used = changes.status != "refused"
    colors = {each: segment_color(i) for i, each in enumerate(find_ids(changes))}
    moved = changes.migration
    return {
        "header": _header(changes),
        "status": STATUSES[changes.status],
        "statuses": list(STATUSES.values()),
        "lead": tell_lead(changes),
        "reason": changes.reason,
        "high_value": tell_high_value(moved, changes.names)
        if moved and can_tell_moves(changes)
        else "",
        "tiles": _tiles(changes) if is_used else [],
        "notes": changes.notes,
        "contents": _contents(changes),
        "segments": view_segments(changes, colors) if is_used else None,
        "events": _events(changes),
        "matrices": {
            name: view_matrix(name, flows, changes.names, colors)
            for name, flows in collect_flows(changes).items()
        },
        "has_new_model": has_new_model(changes),
        "drift": None if changes.drift is None else view_drift(changes.drift),
        "gates": _gates(changes),
        "is_refused": not is_used,
    }


def _header(changes: Changes) -> list[tuple[str, str]]:
    day = changes.snapshot_date
    serves = f"version {changes.version:,}" if changes.version else "no model yet"
    return [
        ("Source", changes.source),
        *([("Day", day.isoformat())] if day else []),
        ("Serves", serves),
        *([("Its segments are", changes.verdict)] if changes.verdict else []),
    ]


def _tiles(changes: Changes) -> list[tuple[str, str, str]]:
    """Return what matters most: a figure, what it is, and of how many."""
    left_out = (
        f"{changes.n_suppressed:,} more object and {'is' if changes.n_suppressed == 1 else 'are'} "
        "left out"
    )
    placed = (
        f"{changes.n_customers:,}",
        "Customers",
        left_out if changes.n_suppressed else "placed into segments",
    )
    segments = (f"{len(changes.segments):,}", "Segments", "of the model that serves")
    moved = changes.migration
    return [
        *([placed] if changes.n_customers else []),
        *([segments] if changes.segments and not moved else []),
        *(_behaviour(moved) if moved and can_tell_moves(changes) else []),
        *(_others(moved) if moved else []),
    ]


def _behaviour(moved: Migration) -> list[tuple[str, str, str]]:
    both = moved.n_customers
    of_all = f"{share_of(moved.n_moved, both)} of {both:,} in both tables"
    tiles = [(f"{moved.n_moved:,}", "Moved by what they did", of_all)]
    if moved.high_value is not None:
        gone = int((moved.leavers == moved.high_value).sum())
        left = len(moved.left_high_value)
        words = f"{left:,} moved, {gone:,} gone"
        tiles.append((f"{left + gone:,}", f"Left {moved.high_value}, the highest value", words))
    return tiles


def _others(moved: Migration) -> list[tuple[str, str, str]]:
    before, gone = moved.n_customers + len(moved.leavers), len(moved.leavers)
    return [
        (f"{len(moved.entrants):,}", "New", "not in the table of before"),
        (f"{gone:,}", "Gone", f"{share_of(gone, before)} of {before:,} before"),
    ]


def _contents(changes: Changes) -> list[tuple[str, str]]:
    """Return the sections that are there: anchor and words."""
    if changes.status == "refused":
        return []
    flows = collect_flows(changes)
    sections = [
        ("segments", "Segments now", bool(changes.segments)),
        ("events", "What became of the segments", bool(changes.events)),
        ("behaviour", "What customers did", "behaviour" in flows),
        ("model", "What the new model changed", "model" in flows),
        ("drift", "Are customers still alike", changes.drift is not None),
        ("gates", "The gates of the new model", bool(changes.gates)),
        ("reading", "How to read this", True),
    ]
    return [(anchor, words) for anchor, words, there in sections if there]


def _events(changes: Changes) -> list[tuple[str, str]]:
    ordered = sorted(changes.events, key=lambda event: list(_EVENTS).index(event.kind))
    return [(_EVENTS[event.kind], tell_event(event, changes.names)) for event in ordered]


def _gates(changes: Changes) -> dict[str, Any] | None:
    if not changes.gates:
        return None
    failed = [gate for gate in changes.gates if not gate.passed]
    of_all = f"of {count_words(len(changes.gates), 'gate')}"
    took = changes.status == "promoted"
    if failed:
        told = f"{len(failed)} {of_all} {'was' if len(failed) == 1 else 'were'} not passed."
    else:
        told = "All gates were passed."
    served = "It serves now." if took else "It does not serve; the model of before does."
    return {
        "lead": f"{told} {served}",
        "rows": [(upper_first(gate.name), gate.passed, gate.sentence) for gate in changes.gates],
    }
