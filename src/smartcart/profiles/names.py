"""Names by rules over value and frequency, each with the evidence that supports it.

A name is read off where a segment's median stands among all customers. No rule ever looks
at the number of a cluster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from smartcart.features import Features
from smartcart.profiles.describe import Profiles
from smartcart.profiles.words import format_value, is_countable, measure_label

__all__ = ["find_evidence", "name_segments"]

#: A median in the upper third of all customers is high, in the lower third low.
_HIGH, _LOW = 2 / 3, 1 / 3

_BY_VALUE_AND_FREQUENCY = {
    ("high", True): "High-value loyal customers",
    ("high", False): "High-value occasional buyers",
    ("moderate", True): "Moderate-value frequent buyers",
    ("moderate", False): "Moderate-value occasional buyers",
    ("low", True): "Low-value frequent buyers",
    ("low", False): "Low-engagement / churn-risk customers",
}
_BY_VALUE = {
    "high": "High-value customers",
    "moderate": "Moderate-value customers",
    "low": "Low-value customers",
}


def name_segments(profiles: Profiles, features: Features) -> list[str]:
    """Return a name for each segment, all different.

    Value and frequency give the name. Segments that share it are told apart by the measure
    in which they differ most; where a table has neither value nor frequency, by the variable
    in which a segment stands out most. One segment alone is all customers.

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
    names = [_base_name(profiles, segment, features) for segment in positions.index]
    return _told_apart(names, positions, features)


def find_evidence(profiles: Profiles, features: Features, segment: str, name: str) -> list[str]:
    """Return the statements that support a name, figures included.

    Parameters
    ----------
    segment : str
        Its id, a row of the profiles.
    name : str
        The name given to it; the words in it decide what must be shown.
    """
    named = [measure for measure in (features.value, features.frequency) if measure]
    markers = [m for m in _markers(profiles.positions, segment, features) if m not in named]
    evidence = [_statement(profiles, segment, measure) for measure in named + markers[:3]]
    if "churn-risk" in name:
        evidence.append(
            "'Churn-risk' is read from low value and few purchases; a table without order dates "
            "does not show who has left."
        )
    return evidence


def _base_name(profiles: Profiles, segment: str, features: Features) -> str:
    position = profiles.positions.loc[segment]
    frequent = _is_frequent(profiles, segment, features.frequency) if features.frequency else None
    if features.value and frequent is not None:
        return _BY_VALUE_AND_FREQUENCY[_level(position[features.value]), frequent]
    if features.value:
        return _BY_VALUE[_level(position[features.value])]
    if frequent is not None:
        return "Frequent buyers" if frequent else "Occasional buyers"
    return "Customers"


def _is_frequent(profiles: Profiles, segment: str, frequency: str) -> bool:
    """Return whether the median customer of the segment buys as often as that of all, or more.

    The medians themselves are compared: among many equal counts, the position of the median of
    all customers may fall on either side of the middle.
    """
    return bool(profiles.table.loc[segment, frequency] >= profiles.population[frequency])


def _level(position: float) -> str:
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
    comparable = _comparable(features)
    difference = positions[comparable].iloc[i] - positions[comparable].iloc[namesakes].mean()
    difference = difference.dropna()
    if difference.empty or difference.abs().max() == 0:
        return "no distinguishing marker"
    strongest = difference.abs().idxmax()
    less, more = "fewer" if is_countable(strongest) else "less", "more"
    if strongest in features.levels:
        less, more = "lower", "higher"
    return f"{more if difference[strongest] > 0 else less} {measure_label(strongest)}"


def _markers(positions: pd.DataFrame, segment: str, features: Features) -> list[str]:
    """Return variables by how far the segment's median stands from the middle."""
    away = (positions.loc[segment, _comparable(features)] - 0.5).abs().dropna()
    return list(away[away > 0].sort_values(ascending=False, kind="stable").index)


def _comparable(features: Features) -> list[str]:
    """Return the measures that shaped the segments; a name must not rest on anything else."""
    names = [variable.name for variable in features.variables]
    return [name for name in names if name in features.measures]


def _statement(profiles: Profiles, segment: str, measure: str) -> str:
    own, everyone = profiles.table.loc[segment, measure], profiles.population[measure]
    words = f"{measure_label(measure).capitalize()}: median {format_value(measure, own)}"
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
