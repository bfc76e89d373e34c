"""Names by rules over value, frequency and engagement, each with the evidence behind it.

A name is read off where a segment's medians stand among all customers. No rule ever looks
at the number of a cluster, and segments that are not there get no story.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from smartcart.features import Features
from smartcart.profiles.describe import Profiles
from smartcart.profiles.markers import comparable_measures
from smartcart.profiles.words import compare_words, format_value, measure_label

__all__ = ["UNMARKED", "find_evidence", "list_markers", "name_segments", "name_unmarked"]

#: The name of a segment that nothing sets apart.
UNMARKED = "No distinguishing markers"
#: A median in the upper third of all customers is high, in the lower third low.
_HIGH, _LOW = 2 / 3, 1 / 3
#: Markers told beyond those that the name rests on.
_MARKERS_TOLD = 3

_BY_VALUE_AND_FREQUENCY = {
    ("high", True): "High-value loyal customers",
    ("high", False): "High-value occasional buyers",
    ("moderate", True): "Moderate-value frequent buyers",
    ("moderate", False): "Moderate-value occasional buyers",
    ("low", True): "Low-value frequent buyers",
    ("low", False): "Low-engagement / churn-risk customers",
}
#: Who buys little, but much for the attention they give, is not disengaged.
_LOW_BUT_ENGAGED = "Low-value occasional buyers"
_BY_VALUE = {
    "high": "High-value customers",
    "moderate": "Moderate-value customers",
    "low": "Low-value customers",
}
#: Adjectives of a name, and the measure that each of them rests on.
_ADJECTIVES = {
    "High-value": "value",
    "Moderate-value": "value",
    "Low-value": "value",
    "loyal": "frequency",
    "frequent": "frequency",
    "Frequent": "frequency",
    "occasional": "frequency",
    "Occasional": "frequency",
    "Low-engagement": "engagement",
    "churn-risk": "value",
}


@dataclass(frozen=True)
class _Standing:
    """Where the median customer of a segment stands: value, frequency, engagement."""

    value: str | None
    frequent: bool | None
    engagement: str | None


#: Days since the first order, which are known where customers were made of order lines.
_WATCHED = "days_since_first_order"
_NO_DATES = "a table without order dates does not show who has left."


def name_segments(profiles: Profiles, features: Features) -> list[str]:
    """Return a name for each segment, all different.

    Value, frequency and engagement give the name. Segments that share it are told apart by the
    measure in which they differ most. One segment alone is all customers.

    Examples
    --------
    >>> import smartcart
    >>> customers = smartcart.check_customers(smartcart.make_customers(2240, seed=0))
    >>> settings = {"n_boot": 2, "n_null": 2, "segments": 3}
    >>> for segment in smartcart.segment(customers, settings).segments:
    ...     print(segment.name)
    High-value loyal customers
    Moderate-value frequent buyers
    Low-engagement / churn-risk customers
    """
    positions = profiles.positions
    if len(positions) == 1:
        return ["All customers"]  # nobody to stand out from
    names = [_base_name(_standing(profiles, each, features)) for each in positions.index]
    return _told_apart(names, positions, features)


def name_unmarked(n_segments: int) -> list[str]:
    """Return names for segments that a table without structure would give as well.

    Examples
    --------
    >>> name_unmarked(2)
    ['No distinguishing markers (S1)', 'No distinguishing markers (S2)']
    """
    return [f"{UNMARKED} (S{i + 1})" for i in range(n_segments)]


def list_markers(profiles: Profiles, features: Features, segment: str) -> list[str]:
    """Return the measures that mark a segment, the furthest from all customers first.

    Only measures that shaped the segments count; see `find_markers`.
    """
    comparable = comparable_measures(features)
    marked = profiles.markers.loc[segment, comparable] != 0
    away = profiles.deviations.loc[segment, comparable][marked].abs()
    return list(away.sort_values(ascending=False, kind="stable").index)


def find_evidence(profiles: Profiles, features: Features, segment: str, name: str) -> list[str]:
    """Return the statements that support a name: every adjective with its figures, then markers.

    Parameters
    ----------
    segment : str
        Its id, a row of the profiles.
    name : str
        The name given to it; the words in it decide what must be shown.
    """
    if name.startswith(UNMARKED):
        return [
            "Its figures differ from those of all customers by no more than dividing a table "
            "without any groups would make them differ."
        ]
    words = _adjectives(name, features)
    told = [_statement(profiles, segment, m, " and ".join(each)) for m, each in words.items()]
    if not told:
        told = [_statement(profiles, segment, m) for m in _speaking(features)]
    marked = [m for m in list_markers(profiles, features, segment) if m not in words]
    # A median that nobody can tell from that of all convinces nobody, whatever lies around it.
    markers = [m for m in marked if profiles.table.loc[segment, m] != profiles.population[m]]
    evidence = told + [_statement(profiles, segment, m) for m in markers[:_MARKERS_TOLD]]
    if "churn-risk" in name:
        evidence.append(
            "'Churn-risk' is read from low value and few purchases; "
            + ("it does not say who has left." if _WATCHED in features.measures else _NO_DATES)
        )
    return evidence


def _speaking(features: Features) -> list[str]:
    return [measure for measure in (features.value, features.frequency) if measure]


def _adjectives(name: str, features: Features) -> dict[str, list[str]]:
    """Return the measures that the adjectives of a name rest on, with these adjectives.

    How often they buy speaks for engagement too, and alone where the table has no other measure.
    """
    found: dict[str, list[str]] = {}
    for word in name.split(":")[0].replace("/", " ").split():
        speaks = _ADJECTIVES.get(word)
        measure = getattr(features, speaks) if speaks else ""
        if speaks == "engagement" and features.frequency:
            found.setdefault(features.frequency, []).append(word)
        if measure:
            found.setdefault(measure, []).append(word)
    return found


def _standing(profiles: Profiles, segment: str, features: Features) -> _Standing:
    position = profiles.positions.loc[segment]
    return _Standing(
        value=_level(position[features.value]) if features.value else None,
        frequent=_is_frequent(profiles, segment, features),
        engagement=_level(position[features.engagement]) if features.engagement else None,
    )


def _base_name(standing: _Standing) -> str:
    if standing.value and standing.frequent is not None:
        buys_little = (standing.value, standing.frequent) == ("low", False)
        if buys_little and standing.engagement in ("moderate", "high"):
            return _LOW_BUT_ENGAGED
        return _BY_VALUE_AND_FREQUENCY[standing.value, standing.frequent]
    if standing.value:
        return _BY_VALUE[standing.value]
    if standing.frequent is not None:
        return "Frequent buyers" if standing.frequent else "Occasional buyers"
    return "Customers"


def _is_frequent(profiles: Profiles, segment: str, features: Features) -> bool | None:
    """Return whether the median customer of the segment buys as often as that of all, or more.

    None where the table does not say, or all customers bought equally often.

    The medians themselves are compared: among many equal counts, the position of the median of
    all customers may fall on either side of the middle.
    """
    frequency = features.frequency
    if not frequency or features.measures[frequency].nunique() < 2:
        return None
    return bool(profiles.table.loc[segment, frequency] >= profiles.population[frequency])


def _level(position: float) -> str | None:
    if pd.isna(position):
        return None
    if position >= _HIGH:
        return "high"
    return "moderate" if position >= _LOW else "low"


def _told_apart(names: Sequence[str], positions: pd.DataFrame, features: Features) -> list[str]:
    """Add to repeated names what the segment has more or less of than its namesakes."""
    counts = Counter(names)
    told = [
        name if counts[name] == 1 else f"{name}: {_accent(i, names, positions, features)}"
        for i, name in enumerate(names)
    ]
    again = Counter(told)
    return [
        name if again[name] == 1 else f"{name} ({positions.index[i]})"
        for i, name in enumerate(told)
    ]


def _accent(i: int, names: Sequence[str], positions: pd.DataFrame, features: Features) -> str:
    namesakes = [j for j, name in enumerate(names) if name == names[i] and j != i]
    comparable = [variable.name for variable in features.variables if variable.name in positions]
    difference = positions[comparable].iloc[i] - positions[comparable].iloc[namesakes].mean()
    difference = difference.dropna()
    if difference.empty or difference.abs().max() == 0:
        return "no distinguishing marker"
    strongest = str(difference.abs().idxmax())
    return compare_words(strongest, float(difference[strongest]), levels=features.levels)


def _statement(profiles: Profiles, segment: str, measure: str, word: str = "") -> str:
    own, everyone = profiles.table.loc[segment, measure], profiles.population[measure]
    label = measure_label(measure)
    words = f"{word}: {label}" if word else label
    words = f"{words[:1].upper()}{words[1:]}, median {format_value(measure, own)}"
    if len(profiles.table) == 1:
        return f"{words}."
    if own == everyone:
        return f"{words}, the same as for all customers."
    position = profiles.positions.loc[segment, measure]
    side = "higher" if position >= 0.5 else "lower"
    return (
        f"{words} against {format_value(measure, everyone)} for all customers, {side} than "
        f"{max(position, 1 - position):.0%} of them."
    )
