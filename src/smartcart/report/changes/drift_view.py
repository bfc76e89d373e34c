"""Whether customers are still alike, for people."""

from __future__ import annotations

from typing import Any

from smartcart.errors import quoted
from smartcart.profiles import format_value, measure_label
from smartcart.report.words import count_words, joined, lower_first, percent, row_label, upper_first
from smartcart.through_time import DistanceDrift, DriftReport, FeatureDrift

__all__ = ["view_drift"]

_JUDGED = {"drift": "drifted", "none": "as before", "not enough data": "not enough data"}
#: Levels named at most.
_NAMED = 5


def view_drift(report: DriftReport) -> dict[str, Any]:
    """Return the verdict in words, what is wrong with columns, and a row for each feature."""
    ordered = sorted(report.features, key=_by_weight)
    misses = any(each.share_missing_reference + each.share_missing_current for each in ordered)
    return {
        "lead": _lead(report),
        "schema": [change.sentence for change in report.schema],
        "misses": misses,
        "rows": [_row(feature, misses=misses) for feature in ordered],
        "overall": _overall(report),
        "unseen": [_unseen(feature) for feature in report.features if feature.unseen],
    }


def _lead(report: DriftReport) -> str:
    n = f"{report.n_current:,} customers now, {report.n_reference:,} in the reference"
    if report.verdict == "schema":
        return f"The columns are not those of before, so nothing else was compared ({n})."
    if report.verdict == "none":
        return f"Yes: nothing drifted ({n})."
    if report.verdict == "not enough data":
        return (
            f"Not enough data to say ({n}). That is not the same as no drift: what could be "
            "judged did not drift, the rest is open."
        )
    what = [lower_first(measure_label(name)) for name in report.drifted]
    what += ["the sizes of the segments"] if _drifted(report.segments) else []
    what += ["the distance to the centre of the segment"] if _drifted(report.distance) else []
    return f"No: {joined(what)} drifted ({n})."


def _drifted(part: FeatureDrift | DistanceDrift | None) -> bool:
    return part is not None and part.verdict == "drift"


def _by_weight(feature: FeatureDrift) -> tuple[bool, float]:
    """Put what drifted first, then by how far; what was not judged is last."""
    return feature.verdict != "drift", -(-1.0 if feature.psi is None else feature.psi)


def _row(feature: FeatureDrift, *, misses: bool) -> dict[str, Any]:
    medians = [
        format_value(feature.name, each)
        for each in (feature.median_reference, feature.median_current)
    ]
    missing = [
        percent(each) for each in (feature.share_missing_reference, feature.share_missing_current)
    ]
    return {
        "name": row_label(feature.name),
        "judged": _judged(feature),
        "is_drifted": feature.verdict == "drift",
        "cells": [_psi(feature), _p(feature.p_value), *medians, *(missing if misses else [])],
    }


def _judged(feature: FeatureDrift) -> str:
    told = _JUDGED[feature.verdict]
    if feature.verdict != "not enough data":
        return told
    return f"{told}: known for {feature.n_reference:,} before, {feature.n_current:,} now"


def _psi(feature: FeatureDrift) -> str:
    return "–" if feature.psi is None else f"{feature.psi:.2f}, {feature.size}"


def _p(p_value: float | None) -> str:
    if p_value is None:
        return "–"
    return "< 0.0001" if p_value < 0.0001 else f"{p_value:.4f}"


def _overall(report: DriftReport) -> list[tuple[str, str]]:
    """Return what was found of the segments as a whole."""
    told = []
    if (sizes := report.segments) is not None:
        found = f"PSI {_psi(sizes)}; corrected p {_p(sizes.p_value)}."
        told.append(("Sizes of the segments", f"{upper_first(_judged(sizes))}. {found}"))
    if (distance := report.distance) is not None:
        told.append(
            (
                "Distance to the centre of the segment",
                f"{upper_first(_JUDGED[distance.verdict])}. On average "
                f"{distance.mean_reference:.2f} before, {distance.mean_current:.2f} now "
                f"({distance.change:+.0%}); corrected p {_p(distance.p_value)}.",
            )
        )
    return told


def _unseen(feature: FeatureDrift) -> str:
    named = [quoted(each) for each in feature.unseen[:_NAMED]]
    more = len(feature.unseen) - _NAMED
    rest = f" and {more:,} more" if more > 0 else ""
    n = count_words(len(feature.unseen), "level")
    return f"{row_label(feature.name)} has {n} not seen before: {', '.join(named)}{rest}."
