"""Clusters + measures -> Profiles, in customer units: money, days, purchases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from smartcart.features import Features
from smartcart.profiles.markers import comparable_measures, find_markers, find_standing
from smartcart.profiles.middles import Grouped, median_of
from smartcart.shown import Shown
from smartcart.threads import FEW, in_threads

__all__ = [
    "Profiles",
    "Rate",
    "describe_segments",
    "level_words",
    "order_by_value",
    "reading_order",
    "wilson_rate",
]

#: The measures people ask for first, in the order they read them.
_FIRST = (
    "spend_total",
    "n_purchases",
    "income",
    "recency_days",
    "tenure_days",
    "visits_per_month",
    "n_children",
    "age_years",
    "share_web",
    "share_catalog",
    "share_store",
    "share_deals",
    "response_rate",
    "purchases_per_visit",
)


@dataclass(frozen=True)
class Rate:
    """A share of customers with its 95 % interval (Wilson 1927)."""

    rate: float
    low: float
    high: float


@dataclass(frozen=True)
class Profiles(Shown):
    """What the customers of each segment are like.

    Attributes
    ----------
    table : DataFrame
        One row per segment, index ``segment_id``: segment (its name), n_customers,
        share_customers, share_spend, then the median of every measure and the share of every
        0/1 measure; share_response is the share of all who responded. Shares are 0 to 1; the
        median of an ordinal column is a level, in words.
    population : Series
        The same figures for all customers.
    positions : DataFrame
        One row per segment: where its median stands among all customers, for each measure
        (0 lowest, 0.5 the middle, 1 highest).
    response : tuple of Rate
        Response rate by segment; empty where the table has no response.
    deviations : DataFrame
        One row per segment, one column per measure; see `Standing`.
    markers : DataFrame of int
        Which measures mark a segment, and in which direction; see `find_markers`.
    """

    table: pd.DataFrame
    population: pd.Series
    positions: pd.DataFrame
    response: tuple[Rate, ...]
    deviations: pd.DataFrame
    markers: pd.DataFrame

    def without_markers(self) -> Profiles:
        """Return the profiles of segments that nothing marks: their differences were made."""
        return replace(self, markers=self.markers * 0)


def order_by_value(labels: pd.Series, features: Features) -> NDArray[np.int64]:
    """Return the clusters by falling median value; by size where there is no value or a tie.

    Examples
    --------
    >>> measures = pd.DataFrame({"spend_total": [1.0, 9.0, 8.0]})
    >>> features = Features(measures, (), measures, value="spend_total")
    >>> order_by_value(pd.Series([0, 1, 1]), features).tolist()
    [1, 0]
    """
    groups = pd.DataFrame({"cluster": labels.to_numpy()})
    groups["value"] = features.measures[features.value].to_numpy() if features.value else 0.0
    table = groups.groupby("cluster")["value"].agg(["median", "size"]).fillna({"median": 0.0})
    keys = [table.index.to_numpy(), -table["size"].to_numpy(), -table["median"].to_numpy()]
    return np.asarray(table.index.to_numpy()[np.lexsort(keys)], dtype=np.int64)


def describe_segments(labels: pd.Series, features: Features) -> Profiles:
    """Describe the segments in customer units.

    Parameters
    ----------
    labels : Series of int
        Segment of each customer, 0 being the first (``S1``).
    features : Features
        Measures of the same customers; missing values are left out of each median.

    Examples
    --------
    >>> measures = pd.DataFrame({"spend_total": [1.0, 3.0, 10.0]})
    >>> features = Features(measures, (), measures, value="spend_total")
    >>> profiles = describe_segments(pd.Series([1, 1, 0]), features)
    >>> profiles.table["spend_total"].to_dict()
    {'S1': 10.0, 'S2': 2.0}
    """
    ids = [f"S{label + 1}" for label in range(int(labels.max()) + 1)]
    groups = pd.Categorical.from_codes(labels.to_numpy(), categories=ids)
    grouped = Grouped.of(groups.codes, len(ids))
    found = in_threads(grouped.middles, features.places.values(), most=FEW)
    middles = dict(zip(features.places, found, strict=True))
    typical = _typical(features, groups, middles)
    sizes = pd.Series(groups).value_counts().reindex(ids)
    table = pd.DataFrame(
        {"segment": ids, "n_customers": sizes, "share_customers": sizes / len(labels)}, index=ids
    )
    if features.value:
        spend = features.measures[features.value].groupby(groups, observed=False).sum()
        total = spend.sum()
        table["share_spend"] = spend / total if total else np.nan
    table = table.join(_figures(features, typical, middles))
    response = _responses(features)
    if response is not None and response.sum():
        shares = response.groupby(groups, observed=False).sum() / response.sum()
        table.insert(table.columns.get_loc("response_rate") + 1, "share_response", shares)
    table.index.name = "segment_id"
    standing = find_standing(features, groups, middles)
    whole = pd.Categorical.from_codes(np.zeros(len(labels), dtype=np.int8), categories=["all"])
    middle = {name: places.middle for name, places in features.places.items()}
    everyone = _typical(features, whole, middle)
    return Profiles(
        table,
        _population(features, everyone, middle),
        standing.positions,
        _response(features, groups),
        standing.deviations,
        find_markers(
            standing.deviations,
            typical,
            everyone.iloc[0],
            sizes.to_numpy(),
            comparable_measures(features),
        ),
    )


def wilson_rate(successes: int, n: int, level: float = 0.95) -> Rate:
    """Return a share with the Wilson score interval, which holds for small groups too.

    Examples
    --------
    >>> wilson_rate(0, 10)
    Rate(rate=0.0, low=0.0, high=0.2775...)
    """
    if n == 0:
        return Rate(np.nan, np.nan, np.nan)
    z = float(ndtri((1 + level) / 2))
    share = successes / n
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return Rate(share, max(0.0, float(middle - half)), min(1.0, float(middle + half)))


def _figures(
    features: Features, typical: pd.DataFrame, middles: Mapping[str, NDArray[np.int64]]
) -> pd.DataFrame:
    """Return medians and shares in reading order, levels in words."""
    figures = typical.rename(columns=dict(features.rates))
    for measure, levels in features.levels.items():
        places = features.places[measure]
        lower = np.append(places.values, np.nan)[middles[measure][:, 0]]
        figures[measure] = level_words(pd.Series(lower, index=figures.index), levels)
    return figures[reading_order(features)]


def _population(
    features: Features, everyone: pd.DataFrame, middle: Mapping[str, NDArray[np.int64]]
) -> pd.Series:
    figures = _figures(features, everyone, middle).iloc[0].rename(None)
    for measure, rate in features.rates.items():
        figures[rate] = features.measures[measure].mean()
    return figures


def _typical(
    features: Features, groups: pd.Categorical, middles: Mapping[str, NDArray[np.int64]]
) -> pd.DataFrame:
    """Return medians, and shares of the measures that are 0 or 1, by the names of the measures."""
    typical = {
        name: median_of(middles[name], places.values) for name, places in features.places.items()
    }
    for measure in features.rates:
        shares = features.measures[measure].groupby(groups, observed=False).mean()
        typical[measure] = shares.to_numpy()
    return pd.DataFrame(typical, index=groups.categories)


def level_words(numbers: pd.Series, levels: tuple[str, ...]) -> pd.Series:
    """Return the words for numbers of levels; between two of them nobody stands.

    The lower median is taken, so that it is a level that customers have.
    """
    words = [None if pd.isna(number) else levels[int(number)] for number in numbers]
    return pd.Series(words, index=numbers.index, dtype=None if any(words) else "float64")


def reading_order(features: Features) -> list[str]:
    """Return the names of medians and shares, those first that people ask for first."""
    medians = [name for name in features.measures if name not in features.rates]
    names = [*medians, *features.rates.values()]
    first = [name for name in _FIRST if name in names]
    return first + [name for name in names if name not in first]


def _responses(features: Features) -> pd.Series | None:
    measure = next((m for m, rate in features.rates.items() if rate == "response_rate"), None)
    return None if measure is None else features.measures[measure]


def _response(features: Features, groups: pd.Categorical) -> tuple[Rate, ...]:
    response = _responses(features)
    if response is None:
        return ()
    totals = response.groupby(groups, observed=False).agg(["sum", "count"])
    return tuple(wilson_rate(int(row["sum"]), int(row["count"])) for _, row in totals.iterrows())
