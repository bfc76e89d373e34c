"""Figures as people read them: the end of a key says what unit its value has."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["format_memory", "format_part", "format_seconds", "format_spread", "format_value"]


#: Between a number and its unit, which stay on one line.
_GAP = "\N{NO-BREAK SPACE}"


def format_part(part: Mapping[str, Any], key: str) -> str:
    """Return one figure of a part, with lowest and highest where they were measured."""
    return format_spread(part, key, lambda value: format_value(key, value))


def format_spread(part: Mapping[str, Any], key: str, tell: Callable[[Any], str]) -> str:
    low, high = part.get(f"{key}_low"), part.get(f"{key}_high")
    if low is None or high is None or low == high:
        return tell(part[key])
    told, least, most = tell(part[key]), tell(low), tell(high)
    if len({each.partition(_GAP)[2] for each in (told, least, most)}) == 1:  # one unit for all
        least, most = least.partition(_GAP)[0], most.partition(_GAP)[0]
    return f"{told} ({least} to {most})"


def format_value(key: str, value: Any) -> str:
    """Return a value by the end of its key, with its unit."""
    if isinstance(value, Mapping):
        return ", ".join(f"{at}: {format_value(key, each)}" for at, each in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    for end, tell in _ENDS.items():
        if end in key:
            return tell(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:.3g}"


def format_seconds(seconds: float) -> str:
    for unit, size in (("min", 60.0), ("s", 1.0), ("ms", 1e-3)):
        if seconds >= size * (10 if unit == "min" else 1):
            return f"{_three_digits(seconds / size)}{_GAP}{unit}"
    return f"{_three_digits(seconds * 1e6)}{_GAP}µs"


def format_memory(megabytes: float) -> str:
    """Return memory; a GB has 1,024 MB."""
    return f"{megabytes / 1024:.2f}{_GAP}GB" if megabytes >= 1000 else f"{megabytes:.0f}{_GAP}MB"


def _difference(share: float) -> str:
    """Return a share as a percentage with its sign; what rounding makes is no difference."""
    percent = round(100 * share, 4)
    return f"{percent:+.4f}{_GAP}%" if percent else f"0{_GAP}%"


def _agreement(ari: float) -> str:
    """Return an index of agreement rounded down: only the very same is 1."""
    return f"{math.floor(ari * 1e4) / 1e4:.4f}"


def _rate(per_second: float) -> str:
    return f"{float(f'{per_second:.3g}'):,.0f}{_GAP}a{_GAP}second"


def _three_digits(value: float) -> str:
    return f"{value:,.0f}" if value >= 999.5 else f"{value:.3g}"


#: In this order: the first that is found in a key counts.
_ENDS: dict[str, Callable[[float], str]] = {
    "per_second": _rate,
    "milliseconds": lambda value: format_seconds(value / 1e3),
    "seconds": format_seconds,
    "megabytes": format_memory,
    "difference": _difference,
    "share": lambda value: f"{100 * value:.3g}{_GAP}%",
    "exponent": "{:.2f}".format,
    "ari": _agreement,
    "apart": "{:.1e}".format,
}
