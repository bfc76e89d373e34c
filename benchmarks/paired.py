"""Seconds of two calls in turn within one process, and how they grow."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np


def seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def calls_in_turn(
    ours: Callable[[], object], rival: Callable[[], object], runs: int = 3
) -> dict[str, float]:
    """Call both in turn after a warm-up of ours; return medians and the median of the ratios."""
    ours()
    return summarize_pairs([(seconds(ours), seconds(rival)) for _ in range(runs)])


def summarize_pairs(pairs: Sequence[tuple[float, float]]) -> dict[str, float]:
    """Return the medians of ours and of theirs, and of the ratios within each pair."""
    ratios = [mine / theirs for mine, theirs in pairs]
    return {
        "ours_seconds": statistics.median(mine for mine, _ in pairs),
        "rival_seconds": statistics.median(theirs for _, theirs in pairs),
        "ratio": statistics.median(ratios),
        "ratio_low": min(ratios),
        "ratio_high": max(ratios),
    }


def exponent(seconds_of: Mapping[int, float]) -> float:
    """Return b of seconds = a n^b, by least squares in logarithms."""
    n, measured = zip(*seconds_of.items(), strict=True)
    return float(np.polyfit(np.log(n), np.log(measured), 1)[0])


def extrapolate(seconds_of: Mapping[int, float], n: int, power: float = 2.0) -> float:
    """Return the seconds at n, from those of the largest size measured and a known power."""
    largest = max(seconds_of)
    return seconds_of[largest] * (n / largest) ** power
