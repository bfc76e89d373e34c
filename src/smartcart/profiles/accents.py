"""What tells a part of a segment from the rest of it: product, channel, life stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers import Role, Schema
from smartcart.features import Features
from smartcart.profiles.markers import find_standing
from smartcart.profiles.words import compare_words, format_value, measure_label

__all__ = ["Accent", "find_accents", "list_dimensions"]

#: A deviation that people notice, in standard deviations within the segment.
_NOTICED = 0.5
#: Standard errors that chance does not reach.
_BEYOND_CHANCE = 4.0


@dataclass(frozen=True)
class Accent:
    """What a part of a segment has more or less of than the whole of it.

    Attributes
    ----------
    dimension : {'product', 'channel', 'life stage'}
    measure : str
    words : str
        Such as ``more spend on wines``.
    evidence : str
        The figures behind it.
    """

    dimension: str
    measure: str
    words: str
    evidence: str


def list_dimensions(schema: Schema, features: Features) -> dict[str, tuple[str, ...]]:
    """Return the measures of each dimension in which parts of a segment may differ.

    Products are shares of the value, channels shares of how often they buy, life stage the ages
    and numbers of people at home. Life stage describes; it shaped no segment unless asked to.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.features import build_features
    >>> customers = smartcart.check_customers(smartcart.make_customers(50, seed=0))
    >>> found = list_dimensions(customers.schema, build_features(customers))
    >>> found["channel"], found["life stage"]
    (('share_deals', 'share_web', 'share_catalog', 'share_store'), ('n_children', 'age_years'))
    """
    shares = [c for c in schema.columns if c.share in features.measures]
    product = [c.share for c in shares if (c.share_of or c.adds_to) == features.value]
    channel = [c.share for c in shares if (c.share_of or c.adds_to) == features.frequency]
    people = [c for c in schema.with_role(Role.DESCRIPTOR) if c.personal]
    stage = dict.fromkeys(c.adds_to or c.name for c in people)
    stage["age_years"] = None
    found = {"product": product, "channel": channel, "life stage": list(stage)}
    quantities = set(features.measures) - set(features.rates) - set(features.levels)
    return {name: tuple(m for m in each if m in quantities) for name, each in found.items()}


def find_accents(
    features: Features, parts: NDArray[np.int64], dimensions: dict[str, tuple[str, ...]]
) -> list[tuple[Accent, ...]]:
    """Return, for each part of a segment, what sets it apart from the whole segment.

    Parameters
    ----------
    features : Features
        Of the customers of one segment.
    parts : int array of shape (n_customers,)
        Part of each of them.
    dimensions : mapping
        As `list_dimensions` returns them.

    Returns
    -------
    list of tuple of Accent
        At most one of each dimension, the furthest from the segment; none where the part
        differs by less than half a standard deviation or by what chance does (four standard
        errors).

    Examples
    --------
    >>> measures = pd.DataFrame({"share_gold": np.repeat([0.1, 0.3], 100)})
    >>> features = Features(measures, (), measures)
    >>> first, second = find_accents(features, np.repeat([0, 1], 100), {"product": ("share_gold",)})
    >>> first[0].words, second[0].evidence
    ('smaller share of spend on gold', 'Product: share of spend on gold, median 30% against 20%.')
    """
    ids = [f"{part}" for part in range(int(parts.max()) + 1)]
    groups = pd.Categorical.from_codes(parts, categories=ids)
    deviations = find_standing(features, groups).deviations
    sizes = np.bincount(parts, minlength=len(ids))
    return [
        tuple(_accents(features, parts == part, deviations.loc[id_], sizes[part], dimensions))
        for part, id_ in enumerate(ids)
    ]


def _accents(
    features: Features,
    own: NDArray[np.bool_],
    deviations: pd.Series,
    size: int,
    dimensions: dict[str, tuple[str, ...]],
) -> Iterator[Accent]:
    least = max(_NOTICED, _BEYOND_CHANCE / np.sqrt(size))
    for dimension, measures in dimensions.items():
        away = deviations.reindex(list(measures)).dropna()
        if away.empty or away.abs().max() < least:
            continue
        measure = str(away.abs().idxmax())
        values = features.measures[measure]
        yield Accent(
            dimension,
            measure,
            compare_words(measure, float(away[measure]), features.levels),
            f"{dimension.capitalize()}: {measure_label(measure)}, median "
            f"{format_value(measure, values[own].median())} against "
            f"{format_value(measure, values.median())}.",
        )
