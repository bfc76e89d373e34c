"""What was found -> the result: segments with evidence, figures, and warnings in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from smartcart.choice import KChoice, segment_jaccards
from smartcart.customers import Role
from smartcart.profiles import find_evidence, name_segments
from smartcart.segmentation.model import SegmentModel
from smartcart.segmentation.result import Segment, Segmentation, Training
from smartcart.settings import Settings

__all__ = ["tell"]


def tell(
    training: Training, choice: KChoice, settings: Settings, agreement: float | None
) -> Segmentation:
    """Put names, evidence, figures and warnings to what was found."""
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
        warnings=(*choice.warnings, *_warnings(training, choice)),
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


def _warnings(training: Training, choice: KChoice) -> list[str]:
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
    if training.clusters.micro_clusters:
        warnings.append(
            f"Ward's tree was built on {training.clusters.micro_clusters:,} micro-clusters of "
            f"all {n:,} customers."
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
