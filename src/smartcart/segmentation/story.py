"""The story in order: Customers -> Features -> Space -> KScores -> Clusters -> Segmentation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.advice import Playbook
from smartcart.choice import (
    KScores,
    NestedClusters,
    adjusted_rand,
    choose_k,
    score_k,
    split_clusters,
)
from smartcart.clusters import Clusters, fit_clusters
from smartcart.customers import FOUNDING_SCHEMA, Customers, RawTable, check_customers
from smartcart.errors import DataError, ModelFileError, SettingsError
from smartcart.features import Features, build_features
from smartcart.profiles import describe_segments, order_by_value
from smartcart.segmentation.own_names import rename_segments
from smartcart.segmentation.result import Segmentation, Training
from smartcart.segmentation.tell import tell
from smartcart.settings import Settings, make_settings
from smartcart.space import Space, fit_space
from smartcart.threads import one_thread

__all__ = ["MIN_CUSTOMERS_PER_SEGMENT", "segment_customers", "try_number"]

#: A segment needs this many customers for its figures to mean anything.
MIN_CUSTOMERS_PER_SEGMENT = 10

#: Told which stage the work is in, and how far: stage, done, total.
StageProgress = Callable[[str, int, int], None]


def segment_customers(
    customers: Customers | RawTable | pd.DataFrame,
    settings: Settings | Mapping[str, Any] | None = None,
    progress: StageProgress | None = None,
    *,
    playbook: Playbook | None = None,
    own_names: Mapping[str, str] | None = None,
) -> Segmentation:
    """Find, name and describe the segments of a table of customers.

    Parameters
    ----------
    customers : Customers or DataFrame
        A raw DataFrame is checked against the founding schema first.
    settings : Settings or mapping, optional
        What a person may choose.
    progress : callable, optional
        Called as ``progress(stage, done, total)``; stages are features, choose, fit, profile.
    playbook : Playbook, optional
        What to advise, and when; the default playbook when not given.
    own_names : mapping of str to str, optional
        A person's own names by id of the segment; see `rename_segments`.

    Returns
    -------
    Segmentation
        The same for the same customers in any order of rows and columns.

    Raises
    ------
    DataError
        With fewer than 10 customers per segment, or no variable to compare them by.
    SettingsError
        For settings that are unknown or out of range, and names that cannot be given.

    Examples
    --------
    >>> import smartcart
    >>> settings = {"n_boot": 4, "n_null": 2}
    >>> segmentation = segment_customers(smartcart.make_customers(500, seed=1), settings)
    >>> segmentation.k == len(segmentation.segments) == len(segmentation.profiles)
    True
    """
    if not isinstance(settings, Settings):
        settings = make_settings(settings or {})
    if not isinstance(customers, Customers):
        customers = check_customers(customers, FOUNDING_SCHEMA, settings)
    say = progress or _silent
    refuse_too_few(len(customers), settings)
    with one_thread():  # faster at this size, and the same bits everywhere
        say("features", 0, 1)
        features = build_features(customers, allow_sensitive=settings.allow_sensitive)
        space = fit_space(features, settings)
        say("choose", 0, 1)
        scores = score_k(space, numbers_to_try(len(customers), settings), settings, _within(say))
    told = _finish(customers, features, space, scores, settings, say, playbook)
    return rename_segments(told, own_names or {})


def try_number(
    segmentation: Segmentation,
    k: int,
    progress: StageProgress | None = None,
    *,
    playbook: Playbook | None = None,
) -> Segmentation:
    """Segment the same customers into another number of segments that was compared already.

    Parameters
    ----------
    segmentation : Segmentation
        Fresh from `segment_customers`.
    k : int
        One of the numbers in ``segmentation.k_scores``.
    progress : callable, optional
        Called as ``progress(stage, done, total)``; stages are fit and profile.
    playbook : Playbook, optional
        What to advise, and when; the default playbook when not given.

    Returns
    -------
    Segmentation
        What `segment_customers` gives with ``segments=k``, without comparing the numbers anew;
        names are the computed ones.

    Raises
    ------
    SettingsError
        For a number that was not compared.
    ModelFileError
        For a segmentation loaded from a file, which holds no customers.

    Examples
    --------
    >>> import smartcart
    >>> settings = {"n_boot": 2, "n_null": 2, "segments": 2}
    >>> segmentation = smartcart.segment(smartcart.make_customers(300, seed=0), settings)
    >>> try_number(segmentation, 3).k
    3
    """
    training = segmentation.training
    if training is None:
        raise ModelFileError(
            "A model read from a file holds no customers.", "Segment the customers anew."
        )
    if k not in segmentation.k_scores.index:
        raise SettingsError(
            f"{k} segments were not compared with other numbers.",
            f"Choose one of {', '.join(map(str, segmentation.k_scores.index))}, or segment anew.",
        )
    settings = segmentation.settings.model_copy(update={"segments": k})
    return _finish(
        training.customers,
        training.features,
        training.space,
        training.scores,
        settings,
        progress or _silent,
        playbook,
    )


def _finish(
    customers: Customers,
    features: Features,
    space: Space,
    scores: KScores,
    settings: Settings,
    say: StageProgress,
    playbook: Playbook | None,
) -> Segmentation:
    """Take a number of segments, find them and tell of them."""
    with one_thread():
        choice = choose_k(scores, settings)
        say("fit", 0, 1)
        clusters = fit_clusters(space, choice.k, settings)
        clusters = clusters.ordered(order_by_value(clusters.labels, features))
        agreement = agree_with_other_method(space, clusters, settings)
        nested = split_by_value(space, clusters, features, settings)
        say("profile", 0, 1)
        profiles = describe_segments(clusters.labels, features)
        training = Training(customers, features, space, clusters, scores, profiles, nested)
        return tell(training, choice, settings, agreement, playbook)


def split_by_value(
    space: Space, clusters: Clusters, features: Features, settings: Settings
) -> tuple[NestedClusters | None, ...]:
    """Split the segments where that proves stable, the parts by falling value."""
    if clusters.partition.k < 2:
        return (None,) * clusters.partition.k
    labels = clusters.labels.to_numpy()
    found = split_clusters(space, labels, settings)
    return tuple(
        each and each.ordered(_value_order(each, space, features, labels == i))
        for i, each in enumerate(found)
    )


def _value_order(
    nested: NestedClusters, space: Space, features: Features, own: NDArray[np.bool_]
) -> NDArray[np.int64]:
    parts = pd.Series(nested.partition.assign(space.points[own]))
    return order_by_value(parts, replace(features, measures=features.measures[own]))


def refuse_too_few(n: int, settings: Settings) -> None:
    """Refuse a table too small to be divided."""
    segments = 2 if settings.segments == "auto" else settings.segments
    needed = segments * MIN_CUSTOMERS_PER_SEGMENT
    if n < needed:
        wanted = "at least 2 segments" if settings.segments == "auto" else f"{segments} segments"
        there = "There is 1 customer" if n == 1 else f"There are {n:,} customers"
        raise DataError(
            f"{there}, too few for {wanted}: each needs at least "
            f"{MIN_CUSTOMERS_PER_SEGMENT}, so {needed} are needed (n_samples={n}).",
            "Give more customers, or ask for fewer segments with --segments.",
        )


def numbers_to_try(n: int, settings: Settings) -> list[int]:
    """Return the numbers of segments that are compared for n customers."""
    most = min(settings.k_max, n // MIN_CUSTOMERS_PER_SEGMENT)
    asked = 0 if settings.segments == "auto" else settings.segments
    return list(range(1, max(most, asked) + 1))


def agree_with_other_method(space: Space, clusters: Clusters, settings: Settings) -> float | None:
    """Return the ARI between K-Means and Ward's tree with as many clusters."""
    k = clusters.partition.k
    if k < 2:
        return None
    other = "kmeans" if settings.method == "ward" else "ward"
    second = fit_clusters(space, k, settings.model_copy(update={"method": other}))
    ward, kmeans = (clusters, second) if settings.method == "ward" else (second, clusters)
    # Both are of the customers of the space, in its order.
    return adjusted_rand(ward.method_labels.to_numpy(), kmeans.method_labels.to_numpy())


def _within(say: StageProgress) -> Callable[[int, int], None]:
    return lambda done, total: say("choose", done, total)


def _silent(stage: str, done: int, total: int) -> None:
    """Say nothing."""
