"""The story in order: Customers -> Features -> Space -> KScores -> Clusters -> Segmentation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from os import PathLike
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from smartcart.choice import (
    KChoice,
    KScores,
    adjusted_rand,
    choose_k,
    score_k,
    segment_jaccards,
)
from smartcart.clusters import (
    WARD_SIZE,
    Clusters,
    Partition,
    assign_clusters,
    fit_clusters,
)
from smartcart.customers import (
    FOUNDING_SCHEMA,
    Customers,
    RawTable,
    Role,
    Schema,
    check_customers,
)
from smartcart.errors import DataError, ModelFileError
from smartcart.features import Features, build_features
from smartcart.profiles import (
    Profiles,
    Rate,
    describe_segments,
    find_evidence,
    name_segments,
    order_by_value,
)
from smartcart.settings import Settings, make_settings
from smartcart.space import Space, SpaceModel, fit_space

__all__ = [
    "Segment",
    "SegmentModel",
    "Segmentation",
    "Training",
    "assign_segments",
    "segment_customers",
]

#: A segment needs this many customers for its figures to mean anything.
MIN_CUSTOMERS_PER_SEGMENT = 10

#: Told which stage the work is in, and how far: stage, done, total.
StageProgress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Segment:
    """A cluster with an id that lasts, a name, and the evidence for the name.

    Shares are 0 to 1; ``spend_median`` is in the money of the table; figures are None where
    the table does not hold what they need.
    """

    id: str
    name: str
    size: int
    share_customers: float
    share_spend: float | None
    spend_median: float | None
    stability_jaccard: float | None
    response_rate: Rate | None
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class SegmentModel:
    """The learnt state, as plain numbers: all that is needed to place a customer."""

    schema: Schema
    space: SpaceModel
    partition: Partition
    unusual_beyond: float
    names: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the segments, in order."""
        return tuple(f"S{i + 1}" for i in range(self.partition.k))

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the segmentation variables."""
        return tuple(scale.name for scale in self.space.scales)

    @property
    def scoring_schema(self) -> Schema:
        """The columns a customer must bring to be placed: the id and the variables."""
        wanted = {self.schema.id_column.name, *self.variables}
        columns = tuple(column for column in self.schema.columns if column.name in wanted)
        return replace(self.schema, columns=columns)


@dataclass(frozen=True)
class Training:
    """What the model was learnt from; it stays in memory and never enters a model file."""

    customers: Customers
    features: Features
    space: Space
    clusters: Clusters
    scores: KScores
    profiles: Profiles


@dataclass(frozen=True)
class Segmentation:
    """The one result.

    Attributes
    ----------
    model : SegmentModel
        The learnt state.
    segments : tuple of Segment
        By falling value.
    profiles : DataFrame
        One row per segment in customer units, index ``segment_id``.
    k_scores : DataFrame
        One row per number of segments tried, index ``k``, with ``chosen`` (0/1).
    choice : KChoice
        The number of segments, with the reason in words.
    settings : Settings
    snapshot_date : date or None
    figures : mapping
        silhouette, stability_ari_median, stability_ari_q10, ward_agreement_ari,
        returned_share, variance_kept, n_customers; None where not defined.
    warnings : tuple of str
    data_hash : str
        SHA-256 of the customers it was learnt from.
    training : Training or None
        None after loading from a file.
    """

    model: SegmentModel
    segments: tuple[Segment, ...]
    profiles: pd.DataFrame
    k_scores: pd.DataFrame
    choice: KChoice
    settings: Settings
    snapshot_date: date | None
    figures: Mapping[str, float | None]
    warnings: tuple[str, ...]
    data_hash: str
    training: Training | None = field(default=None, repr=False, compare=False)

    @property
    def k(self) -> int:
        """Number of segments."""
        return self.model.partition.k

    @property
    def assignments(self) -> pd.DataFrame:
        """Segments of the customers it was learnt from, as in ``segments.csv``."""
        training = _training(self)
        return _assignments(self.model, training.space.coordinates)

    def assign(self, customers: Customers | pd.DataFrame) -> pd.DataFrame:
        """Place customers, old or new; see `assign_segments`."""
        return assign_segments(self.model, customers, self.settings)

    def save(self, path: str | PathLike[str]) -> None:
        """Write ``model.json``: data only, with its own checksum."""
        from smartcart.model_file import save_model

        save_model(self, path)

    def report(self, path: str | PathLike[str]) -> None:
        """Write one HTML file that opens anywhere, offline."""
        from smartcart.report import write_report

        write_report(self, path)


def segment_customers(
    customers: Customers | RawTable | pd.DataFrame,
    settings: Settings | Mapping[str, Any] | None = None,
    progress: StageProgress | None = None,
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

    Returns
    -------
    Segmentation
        The same for the same customers in any order of rows and columns.

    Raises
    ------
    DataError
        With fewer than 10 customers per segment, or no variable to compare them by.
    SettingsError
        For settings that are unknown or out of range.

    Examples
    --------
    >>> import smartcart
    >>> segmentation = segment_customers(smartcart.make_customers(500, seed=1), {"n_boot": 4})
    >>> segmentation.k == len(segmentation.segments) == len(segmentation.profiles)
    True
    """
    if not isinstance(settings, Settings):
        settings = make_settings(settings or {})
    if not isinstance(customers, Customers):
        customers = check_customers(customers, FOUNDING_SCHEMA, settings)
    say = progress or _silent
    _refuse_too_few(len(customers), settings)
    with threadpool_limits(limits=1):  # faster at this size, and the same bits everywhere
        say("features", 0, 1)
        features = build_features(customers, allow_sensitive=settings.allow_sensitive)
        space = fit_space(features, settings)
        say("choose", 0, settings.n_boot)
        scores = score_k(space, _numbers_to_try(len(customers), settings), settings, _within(say))
        choice = choose_k(scores, settings)
        say("fit", 0, 1)
        clusters = fit_clusters(space, choice.k, settings)
        clusters = clusters.ordered(order_by_value(clusters.labels, features))
        agreement = _agreement_with_other_method(space, clusters, settings)
        say("profile", 0, 1)
        profiles = describe_segments(clusters.labels, features)
    training = Training(customers, features, space, clusters, scores, profiles)
    return _told(training, choice, settings, agreement)


