"""What was read, repaired, flagged and set aside: counted, so that nothing is lost in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from smartcart.customers.raw import SourceFacts

__all__ = ["MAX_IDS_SHOWN", "Finding", "Quality"]

#: A flag names at most this many customers; its count is always complete.
MAX_IDS_SHOWN = 20


@dataclass(frozen=True)
class Finding:
    """One rule that spoke for one column, how often, and for which customers.

    Examples
    --------
    >>> Finding("missing_value", "Income", 24).sentence
    'Income: 24 x missing_value'
    """

    rule: str
    column: str
    count: int
    meaning: str = ""
    ids: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The finding for people."""
        where = f"{self.column}: " if self.column else ""
        return f"{where}{self.count:,} x {self.meaning or self.rule}"


@dataclass(frozen=True)
class Quality:
    """The account of one reading.

    ``records == customers + quarantined + duplicates_dropped + non_data``, always. Where the
    customers were made of order lines, `lines` is the account of these, as plain data, and a
    record is one of the customers made.
    """

    source: SourceFacts
    customers: int
    quarantined: int
    duplicates_dropped: int
    repairs: tuple[Finding, ...]
    flags: tuple[Finding, ...]
    snapshot_date: date | None
    snapshot_rule: str
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored_columns: tuple[str, ...] = ()
    lines: Mapping[str, Any] | None = None

    @property
    def records(self) -> int:
        """Records of the source below its header, blank lines included."""
        return self.source.records

    @property
    def non_data(self) -> int:
        """Records that are no customer at all."""
        return self.source.non_data

    def to_dict(self) -> dict[str, Any]:
        """Return the content of ``quality.json``."""
        return {
            "source": self.source.name,
            "sha256": self.source.sha256,
            "format": self.source.format,
            "encoding": self.source.encoding,
            "dialect": dict(self.source.dialect),
            "notes": list(self.source.notes),
            "records": self.records,
            "non_data": self.non_data,
            "customers": self.customers,
            "quarantined": self.quarantined,
            "duplicates_dropped": self.duplicates_dropped,
            "repairs": [_repair(each) for each in self.repairs],
            "flags": [{**_repair(each), "ids": list(each.ids)} for each in self.flags],
            "snapshot_date": self.snapshot_date.isoformat() if self.snapshot_date else None,
            "snapshot_rule": self.snapshot_rule,
            "columns": dict(self.columns),
            "ignored_columns": list(self.ignored_columns),
            "lines": self.lines,
        }


def _repair(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "column": finding.column,
        "count": finding.count,
        "meaning": finding.meaning,
    }
