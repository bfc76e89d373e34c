"""Plain values of the store: JSON in one spelling, times in UTC."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

__all__ = ["from_time", "now", "to_json", "to_time", "without"]


def to_json(value: Mapping[str, Any]) -> str:
    """Return the one spelling of plain data.

    Examples
    --------
    >>> to_json({"b": 1, "a": "é"})
    '{"a":"é","b":1}'
    """
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )


def from_time(time: datetime) -> str:
    """Return a time as text that sorts; one without a zone is taken for local time.

    Examples
    --------
    >>> from_time(datetime.fromisoformat("2026-07-01T10:00:00+02:00"))
    '2026-07-01T08:00:00.000000+00:00'
    """
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def to_time(text: str) -> datetime:
    """Read what `from_time` wrote."""
    return datetime.fromisoformat(text)


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def without(value: Any, customer_id: str) -> Any:
    """Return plain data without a customer: not as a text of its own, not as a key.

    Examples
    --------
    >>> without({"ids": ["7", "8"], "by_id": {"7": 1.5}, "first": "7", "n": 7}, "7")
    {'ids': ['8'], 'by_id': {}, 'n': 7}
    """
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if customer_id not in (k, v)}
        return {k: without(v, customer_id) for k, v in kept.items()}
    if isinstance(value, list):
        return [without(each, customer_id) for each in value if each != customer_id]
    return value
