"""Segmentation -> ReportFacts: every number and word of the report, and nothing drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from smartcart.choice import Verdict
from smartcart.churn import Churn, RiskModel
from smartcart.errors import ModelFileError
from smartcart.exploration import Exploration, explore_customers
from smartcart.profiles import Concentration
from smartcart.report.account import QualityFacts, collect_method, collect_quality
from smartcart.report.choice_facts import ChoiceFacts, collect_choice
from smartcart.report.map_facts import MapFacts, collect_map
from smartcart.report.rules_facts import RulesFacts, collect_rules
from smartcart.report.shape_facts import (
    LoadingFacts,
    SilhouetteFacts,
    collect_flow,
    collect_loadings,
    collect_silhouettes,
)
from smartcart.report.tree_facts import TreeFacts, collect_tree
from smartcart.report.words import value_words
from smartcart.report.worth_facts import (
    AnswerFacts,
    RiskMapFacts,
    collect_answers,
    collect_risk_map,
)
from smartcart.segmentation import Segment, Segmentation, Training

__all__ = ["EVERYONE", "ReportFacts", "collect_facts"]

#: Column of the profile table that stands for all customers.
EVERYONE = "all"
#: Measures in the profile plot: the first ones, in the order people read them.
_MAIN = 12


@dataclass(frozen=True)
class ReportFacts:
    """The report in plain data.

    Attributes
    ----------
    source : str
        Name of the table.
    snapshot_date : date or None
    n_customers : int
    value : str
        Words for what a customer is worth; empty where the table does not say.
    value_measure : str
        Name of the measure behind it, a row of `profile`; empty where there is none.
    segments : tuple of Segment
    choice : ChoiceFacts
    verdict : Verdict
        What may be claimed about the segments.
    contributions : DataFrame
        ``Segmentation.contributions``, largest share between segments first.
    descriptors, fairness : DataFrame
        ``Segmentation.descriptors`` and ``Segmentation.fairness``.
    figures : mapping
        ``Segmentation.figures``.
    map : MapFacts
    loadings : LoadingFacts
    silhouettes : SilhouetteFacts or None
        None with one segment.
    exploration : Exploration or None
        The customers before any segment.
    tree : TreeFacts or None
    flow : DataFrame or None
        From `collect_flow`; None with one number of segments.
    answers : AnswerFacts or None
        None where the table does not say who answered.
    risk_map : RiskMapFacts or None
    profile : DataFrame
        One row per figure (counts, shares, medians), one column per segment id, then
        `EVERYONE`. Numbers; words in the row of an ordinal column.
    positions : DataFrame
        One row per segment id, one column per measure: where its median stands among all
        customers, 0 to 1.
    markers : DataFrame of int
        One row per segment id, one column per row of `profile` that may mark a segment: 1 where
        it has more than all customers, -1 where it has less, 0 where it does not stand out.
    main_measures : tuple of str
        Columns of `positions` that the profile plot shows.
    quality : QualityFacts
    method : tuple of (heading, text)
    warnings : tuple of str
    rules : RulesFacts or None
        The segments as rules; None with one segment.
    concentration : Concentration or None
    churn : Churn or None
    risk : RiskModel or None
    """

    source: str
    snapshot_date: date | None
    n_customers: int
    value: str
    value_measure: str
    segments: tuple[Segment, ...]
    choice: ChoiceFacts
    verdict: Verdict
    contributions: pd.DataFrame
    descriptors: pd.DataFrame
    fairness: pd.DataFrame
    figures: Mapping[str, float | None]
    map: MapFacts
    loadings: LoadingFacts
    profile: pd.DataFrame
    positions: pd.DataFrame
    markers: pd.DataFrame
    main_measures: tuple[str, ...]
    quality: QualityFacts
    method: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    rules: RulesFacts | None = None
    concentration: Concentration | None = None
    churn: Churn | None = None
    risk: RiskModel | None = None
    silhouettes: SilhouetteFacts | None = None
    exploration: Exploration | None = None
    tree: TreeFacts | None = None
    flow: pd.DataFrame | None = None
    answers: AnswerFacts | None = None
    risk_map: RiskMapFacts | None = None


def collect_facts(segmentation: Segmentation) -> ReportFacts:
    """Collect all that the report says.

    Parameters
    ----------
    segmentation : Segmentation
        Fresh from `segment_customers`, with the customers it was learnt from.

    Raises
    ------
    ModelFileError
        For a segmentation loaded from a model file, which holds no customers.

    Examples
    --------
    >>> import smartcart
    >>> settings = {"n_boot": 2, "n_null": 2}
    >>> segmentation = smartcart.segment(smartcart.make_customers(300, seed=0), settings)
    >>> facts = collect_facts(segmentation)
    >>> facts.n_customers, len(facts.segments) == facts.choice.k
    (300, True)
    """
    training = _training(segmentation)
    quality = training.customers.quality
    profile = _profile(segmentation, training)
    several = segmentation.k > 1
    measures = [name for name in profile.index if name in training.profiles.positions]
    return ReportFacts(
        source=quality.source.name,
        snapshot_date=segmentation.snapshot_date,
        n_customers=training.n_customers,
        value=value_words(training.features.value),
        value_measure=training.features.value,
        segments=segmentation.segments,
        choice=collect_choice(segmentation, training),
        verdict=segmentation.verdict,
        contributions=segmentation.contributions.sort_values(
            "share_between", ascending=False, kind="stable"
        ),
        descriptors=segmentation.descriptors,
        fairness=segmentation.fairness,
        figures=dict(segmentation.figures),
        map=collect_map(training.space, training.clusters),
        loadings=collect_loadings(training.space.model),
        profile=profile,
        positions=training.profiles.positions.copy(),
        markers=training.profiles.markers.rename(columns=dict(training.features.rates)),
        main_measures=tuple(measures[:_MAIN]),
        quality=collect_quality(training.customers),
        method=collect_method(segmentation, training),
        warnings=segmentation.warnings,
        rules=collect_rules(segmentation),
        concentration=segmentation.value,
        churn=segmentation.churn,
        risk=segmentation.model.risk,
        silhouettes=collect_silhouettes(training.space, training.clusters) if several else None,
        exploration=explore_customers(training.customers, training.features),
        tree=collect_tree(training.space, training.clusters) if several else None,
        flow=collect_flow(training) if len(training.scores.labels) > 1 else None,
        answers=collect_answers(segmentation.segments, training) if several else None,
        risk_map=collect_risk_map(segmentation.segments, training) if several else None,
    )


def _training(segmentation: Segmentation) -> Training:
    if segmentation.training is None:
        raise ModelFileError(
            "A report shows the customers its segments were learnt from; a model read from a "
            "file holds none.",
            "Segment the customers anew and report on that.",
        )
    return segmentation.training


def _profile(segmentation: Segmentation, training: Training) -> pd.DataFrame:
    table = segmentation.profiles.drop(columns="segment")
    numbers = [name for name in table if name not in training.features.levels]
    profile = table.astype(dict.fromkeys(numbers, "float64")).T
    everyone = pd.Series(
        {
            "n_customers": float(training.n_customers),
            "share_customers": 1.0,
            "share_spend": 1.0,
            "share_response": 1.0,
        }
    )
    population = pd.concat([everyone, training.profiles.population]).reindex(profile.index)
    profile[EVERYONE] = population.where(profile.notna().any(axis=1))
    return profile.dropna(how="all")
