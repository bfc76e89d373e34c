"""One column in plain counts: bins fixed by the reference, and how far counts moved in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import chdtrc

__all__ = [
    "Bins",
    "compare_counts",
    "count_bins",
    "holm",
    "known_numbers",
    "make_bins",
    "population_stability",
]

_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]

_N_BINS = 10
#: Bins with fewer customers expected are tested together (Cochran 1954).
_LEAST_EXPECTED = 5


@dataclass(frozen=True)
class Bins:
    """The bins of a column: upper ends of numbers, or texts.

    Numbers fall into ``(-inf, e1], (e1, e2], ... (en, inf)``; texts into their level, or into
    the last bin, which is for texts that the reference did not hold.
    """

    edges: tuple[float, ...] = ()
    levels: tuple[str, ...] = ()


def make_bins(values: pd.Series, *, is_text: bool) -> Bins:
    """Take bins from a reference: deciles, or single values where there are at most ten.

    Examples
    --------
    >>> make_bins(pd.Series(["b", "a", None]), is_text=True).levels
    ('a', 'b')
    >>> make_bins(pd.Series(range(101)), is_text=False).edges
    (10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0)
    """
    if is_text:
        return Bins(levels=tuple(sorted(map(str, values.dropna().unique()))))
    numbers = known_numbers(values)
    distinct = np.unique(numbers)
    if len(distinct) <= _N_BINS:
        below = np.nextafter(distinct[:1], -np.inf)
        edges = np.concatenate([below, distinct])
    else:
        edges = np.unique(np.quantile(numbers, np.arange(1, _N_BINS) / _N_BINS))
    return Bins(edges=tuple(edges.tolist()))


def count_bins(values: pd.Series, bins: Bins) -> _Ints:
    """Count known values by bin; the last number is of missing ones.

    Examples
    --------
    >>> count_bins(pd.Series(["a", "new", None]), Bins(levels=("a", "b"))).tolist()
    [1, 0, 1, 1]
    """
    if bins.edges:
        places = np.searchsorted(np.array(bins.edges), known_numbers(values), side="left")
    else:  # texts, or nothing was known
        texts = pd.Index(values.dropna().astype(str))
        places = pd.Index(bins.levels, dtype=object).get_indexer(texts.astype(object))
        places = np.where(places < 0, len(bins.levels), places)
    counts = np.bincount(places, minlength=len(bins.edges or bins.levels) + 1)
    return np.append(counts, len(values) - len(places)).astype(np.int64)


def population_stability(reference: Sequence[int] | _Ints, current: Sequence[int] | _Ints) -> float:
    """Return the population stability index of two lists of counts.

    The sum over bins of (q - p) ln(q / p) for shares p and q (Jeffreys 1946; as PSI in credit
    scoring, Siddiqi 2006). Half a customer is added to every bin, so that an empty one is not
    infinitely far.

    Examples
    --------
    >>> population_stability([50, 50], [50, 50]), round(population_stability([50, 50], [80, 20]), 2)
    (0.0, 0.41)
    """
    first, second = np.asarray(reference, dtype=np.float64), np.asarray(current, dtype=np.float64)
    used = first + second > 0
    p, q = ((each[used] + 0.5) / (each[used] + 0.5).sum() for each in (first, second))
    return float(((q - p) * np.log(q / p)).sum())


def compare_counts(reference: Sequence[int] | _Ints, current: Sequence[int] | _Ints) -> float:
    """Return the p-value of chi-squared that both are drawn from the same shares (Pearson 1900).

    Bins with fewer than five customers expected are tested as one.

    Examples
    --------
    >>> compare_counts([50, 50], [50, 50]), compare_counts([500, 500], [400, 600]) < 0.001
    (1.0, True)
    """
    counts = _merge_rare(np.array([reference, current], dtype=np.float64))
    if counts.shape[1] < 2 or (counts.sum(axis=1) == 0).any():
        return 1.0
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    statistic = float(((counts - expected) ** 2 / expected).sum())
    return float(chdtrc(counts.shape[1] - 1, statistic))


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Correct p-values for their number (Holm 1979): a false alarm in any is as rare as stated.

    Examples
    --------
    >>> holm({"a": 0.25, "b": 0.125, "c": 0.5})
    {'a': 0.5, 'b': 0.375, 'c': 0.5}
    """
    corrected, largest = {}, 0.0
    ordered = sorted(p_values, key=lambda name: p_values[name])
    for done, name in enumerate(ordered):
        largest = max(largest, min(1.0, (len(ordered) - done) * p_values[name]))
        corrected[name] = largest
    return {name: corrected[name] for name in p_values}


def _merge_rare(counts: _Floats) -> _Floats:
    smaller = counts.sum(axis=1).min() / counts.sum()
    together = counts.sum(axis=0)
    rare = together * smaller < _LEAST_EXPECTED
    kept, merged = counts[:, ~rare], counts[:, rare].sum(axis=1, keepdims=True)
    if merged.sum() * smaller >= _LEAST_EXPECTED:
        return np.hstack([kept, merged])
    if merged.sum() and kept.shape[1]:  # too few even together: with the smallest of the others
        kept[:, [int(kept.sum(axis=0).argmin())]] += merged
    return kept


def known_numbers(values: pd.Series) -> _Floats:
    """Return the known values as numbers; of days, the number of days since 1970.

    Examples
    --------
    >>> known_numbers(pd.Series([1.0, None])).tolist()
    [1.0]
    >>> known_numbers(pd.Series(pd.to_datetime(["1970-01-03"]))).tolist()
    [2.0]
    """
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return np.asarray(values.dropna().astype("datetime64[s]").astype("int64") / 86_400)
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(numbers[~np.isnan(numbers)], dtype=np.float64)
