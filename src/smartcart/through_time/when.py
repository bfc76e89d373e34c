"""When a model is learnt anew: on drift, on age, or because a person says so."""

from __future__ import annotations

from datetime import date

from smartcart.profiles import measure_label
from smartcart.through_time.drift_report import DriftReport

__all__ = ["why_refit"]


def why_refit(
    found: DriftReport | None,
    learnt: date | None,
    today: date | None,
    *,
    max_age: int,
    asked: bool | None = None,
) -> str:
    """Return why a model has to be learnt anew, as a sentence; empty where it need not be.

    Parameters
    ----------
    found : DriftReport or None
        Drift of the customers against those the champion was learnt from.
    learnt, today : date or None
        The day that the table described when a model was learnt last, and the day it describes
        now. The clock on the wall says nothing about the customers.
    max_age : int
        Days after which a model is learnt anew without drift, too.
    asked : bool, optional
        True: a person wants it. False: a person does not.

    Examples
    --------
    >>> why_refit(None, date(2026, 1, 1), date(2026, 2, 1), max_age=180)
    ''
    >>> why_refit(None, date(2026, 1, 1), date(2026, 8, 1), max_age=180)
    'A model was learnt last for 2026-01-01, 212 days before; after 180 it is learnt anew.'
    """
    if asked is not None:
        return "A refit was asked for." if asked else ""
    if found is not None and found.verdict == "drift":
        return f"The customers drifted: {_named(found)}."
    if found is not None and found.verdict == "schema":
        return "A changed unit was accepted, so what the model learnt no longer holds."
    if learnt is None or today is None or (today - learnt).days < max_age:
        return ""
    return (
        f"A model was learnt last for {learnt.isoformat()}, {(today - learnt).days} days before; "
        f"after {max_age} it is learnt anew."
    )


def _named(found: DriftReport) -> str:
    named = [_lower_first(measure_label(each)) for each in found.drifted[:3]]
    more = len(found.drifted) - len(named)
    if more > 0:
        named.append(f"{more} more")
    if found.segments is not None and found.segments.verdict == "drift":
        named.append("the sizes of the segments")
    if found.distance is not None and found.distance.verdict == "drift":
        named.append("the distance to the centres")
    return ", ".join(named)


def _lower_first(words: str) -> str:
    return words[:1].lower() + words[1:]
