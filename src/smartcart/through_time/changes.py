"""What one refresh found and did: the facts that its page, its record and its notice tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from smartcart.through_time.audience import AudienceChange
from smartcart.through_time.drift_report import DriftReport
from smartcart.through_time.gates import Gate
from smartcart.through_time.identity import SegmentEvent
from smartcart.through_time.migration import Migration

__all__ = ["Changes", "SegmentNow"]


@dataclass(frozen=True)
class SegmentNow:
    """A segment of the model that serves; ``size_before`` is None where there was none."""

    id: str
    name: str
    size: int
    share_customers: float
    size_before: int | None = None
    is_high_value: bool = False


@dataclass(frozen=True)
class Changes:
    """What one refresh found and did.

    Attributes
    ----------
    status : str
        ``promoted``: there is a new model. ``kept``: a model was learnt and not promoted.
        ``scored``: the customers were placed. ``already_seen``: the same content was refreshed
        before, and nothing was done. ``refused``: the table cannot be used; the model of before
        serves on.
    reason : str
        Why it ended so, in sentences.
    source : str
    snapshot_date : date or None
        The day that the table describes.
    n_customers, n_suppressed : int
        Customers placed; customers left out because they object.
    version : int
        Of the champion that serves afterwards; 0 for none.
    drift : DriftReport or None
        None on a first run, or where nothing is known of the customers of the champion.
    gates : tuple of Gate
        Empty where no model was learnt.
    events : tuple of SegmentEvent
        What became of the segments; empty unless a model was promoted in the place of another.
    migration : Migration or None
        None where nobody was placed before.
    audience : AudienceChange or None
    segments : tuple of SegmentNow
        Of the model that serves afterwards, in its order.
    names : mapping of str to str
        Names by id, also of segments that are gone.
    verdict : str
        How real the segments of the serving model are: natural, reproducible, constructive, none.
    notes : tuple of str
        What else has to be said, such as columns that are missing and not needed.
    """

    status: str
    reason: str
    source: str
    snapshot_date: date | None = None
    n_customers: int = 0
    n_suppressed: int = 0
    version: int = 0
    drift: DriftReport | None = None
    gates: tuple[Gate, ...] = ()
    events: tuple[SegmentEvent, ...] = ()
    migration: Migration | None = None
    audience: AudienceChange | None = None
    segments: tuple[SegmentNow, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    verdict: str = ""
    notes: tuple[str, ...] = ()