def assign_segments(
    model: SegmentModel,
    customers: Customers | RawTable | pd.DataFrame,
    settings: Settings | None = None,
) -> pd.DataFrame:
    """Place customers in the segments of a model.

    Parameters
    ----------
    customers : Customers or DataFrame
        Raw columns under any known name; only the id and the segmentation variables are read.

    Returns
    -------
    DataFrame
        As ``segments.csv``: customer_id, segment_id, segment, confidence (0 half-way to the
        runner-up, 1 at the centre), runner_up, unusual (0/1: further out than 99 % of the
        customers the model was learnt from). Sorted by id; a customer alone gets the same
        answer as in any batch.

    Raises
    ------
    ModelFileError
        When the customers do not have the columns the model compares by.
    """
    if not isinstance(customers, Customers):
        customers = check_customers(customers, model.scoring_schema, settings)
    missing = [name for name in model.variables if name not in customers.table]
    if missing:
        raise ModelFileError(
            f"The model compares customers by {', '.join(missing)}, which these do not have.",
            "Read them with the schema of the model, or segment them anew.",
        )
    return _assignments(model, model.space.transform(customers.table))


def _assignments(model: SegmentModel, coordinates: pd.DataFrame) -> pd.DataFrame:
    found = assign_clusters(coordinates, model.partition, model.unusual_beyond)
    ids = np.array([*model.ids, ""], dtype=object)  # position -1 is 'no runner-up'
    names = np.array(model.names, dtype=object)
    return pd.DataFrame(
        {
            "customer_id": coordinates.index.to_numpy(dtype=object),
            "segment_id": ids[found["cluster"]],
            "segment": names[found["cluster"]],
            "confidence": found["confidence"].to_numpy(),
            "runner_up": ids[found["runner_up"]],
            "unusual": found["unusual"].to_numpy(dtype=np.int64),
        }
    )


def _refuse_too_few(n: int, settings: Settings) -> None:
    """Refuse a table too small to be divided."""
    segments = 2 if settings.segments == "auto" else settings.segments
    needed = segments * MIN_CUSTOMERS_PER_SEGMENT
    if n < needed:
        wanted = "at least 2 segments" if settings.segments == "auto" else f"{segments} segments"
        raise DataError(
            f"There are {n:,} customers, too few for {wanted}: each needs at least "
            f"{MIN_CUSTOMERS_PER_SEGMENT}, so {needed} are needed (n_samples={n}).",
            "Give more customers, or ask for fewer segments with --segments.",
        )


