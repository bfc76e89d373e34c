"""What the store gives and takes: plain frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from smartcart.segmentation import Segmentation

__all__ = [
    "Assignment",
    "Champion",
    "ErasureReceipt",
    "Event",
    "Promotion",
    "Run",
    "Status",
    "StoredModel",
    "Suppression",
    "Traces",
]

Status = Literal["promoted", "kept", "scored", "refused"]


@dataclass(frozen=True)
class Run:
    """One run over one table.

    Attributes
    ----------
    started, finished : datetime
        Given back in UTC.
    source : str
        The name of the table, without a password.
    data_hash, settings_hash : str
        What the run is known by: the same two are the same run, unless it was refused.
    status : {'promoted', 'kept', 'scored', 'refused'}
    reason : str
        Why it ended so, as a sentence. No customer id belongs into it.
    verdict : str
    model_hash : str or None
        The model that placed the customers.
    settings, quality, figures : mapping of plain data
    run_id : int or None
        Given by the store; it grows.
    """

    started: datetime
    finished: datetime
    source: str
    data_hash: str
    settings_hash: str
    status: Status
    reason: str = ""
    verdict: str = ""
    model_hash: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    quality: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    run_id: int | None = None


@dataclass(frozen=True)
class Event:
    """Something that happened in a run, such as a split; `detail` is plain data."""

    kind: str
    detail: Mapping[str, Any]
    run_id: int | None = None


@dataclass(frozen=True)
class StoredModel:
    """A model as it was saved, byte for byte, and read; both checksums were right."""

    model_hash: str
    content: bytes = field(repr=False)
    segmentation: Segmentation = field(repr=False)


@dataclass(frozen=True)
class Champion:
    """The model that serves; version 0 is before the first promotion, without a model."""

    version: int
    model_hash: str | None


@dataclass(frozen=True)
class Assignment:
    """Where a run placed a customer, and the model that did; None for what it did not keep."""

    run_id: int
    model_hash: str | None
    customer_id: str
    segment_id: str
    segment: str
    confidence: float | None
    is_high_value: bool | None


@dataclass(frozen=True)
class Promotion:
    """A model became the champion; versions grow by one, also when an older model returns."""

    version: int
    model_hash: str
    promoted: datetime
    reason: str


@dataclass(frozen=True)
class Suppression:
    """A customer who is not to be contacted, since when, and why."""

    customer_id: str
    since: datetime
    reason: str


@dataclass(frozen=True)
class ErasureReceipt:
    """How many rows of each table held a customer; the customer is not named."""

    erased: datetime
    assignments: int
    suppressions: int
    runs: int
    events: int

    @property
    def total(self) -> int:
        """Rows in all."""
        return self.assignments + self.suppressions + self.runs + self.events


@dataclass(frozen=True)
class Traces:
    """Where a customer was found; the customer is not named.

    Attributes
    ----------
    values : mapping of str to int
        Rows that hold the id as a value or as a word, by ``table.column``; only where there are
        any.
    files : mapping of str to int
        How often the bytes of the id stand in each file of an SQLite store, also as part of
        something longer. Empty for PostgreSQL, whose files belong to the server.
    """

    values: Mapping[str, int]
    files: Mapping[str, int]

    @property
    def is_clean(self) -> bool:
        """No value and no word anywhere is the id."""
        return not self.values
