"""The table of segments: how large they are, were, and who has to be added and removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smartcart.report.changes.flows import find_ids
from smartcart.report.words import percent
from smartcart.through_time import Changes, Migration, SegmentNow

__all__ = ["view_segments"]


def view_segments(changes: Changes, colors: Mapping[str, str]) -> dict[str, Any] | None:
    """Return rows of the segments that serve and of those that are gone; None without any.

    Where nothing is known of the time before, the columns that compare are left out.
    """
    if not changes.segments:
        return None
    compares = any(each.size_before is not None for each in changes.segments)
    audience = None if changes.audience is None else changes.audience.counts
    rows = [_serving(each, compares=compares) for each in changes.segments]
    if compares or audience is not None:
        served = {each.id for each in changes.segments}
        rows += [_gone(each, changes) for each in find_ids(changes) if each not in served]
    for row in rows:
        row["color"] = colors[row["id"]]
        row["cells"] = _cells(row, audience, compares=compares)
    return {
        "columns": [
            *("Customers", "Share"),
            *(["Before", "Change"] if compares else []),
            *(["To add", "To remove"] if audience is not None else []),
        ],
        "rows": rows,
        "total": _total(rows, audience, compares=compares),
        "has_audience": audience is not None,
    }


def _serving(segment: SegmentNow, *, compares: bool) -> dict[str, Any]:
    is_new = compares and segment.size_before is None
    tags = ["new"] if is_new else []
    return {
        "id": segment.id,
        "name": segment.name,
        "tags": [*tags, *(["highest value"] if segment.is_high_value else [])],
        "size": segment.size,
        "share": segment.share_customers,
        "before": segment.size_before,
    }


def _gone(segment_id: str, changes: Changes) -> dict[str, Any]:
    return {
        "id": segment_id,
        "name": changes.names.get(segment_id, ""),
        "tags": ["gone"],
        "size": 0,
        "share": 0.0,
        "before": _size_before(segment_id, changes.migration),
    }


def _size_before(segment_id: str, moved: Migration | None) -> int | None:
    if moved is None or segment_id not in moved.behaviour.index:
        return None
    gone = int((moved.leavers == segment_id).sum())
    return int(moved.behaviour.loc[segment_id].sum()) + gone


def _cells(
    row: Mapping[str, Any], audience: Mapping[str, Mapping[str, int]] | None, *, compares: bool
) -> list[str]:
    cells = [f"{row['size']:,}", percent(row["share"])]
    if compares:
        before = row["before"]
        cells += ["–", "–"] if before is None else [f"{before:,}", _change(row["size"], before)]
    if audience is not None:
        own = audience.get(row["id"], {})
        cells += [f"{own.get(each, 0):,}" for each in ("added", "removed")]
    return cells


def _change(now: int, before: int) -> str:
    share = f" ({(now - before) / before:+.0%})" if before else ""
    return f"{now - before:+,}{share}" if now != before else "0"


def _total(
    rows: list[dict[str, Any]],
    audience: Mapping[str, Mapping[str, int]] | None,
    *,
    compares: bool,
) -> list[str]:
    now, before = (sum(row[each] or 0 for row in rows) for each in ("size", "before"))
    total = [f"{now:,}", percent(1.0 if now else 0.0)]
    if compares:
        is_known = not any(row["before"] is None and "gone" in row["tags"] for row in rows)
        total += [f"{before:,}", _change(now, before)] if is_known else ["–", "–"]
    if audience is not None:
        counts = list(audience.values())
        total += [f"{sum(each[side] for each in counts):,}" for side in ("added", "removed")]
    return total