def _numbers_to_try(n: int, settings: Settings) -> list[int]:
    most = min(settings.k_max, n // MIN_CUSTOMERS_PER_SEGMENT)
    asked = 0 if settings.segments == "auto" else settings.segments
    return list(range(1, max(most, asked) + 1))


def _agreement_with_other_method(
    space: Space, clusters: Clusters, settings: Settings
) -> float | None:
    """Return the ARI between K-Means and Ward's tree with as many clusters."""
    k = clusters.partition.k
    if k < 2:
        return None
    other = "kmeans" if settings.method == "ward" else "ward"
    second = fit_clusters(space, k, settings.model_copy(update={"method": other}))
    ward, kmeans = (clusters, second) if settings.method == "ward" else (second, clusters)
    shared = ward.method_labels.index
    return adjusted_rand(ward.method_labels.to_numpy(), kmeans.method_labels.loc[shared].to_numpy())


def _told(
    training: Training, choice: KChoice, settings: Settings, agreement: float | None
) -> Segmentation:
    clusters, profiles = training.clusters, training.profiles
    names = name_segments(profiles, training.features)
    profiles.table["segment"] = names
    model = SegmentModel(
        training.customers.schema,
        training.space.model,
        clusters.partition,
        clusters.unusual_beyond,
        tuple(names),
    )
    return Segmentation(
        model=model,
        segments=_segments(training, names),
        profiles=profiles.table,
        k_scores=training.scores.table.assign(
            chosen=(training.scores.table.index == clusters.partition.k).astype("int64")
        ),
        choice=choice,
        settings=settings,
        snapshot_date=training.customers.snapshot_date,
        figures=_figures(training, agreement),
        warnings=(*choice.warnings, *_warnings(training, choice, settings)),
        data_hash=training.customers.data_hash,
        training=training,
    )


def _segments(training: Training, names: list[str]) -> tuple[Segment, ...]:
    profiles, features = training.profiles, training.features
    jaccards = _jaccards(training)
    value = features.value
    return tuple(
        Segment(
            id=str(segment),
            name=name,
            size=int(row["n_customers"]),
            share_customers=float(row["share_customers"]),
            share_spend=_number(row["share_spend"]) if value else None,
            spend_median=_number(row[value]) if value else None,
            stability_jaccard=jaccards[i],
            response_rate=profiles.response[i] if profiles.response else None,
            evidence=tuple(find_evidence(profiles, features, str(segment), name)),
        )
        for i, (name, (segment, row)) in enumerate(
            zip(names, profiles.table.iterrows(), strict=True)
        )
    )


def _jaccards(training: Training) -> list[float | None]:
    k = training.clusters.partition.k
    stability = training.scores.stability.get(k)
    if stability is None:
        return [None] * k
    labels = training.clusters.labels.to_numpy()[training.scores.panel]
    found = np.zeros(k)  # a small segment may have no customer in a sampled panel
    jaccards = segment_jaccards(labels, stability)
    found[: len(jaccards)] = jaccards
    return [float(each) for each in found]


def _figures(training: Training, agreement: float | None) -> dict[str, float | None]:
    k = training.clusters.partition.k
    scores = training.scores
    stability = scores.stability.get(k)
    return {
        "n_customers": float(len(training.customers)),
        "silhouette": _number(scores.table["silhouette"].get(k, np.nan)),
        "stability_ari_median": stability.ari_median if stability else None,
        "stability_ari_q10": stability.ari_q10 if stability else None,
        "ward_agreement_ari": agreement,
        "returned_share": training.clusters.returned_share,
        "variance_kept": training.space.model.variance_kept,
    }


def _warnings(training: Training, choice: KChoice, settings: Settings) -> list[str]:
    """Return what a careful reader must know about the result."""
    warnings = [
        f"{finding.column} was left out of the comparison: {finding.meaning}."
        for finding in training.features.dropped
    ]
    k, n = training.clusters.partition.k, len(training.customers)
    if k < choice.k:
        warnings.append(f"Only {k} distinct customers exist, so {choice.k} segments became {k}.")
    if training.scores.is_sampled:
        warnings.append(
            f"The numbers of segments were compared on {len(training.scores.panel):,} of {n:,} "
            "customers, chosen by a hash of their id."
        )
    if settings.method == "ward" and n > WARD_SIZE:
        warnings.append(
            f"Ward's tree was built on {WARD_SIZE:,} of {n:,} customers, chosen by a hash of "
            "their id; the others were assigned to it."
        )
    warnings += _column_warnings(training)
    return warnings


def _column_warnings(training: Training) -> list[str]:
    customers = training.customers
    personal = [c.source for c in customers.schema.with_role(Role.SEGMENTATION) if c.personal]
    warnings = [
        f"{name} is a personal characteristic and shapes the segments, by explicit setting."
        for name in personal
    ]
    for column in training.features.variables:
        missing = float(customers.table[column.name].isna().mean())
        if missing > 0.5:
            warnings.append(
                f"{column.source} is missing for {missing:.0%} of the customers; they count as "
                "average in it."
            )
    return warnings


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _training(segmentation: Segmentation) -> Training:
    if segmentation.training is None:
        raise ModelFileError(
            "A model read from a file holds no customers.",
            "Assign the customers with .assign(customers), or segment them anew.",
        )
    return segmentation.training


def _within(say: StageProgress) -> Callable[[int, int], None]:
    return lambda done, total: say("choose", done, total)


def _silent(stage: str, done: int, total: int) -> None:
    """Say nothing."""
