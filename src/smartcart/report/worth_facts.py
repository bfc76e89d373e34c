"""Segmentation -> what the segments answered, and where value and risk stand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from smartcart.churn import find_parts, learn_risk, measure_parts, score_risk
from smartcart.profiles import Rate, wilson_rate
from smartcart.segmentation import Segment, Training

__all__ = ["AnswerFacts", "RiskMapFacts", "collect_answers", "collect_risk_map"]


@dataclass(frozen=True)
class AnswerFacts:
    """Who answered, by segment, and how many of the answers a choice of segments would reach.

    Attributes
    ----------
    rates : tuple of Rate
        One per segment, in their order.
    everyone : Rate
    gains : DataFrame
        One row per step: segments are added by falling rate. ``segment`` (its position),
        ``share_customers`` contacted so far, ``share_answers`` reached so far, with the
        ``low`` and ``high`` of its 95 % interval (Wilson 1927).
    """

    rates: tuple[Rate, ...]
    everyone: Rate
    gains: pd.DataFrame


@dataclass(frozen=True)
class RiskMapFacts:
    """Value against risk.

    Attributes
    ----------
    points : DataFrame
        One row per segment id: ``risk``, the median risk index of its customers among all
        customers; ``value``, the median of what a customer is worth; and ``share_customers``.
    value : float
        The median of all customers; their median risk is 50.
    measure : str
        Name of the measure of value.
    """

    points: pd.DataFrame
    value: float
    measure: str


def collect_answers(segments: tuple[Segment, ...], training: Training) -> AnswerFacts | None:
    """Return who answered; None where the table does not say, or nobody did."""
    rates = tuple(each.response_rate for each in segments if each.response_rate is not None)
    outcome = training.features.rates
    if len(rates) < len(segments) or not rates or not outcome:
        return None
    asked = [name for name, rate in outcome.items() if rate == "response_rate"]
    if not asked:
        return None
    measure = training.features.measures[asked[0]].reset_index(drop=True)
    answers = measure.dropna()
    total = int(answers.sum())
    if not total:
        return None
    labels = pd.Series(training.clusters.labels.to_numpy())[answers.index]
    counts = pd.DataFrame(
        {"asked": labels.value_counts(), "answers": answers.groupby(labels).sum()}
    )
    counts = counts.reindex(range(len(segments)), fill_value=0)
    return AnswerFacts(rates, wilson_rate(total, len(answers)), _gains(counts, total))


def _gains(counts: pd.DataFrame, total: int) -> pd.DataFrame:
    rate = counts["answers"] / counts["asked"].clip(lower=1)
    ordered = counts.loc[rate.sort_values(ascending=False, kind="stable").index].cumsum()
    reached = [wilson_rate(int(n), total) for n in ordered["answers"]]
    return pd.DataFrame(
        {
            "segment": ordered.index.to_numpy(),
            "share_customers": (ordered["asked"] / counts["asked"].sum()).to_numpy(),
            "share_answers": [each.rate for each in reached],
            "low": [each.low for each in reached],
            "high": [each.high for each in reached],
        }
    )


def collect_risk_map(segments: tuple[Segment, ...], training: Training) -> RiskMapFacts | None:
    """Return value against risk; None where the table does not hold both.

    The index of ``segments.csv`` compares customers with the peers of their segment, so that it
    is about even within each: here the same parts are ranked among all customers.
    """
    value, schema = training.features.value, training.customers.schema
    worth = [each.spend_median for each in segments]
    everyone = np.zeros(len(training.customers), dtype=np.int64)
    parts = measure_parts(training.customers.table, schema)
    risk = learn_risk(find_parts(schema), parts, everyone, [False])
    if not value or risk is None or None in worth:
        return None
    index = score_risk(risk, parts, everyone)["risk_index"]
    medians = index.groupby(training.clusters.labels.to_numpy()).median()
    points = pd.DataFrame(
        {
            "risk": medians.reindex(range(len(segments))).to_numpy(),
            "value": worth,
            "share_customers": [each.share_customers for each in segments],
        },
        index=[each.id for each in segments],
    )
    if points.isna().to_numpy().any():
        return None
    return RiskMapFacts(points, float(training.profiles.population[value]), value)
