"""Drift in words."""

from __future__ import annotations

from smartcart.errors import quoted
from smartcart.through_time.drift_report import DistanceDrift, DriftReport, FeatureDrift

__all__ = ["tell_drift"]

#: Texts named at most.
_NAMED = 5


def tell_drift(report: DriftReport) -> tuple[str, ...]:
    """Return the verdict, the schema, what drifted and what could not be judged, in words."""
    drifted = sorted(
        (each for each in report.features if each.verdict == "drift"),
        key=lambda each: -(each.psi or 0.0),
    )
    return (
        _verdict(report),
        *(each.sentence for each in report.schema),
        *(_feature(each) for each in drifted),
        *_segments(report.segments),
        *_distance(report.distance),
        *(_few(each) for each in report.features if each.verdict == "not enough data"),
        *(_unseen(each) for each in report.features if each.unseen),
    )


def _verdict(report: DriftReport) -> str:
    n = f"{report.n_current:,} customers now, {report.n_reference:,} in the reference"
    return {
        "schema": f"The table is not like the reference ({n}): look at its columns first.",
        "drift": f"The customers are no longer distributed as in the reference ({n}).",
        "not enough data": f"Not enough data to rule drift out ({n}).",
        "none": f"No drift was found ({n}).",
    }[report.verdict]


def _feature(feature: FeatureDrift) -> str:
    told = f"{feature.name} drifted: PSI {feature.psi:.2f}, a {feature.size} shift"
    told += f" (corrected {_p(feature.p_value)})"
    if feature.median_reference is not None and feature.median_current is not None:
        told += (
            f"; median {feature.median_reference:,.4g} before, {feature.median_current:,.4g} now"
        )
    before, now = feature.share_missing_reference, feature.share_missing_current
    if abs(now - before) >= 0.05:
        told += f"; missing for {before:.0%} before, {now:.0%} now"
    return f"{told}."


def _segments(segments: FeatureDrift | None) -> tuple[str, ...]:
    if segments is None or segments.verdict != "drift":
        return ()
    return (
        f"The sizes of the segments drifted: PSI {segments.psi:.2f}, a {segments.size} shift "
        f"(corrected {_p(segments.p_value)}).",
    )


def _distance(distance: DistanceDrift | None) -> tuple[str, ...]:
    if distance is None or distance.verdict != "drift":
        return ()
    where = "farther from" if distance.change > 0 else "nearer to"
    return (
        f"Customers are {abs(distance.change):.0%} {where} the centre of their segment than "
        f"before, on average (corrected {_p(distance.p_value)}).",
    )


def _few(feature: FeatureDrift) -> str:
    return (
        f"{feature.name} was not judged: known for {feature.n_current:,} customers now and "
        f"{feature.n_reference:,} in the reference, and 100 are needed."
    )


def _unseen(feature: FeatureDrift) -> str:
    named = ", ".join(quoted(each) for each in feature.unseen[:_NAMED])
    more = len(feature.unseen) - _NAMED
    rest = f" and {more:,} more" if more > 0 else ""
    return f"{feature.name} has levels that the reference did not hold: {named}{rest}."


def _p(p_value: float | None) -> str:
    return "p below 0.0001" if (p_value or 0.0) < 0.0001 else f"p {p_value:.4f}"
