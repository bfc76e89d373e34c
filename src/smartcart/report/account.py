"""What happened to the data, and how the segments were found: counted and said in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import pandas as pd

from smartcart.customers import Customers, Finding, Quality
from smartcart.profiles import measure_label
from smartcart.report.words import count_words, percent, upper_first
from smartcart.segmentation import Segmentation, Training

__all__ = ["QualityFacts", "collect_method", "collect_quality"]

_PACKAGES = ("smartcart", "numpy", "pandas", "scipy", "scikit-learn")
#: Characters of a hash that are enough to tell two tables apart by eye.
_SHORT = 12
_PLACING = {
    "kmeans": "by the nearest centre",
    "ward": "where they increase the error sum least",
}


@dataclass(frozen=True)
class LinesFacts:
    """The account of the order lines that customers were made of."""

    lines: int
    used: int
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class QualityFacts:
    """The account of the reading, in numbers and sentences; it names no customer."""

    records: int
    customers: int
    quarantined: int
    duplicates_dropped: int
    non_data: int
    reading: tuple[str, ...]
    set_aside: tuple[str, ...]
    repairs: tuple[str, ...]
    flags: tuple[str, ...]
    ignored_columns: tuple[str, ...]
    lines: LinesFacts | None = None


def collect_quality(customers: Customers) -> QualityFacts:
    """Return the account of the reading that `customers` came from."""
    quality = customers.quality
    return QualityFacts(
        records=quality.records,
        customers=quality.customers,
        quarantined=quality.quarantined,
        duplicates_dropped=quality.duplicates_dropped,
        non_data=quality.non_data,
        reading=_reading(quality),
        set_aside=_reasons(customers.quarantine),
        repairs=tuple(_sentence(each, "value") for each in quality.repairs),
        flags=tuple(_sentence(each, "customer") for each in quality.flags),
        ignored_columns=quality.ignored_columns,
        lines=None if quality.lines is None else _lines(quality.lines),
    )


def _lines(account: Mapping[str, Any]) -> LinesFacts:
    lines, used = account["lines"], account["used"]
    taken = sorted(
        (each for each in account["rules"] if each["lines"]), key=lambda each: -each["lines"]
    )
    return LinesFacts(
        lines,
        used,
        (
            f"Used: {used:,} ({percent(used / lines)}); a customer bought a product, from "
            f"{account['first']} to {account['last']}.",
            *(f"Not used: {each['lines']:,}; {each['meaning']}." for each in taken),
        ),
    )


def _reading(quality: Quality) -> tuple[str, ...]:
    source, day = quality.source, quality.snapshot_date
    facts = {"Format": source.format, "Encoding": source.encoding, **source.dialect}
    facts["Snapshot date"] = (
        f"{day.isoformat()}, {quality.snapshot_rule}" if day else quality.snapshot_rule
    )
    lines = [f"{name}: {fact}" for name, fact in facts.items() if fact]
    return tuple(upper_first(line) for line in (*lines, *source.notes))


def _reasons(quarantine: pd.DataFrame) -> tuple[str, ...]:
    counts = quarantine["reason"].value_counts(sort=False)
    return tuple(f"{reason} ({count_words(n, 'record')})" for reason, n in counts.items())


def _sentence(finding: Finding, noun: str) -> str:
    meaning = finding.meaning or finding.rule.replace("_", " ")
    where = f"{finding.column}: " if finding.column else ""
    sentence = f"{where}{meaning} ({count_words(finding.count, noun)})."
    return sentence if where else upper_first(sentence)


def collect_method(segmentation: Segmentation, training: Training) -> tuple[tuple[str, str], ...]:
    """Return how the segments were found, as pairs of a heading and a sentence."""
    settings, model = segmentation.settings, training.space.model
    returned = percent(training.clusters.returned_share)
    rows = [
        ("Method", _method_words(segmentation, training)),
        ("Compared by", "; ".join(measure_label(name) for name in segmentation.model.variables)),
        (
            "Space",
            f"{count_words(model.n_components, 'principal component')}, which keep "
            f"{percent(model.variance_kept)} of the variance (asked: "
            f"{percent(settings.variance_kept)})",
        ),
        ("Capped outliers", _capped_words(training.space.n_capped)),
        (
            "Placing customers",
            f"{_PLACING[segmentation.model.partition.method]}; it puts {returned} of the customers "
            "back where the method put them",
        ),
        ("Bootstrap refits", f"{settings.n_boot} for each number of segments"),
        ("Tables without structure", f"{settings.n_null} for each number of segments"),
        ("Seed", str(settings.seed)),
        ("Data hash", segmentation.data_hash[:_SHORT]),
        ("Settings hash", settings.hash[:_SHORT]),
        ("Versions", ", ".join(f"{package} {version(package)}" for package in _PACKAGES)),
    ]
    return tuple((heading, text) for heading, text in rows if text)


def _method_words(segmentation: Segmentation, training: Training) -> str:
    if segmentation.model.partition.method == "ward":
        n = training.clusters.micro_clusters
        return f"Ward's agglomeration{f' of {n:,} micro-clusters of all customers' * bool(n)}"
    return f"K-Means, the best of {count_words(segmentation.settings.n_starts, 'start')}"


def _capped_words(n_capped: dict[str, int]) -> str:
    capped: Sequence[str] = [
        f"{measure_label(name)} ({count_words(n, 'customer')})" for name, n in n_capped.items()
    ]
    return "; ".join(capped)
