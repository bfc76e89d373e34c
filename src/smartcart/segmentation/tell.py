"""What was found -> the result: segments with evidence, figures, and warnings in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.advice import Playbook, advise_segments, default_playbook, write_advice
from smartcart.choice import (
    KChoice,
    judge_segments,
    origin_stability,
    segment_jaccards,
    stability_band,
)
from smartcart.profiles import (
    UNMARKED,
    Accent,
    compare_descriptors,
    describe_people,
    find_accents,
    find_evidence,
    list_dimensions,
    list_markers,
    measure_fairness,
    name_segments,
    name_unmarked,
    restate_segments,
    share_contributions,
)
from smartcart.segmentation.guards import list_warnings
from smartcart.segmentation.learn_worth import Worth, add_worth_shares, learn_worth
from smartcart.segmentation.model import SegmentModel, sub_segment_ids
from smartcart.segmentation.result import Segment, Segmentation, SubSegment, Training
from smartcart.settings import Settings
from smartcart.threads import beside

__all__ = ["tell"]


def tell(
    training: Training,
    choice: KChoice,
    settings: Settings,
    agreement: float | None,
    playbook: Playbook | None = None,
) -> Segmentation:
    """Put names, evidence, figures and warnings to what was found."""
    clusters = training.clusters
    verdict = judge_segments(training.scores, clusters.partition.k, settings)
    playbook = playbook or default_playbook()
    if verdict.name == "none" and clusters.partition.k > 1:
        # What differs here was made by dividing: it gives no name, no marker and no advice.
        training = replace(training, profiles=training.profiles.without_markers())
        names, playbook = name_unmarked(clusters.partition.k), replace(playbook, plays=())
    else:
        names = name_segments(training.profiles, training.features)
    training.profiles.table["segment"] = names
    customers, features, labels = training.customers, training.features, clusters.labels
    with beside(lambda: (restate_segments(labels, features), customers.data_hash)) as restated:
        contributions = share_contributions(features.table, training.space, labels)
        worth = learn_worth(training, verdict, settings.seed)
        model = _model(training, names, worth)
        training = add_worth_shares(training, model)
        descriptors = compare_descriptors(customers, features, labels)
        fairness = _fairness(training)
    rules, data_hash = restated()
    return Segmentation(
        model=model,
        segments=_segments(training, names, playbook),
        profiles=training.profiles.table,
        k_scores=training.scores.table.assign(
            chosen=(training.scores.table.index == clusters.partition.k).astype("int64")
        ),
        choice=choice,
        verdict=verdict,
        contributions=contributions,
        descriptors=descriptors,
        fairness=fairness,
        settings=settings,
        snapshot_date=training.customers.snapshot_date,
        figures=_figures(training, agreement),
        warnings=(
            *choice.warnings,
            *list_warnings(training, choice, contributions, settings),
        ),
        data_hash=data_hash,
        rules=rules,
        value=worth.value,
        churn=worth.churn,
        training=training,
    )


def _model(training: Training, names: list[str], worth: Worth) -> SegmentModel:
    return SegmentModel(
        training.customers.schema,
        training.space.model,
        training.clusters.partition,
        training.clusters.unusual_beyond,
        tuple(names),
        tuple(None if each is None else each.partition for each in training.nested),
        risk=worth.risk,
        high_value_from=worth.high_value_from,
        from_order_lines=training.customers.quality.lines is not None,
    )


def _fairness(training: Training) -> pd.DataFrame:
    """Return how well people's characteristics predict the segment; nothing with one segment."""
    people = describe_people(training.customers)
    if training.clusters.partition.k < 2:
        people = people[[]]
    return measure_fairness(people, training.clusters.labels)


def _segments(training: Training, names: list[str], playbook: Playbook) -> tuple[Segment, ...]:
    profiles, features = training.profiles, training.features
    jaccards, origins = _jaccards(training), _origins(training)
    value = features.value
    advice = advise_segments(profiles, features, playbook)
    return tuple(
        Segment(
            id=str(segment),
            name=name,
            size=int(row["n_customers"]),
            share_customers=float(row["share_customers"]),
            share_spend=_number(row["share_spend"]) if value else None,
            spend_median=_number(row[value]) if value else None,
            stability_jaccard=jaccards[i],
            stability_band=_band(jaccards[i]),
            stability_origin=None if origins is None else float(origins[i]),
            response_rate=profiles.response[i] if profiles.response else None,
            evidence=tuple(find_evidence(profiles, features, str(segment), name)),
            markers=tuple(list_markers(profiles, features, str(segment))),
            sub_segments=_sub_segments(training, i, str(segment)),
            advice=write_advice(advice[i]),
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


def _band(jaccard: float | None) -> str | None:
    return None if jaccard is None else stability_band(jaccard)


def _origins(training: Training) -> NDArray[np.float64] | None:
    """Return how much the members of each segment stood together with one segment less."""
    k, panel = training.clusters.partition.k, training.scores.panel
    before = training.scores.labels.get(k - 1)
    if before is None:
        return None
    found = np.zeros(k)  # a small segment may have no customer in a sampled panel
    origins = origin_stability(training.clusters.labels.to_numpy()[panel], before)
    found[: len(origins)] = origins
    return found


def _sub_segments(training: Training, segment: int, segment_id: str) -> tuple[SubSegment, ...]:
    nested = training.nested[segment]
    if nested is None:
        return ()
    own = training.clusters.labels.to_numpy() == segment
    parts = nested.partition.assign(training.space.points[own])
    value = training.features.value
    worth = training.features.measures.loc[own, value].to_numpy() if value else None
    accents = _accents(training, own, parts)
    return tuple(
        SubSegment(
            id=part_id,
            size=int((parts == i).sum()),
            share_segment=float((parts == i).mean()),
            spend_median=None if worth is None else _number(np.nanmedian(worth[parts == i])),
            stability_jaccard=nested.jaccards[i],
            name=_part_name(accents[i]),
            evidence=tuple(accent.evidence for accent in accents[i]),
        )
        for i, part_id in enumerate(sub_segment_ids(segment_id, nested.partition))
    )


def _accents(
    training: Training, own: NDArray[np.bool_], parts: NDArray[np.int64]
) -> list[tuple[Accent, ...]]:
    features = training.features
    dimensions = list_dimensions(training.customers.schema, features)
    wanted = list(dict.fromkeys(name for names in dimensions.values() for name in names))
    own_features = replace(features, measures=features.measures.loc[own, wanted])
    return find_accents(own_features, parts, dimensions)


def _part_name(accents: tuple[Accent, ...]) -> str:
    words = ", ".join(accent.words for accent in accents)
    return words[:1].upper() + words[1:] if words else UNMARKED


def _figures(training: Training, agreement: float | None) -> dict[str, float | None]:
    k = training.clusters.partition.k
    scores = training.scores
    stability = scores.stability.get(k)
    return {
        "n_customers": float(training.n_customers),
        "silhouette": _number(scores.table["silhouette"].get(k, np.nan)),
        "silhouette_null": _number(scores.table["silhouette_null"].get(k, np.nan)),
        "silhouette_z": _number(scores.table["silhouette_z"].get(k, np.nan)),
        "stability_null": _number(scores.table["stability_null"].get(k, np.nan)),
        "border_density": _number(scores.table["border_density"].get(k, np.nan)),
        "stability_ari_median": stability.ari_median if stability else None,
        "stability_ari_q10": stability.ari_q10 if stability else None,
        "ward_agreement_ari": agreement,
        "returned_share": training.clusters.returned_share,
        "variance_kept": training.space.model.variance_kept,
    }


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
