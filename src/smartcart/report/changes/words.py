"""What happened, in sentences with the names of segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smartcart.report.changes.flows import largest_moves
from smartcart.report.words import count_words, joined, percent
from smartcart.through_time import Changes, Migration, SegmentEvent

__all__ = ["STATUSES", "called", "share_of", "tell_event", "tell_high_value", "tell_lead"]

#: Every way in which a refresh ends, as people read it, the one with most changes first.
STATUSES = {
    "promoted": "promoted",
    "kept": "kept",
    "scored": "scored",
    "already_seen": "already seen",
    "refused": "refused",
}


def called(segment_id: str, names: Mapping[str, str]) -> str:
    """Return the id of a segment with its name.

    Examples
    --------
    >>> called("S1", {"S1": "Loyal"}), called("S2", {})
    ('S1 (Loyal)', 'S2')
    """
    name = names.get(segment_id, "")
    return f"{segment_id} ({name})" if name else segment_id


def share_of(part: int, whole: int) -> str:
    """Write a part of customers in percent; a dash where there are none."""
    return percent(part / whole if whole else None)


def tell_lead(changes: Changes) -> str:
    """Say in one sentence what happened."""
    segments = count_words(len(changes.segments), "segment")
    customers = count_words(changes.n_customers, "customer")
    serving = f"version {changes.version} serves" if changes.version else "no model serves"
    if changes.status == "promoted":
        if changes.migration is None and not changes.events:
            return f"The first model serves: it puts {customers} into {segments}."
        return f"A new model serves: it puts {customers} into {segments}{_lasting(changes)}."
    return {
        "kept": f"A new model was learnt and not promoted: {serving} on, and places {customers}.",
        "scored": f"{customers} {'was' if changes.n_customers == 1 else 'were'} placed by the "
        "model that serves; no new one was learnt.",
        "already_seen": f"This table was seen before: nothing was done, and {serving} on.",
        "refused": f"The table was refused: nothing was changed, and {serving}"
        f"{' on' if changes.version else ' yet'}.",
    }[changes.status]


def _lasting(changes: Changes) -> str:
    before = {each for event in changes.events for each in event.old}
    after = {segment.id for segment in changes.segments}
    if not before:
        return ""
    if before == after:
        return ", the same as before"
    lasting, more, gone = len(after & before), len(after - before), len(before - after)
    said = f"{lasting} of before" + (f" and {more} new" if more else "")
    gone_too = f"; {gone} of before {'is' if gone == 1 else 'are'} gone" if gone else ""
    return f" ({said}{gone_too})"


def tell_high_value(moved: Migration, names: Mapping[str, str]) -> str:
    """Say who left the segment of the highest value, and where to; empty where none is known."""
    if moved.high_value is None:
        return ""
    gone = int((moved.leavers == moved.high_value).sum())
    before = int(moved.behaviour.loc[moved.high_value].sum()) + gone
    if not gone and not len(moved.left_high_value):
        return (
            f"Nobody left {called(moved.high_value, names)}, the segment of the highest value: "
            f"{before:,} were in it and are still."
        )
    moves = largest_moves(moved.behaviour.loc[[moved.high_value]], len(moved.behaviour))
    targets = [f"{n:,} to {called(target, names)}" for _, target, n in moves]
    to = f" ({joined(targets)})" if targets else ""
    return (
        f"Of {count_words(before, 'customer')} in {called(moved.high_value, names)}, the segment "
        f"of the highest value, {len(moved.left_high_value):,} moved to another segment by what "
        f"they did{to}, and {gone:,} {'is' if gone == 1 else 'are'} gone."
    )


def tell_event(event: SegmentEvent, names: Mapping[str, str]) -> str:
    """Say what became of a segment, with names.

    Examples
    --------
    >>> tell_event(SegmentEvent("split", ("S1",), ("S1", "S4"), 0.9), {"S4": "Families"})
    'S1 split into S1 and S4 (Families), which hold 90% of it.'
    """
    old, new = _all(event.old, names), _all(event.new, names)
    share = f"{event.overlap:.0%}"
    return {
        "survive": f"{new} lasts: {share} of the customers in it before or now are in both.",
        "split": f"{old} split into {new}, which hold {share} of it.",
        "merge": f"{old} merged into {new}: {share} of it comes from them.",
        "birth": f"{new} is new: at most {share} of it comes from one segment of before.",
        "death": f"{old} is gone: at most {share} of it went to one segment.",
    }[event.kind]


def _all(ids: Sequence[str], names: Mapping[str, str]) -> str:
    return joined([called(each, names) for each in ids])
