"""The story of `segment_customers`, told of customers who stay on a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.advice import Playbook
from smartcart.choice import choose_k, min_segment_size, score_k
from smartcart.clusters import Clusters, PointSet, solve_kmeans
from smartcart.customers import Customers, Role
from smartcart.engines.customers import CustomersThere
from smartcart.engines.kept import keep_there
from smartcart.engines.lloyd import settle_there
from smartcart.engines.matrix import Layout, level_counts, value_ranges
from smartcart.engines.profiles import Described, describe_there, label_there, measure_there
from smartcart.engines.score import fingerprint_there
from smartcart.engines.space import bound_points, fit_there, place_there
from smartcart.engines.tally import BLOCKS
from smartcart.errors import DataError, SettingsError
from smartcart.features import Features, build_features, drop_reasons
from smartcart.segmentation import Segmentation, Training, rename_segments
from smartcart.segmentation.story import (
    StageProgress,
    agree_with_other_method,
    numbers_to_try,
    refuse_too_few,
    split_by_value,
)
from smartcart.segmentation.tell import tell
from smartcart.settings import Settings
from smartcart.space import Space
from smartcart.threads import one_thread

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["SAMPLE", "refuse_method", "segment_there"]

_Ints = NDArray[np.int64]

#: Customers who come to the machine that asks, chosen by a hash of their id.
SAMPLE = 200_000


def segment_there(
    there: CustomersThere,
    settings: Settings,
    say: StageProgress,
    *,
    playbook: Playbook | None = None,
    own_names: Mapping[str, str] | None = None,
    sample: int = SAMPLE,
) -> Segmentation:
    """Find, name and describe the segments of customers on a cluster.

    Of all customers: scales, components, centroids, sizes, medians, shares, names, the border of
    who is unusual. Of a sample that holds the panel: what `segment_customers` takes of the panel
    as well (the number of segments, stability, null, parts), so that it is the same; and what is
    said to be of a sample in a warning.

    Raises
    ------
    DataError
        As `segment_customers`; and when a variable varies for so few customers that the sample
        does not show it.
    SettingsError
        When Ward's method is asked for.
    """
    refuse_method(settings)
    refuse_too_few(len(there), settings)
    say("features", 0, 1)
    customers = there.sample(max(sample, settings.panel_size))
    features = build_features(customers, allow_sensitive=settings.allow_sensitive)
    with ExitStack() as held:
        learnt = _learn_space(there, features, settings, held)
        space, n = learnt.space, len(there)
        say("choose", 0, 1)
        tried = numbers_to_try(n, settings)
        with one_thread():
            scores = score_k(space, tried, settings, lambda a, b: say("choose", a, b), of=n)
            choice = choose_k(scores, settings)
            say("fit", 0, 1)
            found = _find_clusters(learnt, features, choice.k, settings)
            clusters = found.clusters
            agreement = agree_with_other_method(space, clusters, settings)
            nested = split_by_value(space, clusters, features, _scaled(settings, n, len(customers)))
        say("profile", 0, 1)
        labels, sizes = clusters.labels.to_numpy(), clusters.partition.sizes
        profiles = describe_there(found.described, features, labels, sizes)
        training = Training(customers, features, space, clusters, scores, profiles, nested)
        told = tell(training, choice, settings, agreement, playbook)
        told = replace(told, data_hash=fingerprint_there(there)).with_warnings(_note(n, customers))
    return rename_segments(told, own_names or {})


def refuse_method(settings: Settings) -> None:
    """Refuse a method that needs all customers in one place, before they are read.

    Raises
    ------
    SettingsError
    """
    if settings.method != "kmeans":
        raise SettingsError(
            "The engine Spark finds segments by K-Means; Ward's tree grows on one machine.",
            "Leave --method out, or leave --engine out.",
        )


@dataclass(frozen=True)
class _Learnt:
    """The space, and the customers as blocks on the cluster."""

    space: Space
    blocks: DataFrame
    layout: Layout


@dataclass(frozen=True)
class _Found:
    clusters: Clusters
    described: Described


def _learn_space(
    there: CustomersThere, features: Features, settings: Settings, held: ExitStack
) -> _Learnt:
    """Learn the space; `held` keeps the customers as blocks on the cluster until it is closed."""
    asked = there.schema.with_role(Role.SEGMENTATION)
    levels = level_counts(there.frame, asked)
    ranges = value_ranges(there.frame, asked)
    _check_shown(there, features, levels, ranges)
    layout = Layout(
        there.schema,
        there.quality.snapshot_date,
        features.variables,
        tuple(features.measures),
        {c.name: c.levels or tuple(levels[c.name].index) for c in asked if c.kind.is_text},
    )
    blocks = held.enter_context(keep_there(there.frame.mapInArrow(layout.pack, BLOCKS)))
    fitted = fit_there(blocks, layout, levels, len(there), settings.variance_kept)
    coordinates = fitted.model.transform(features.table)
    return _Learnt(Space(coordinates, fitted.model, fitted.n_capped), blocks, layout)


def _check_shown(
    there: CustomersThere,
    features: Features,
    levels: Mapping[str, pd.Series],
    ranges: Mapping[str, tuple[float, float]],
) -> None:
    """Refuse variables that the sample and the table do not agree on leaving out."""
    both = {name: pd.Series(pair) for name, pair in ranges.items()}
    both |= {name: pd.Series(each.index.to_numpy(dtype=object)) for name, each in levels.items()}
    asked = there.schema.with_role(Role.SEGMENTATION)
    for column in asked:
        own = both.get(column.name, pd.Series([np.nan]))
        varies = not drop_reasons(pd.DataFrame({column.name: own}), [column])
        shown = column in features.variables
        if varies and not shown and len(own) <= 100:
            raise DataError(
                f"Column {column.source!r} varies for so few customers that a sample does not "
                "show it.",
                "Give it the role 'descriptor', or segment without it.",
            )


def _find_clusters(learnt: _Learnt, features: Features, k: int, settings: Settings) -> _Found:
    space, layout, model = learnt.space, learnt.layout, learnt.space.model
    start = solve_kmeans(PointSet.of(space.points), k, settings.seed, settings.n_starts)
    with keep_there(place_there(learnt.blocks, layout, model)) as points:
        partition = settle_there(points, start.partition.centroids, bound_points(model))
    with keep_there(label_there(learnt.blocks, layout, model, partition)) as labelled:
        described = measure_there(labelled, len(layout.measures), partition.sizes)
    order = _by_value(described, features, partition.sizes)
    partition = partition.ordered(order)
    labels = pd.Series(partition.assign(space.points), index=space.coordinates.index)
    clusters = Clusters(
        labels,
        partition,
        described.unusual_beyond,
        described.inertia,
        returned_share=1.0,
        method_labels=labels,
    )
    return _Found(clusters, described.ordered(order))


def _by_value(described: Described, features: Features, sizes: _Ints) -> _Ints:
    """Return the clusters by falling median value, as `order_by_value` does."""
    value = np.zeros(len(sizes))
    if features.value:
        place = list(features.measures).index(features.value)
        value = np.nan_to_num([described.median(place, i) for i in range(len(sizes))])
    return np.lexsort([np.arange(len(sizes)), -sizes, -value])


def _scaled(settings: Settings, n: int, here: int) -> Settings:
    """Return settings in which a segment of the sample may be as small as one of all in share."""
    least = int(np.ceil(min_segment_size(n, settings) * here / n))
    return settings.model_copy(update={"min_segment": max(least, 1)})


def _note(n: int, customers: Customers) -> list[str]:
    here = len(customers)
    if here == n:
        return []
    return [
        f"Segments, sizes, medians, shares and names are of all {n:,} customers. Contributions, "
        "descriptors, fairness, rules, tiers of value, the risk index, agreement with Ward and "
        f"what the report draws are of a sample of {here:,}, chosen by a hash of their id."
    ]
