"""What was found -> value and risk: learnt once, and described by segment."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from smartcart.choice import Verdict
from smartcart.churn import (
    Churn,
    RiskModel,
    find_parts,
    forecast_churn,
    judge_churn,
    learn_risk,
    measure_parts,
    note_parts,
)
from smartcart.features import take_totals
from smartcart.profiles import Concentration, measure_concentration
from smartcart.segmentation.model import SegmentModel
from smartcart.segmentation.result import Training
from smartcart.segmentation.scorer import Scorer

__all__ = ["Worth", "add_worth_shares", "learn_worth"]

#: A segment whose median purchases stand in the lower third of all customers buys seldom.
_LOW = 1 / 3


@dataclass(frozen=True)
class Worth:
    """What is learnt about value and risk; parts are None where the table does not have them."""

    value: Concentration | None
    risk: RiskModel | None
    churn: Churn

    @property
    def high_value_from(self) -> float | None:
        """The smallest value of a high-value customer."""
        return None if self.value is None else self.value.high_value_from


def learn_worth(training: Training, verdict: Verdict, seed: int) -> Worth:
    """Learn tiers of value, the risk index, and in which voice to speak of leaving.

    The check behind the voice runs on the customers of the panel.
    """
    features = training.features
    table, schema = training.customers.table, training.customers.schema
    value = None
    measure = schema.future_value or features.value
    if measure:
        # The values: of a Series, numpy asks for names that pandas looks up among all the ids.
        worth = take_totals(table, schema, [measure])[measure].to_numpy()
        value = None if np.isnan(worth).all() else measure_concentration(worth, measure)
    risk = learn_risk(
        find_parts(schema),
        measure_parts(table, schema),
        training.clusters.labels.to_numpy(),
        _buys_seldom(training, verdict),
    )
    panel = features.measures.iloc[training.scores.panel]
    churn = forecast_churn(schema) or judge_churn(panel, features.frequency, seed)
    return Worth(value, risk, replace(churn, note=note_parts(risk, schema)))


def add_worth_shares(training: Training, model: SegmentModel) -> Training:
    """Return the training with the shares of high-value and churn-prone customers by segment."""
    placed = Scorer.of(model).place(training.customers.table)
    prone = np.where(np.isnan(placed.risk), np.nan, placed.is_prone)
    told = {"share_high_value": placed.is_high, "share_churn_prone": prone}
    names = [name for name, flag in told.items() if not np.isnan(flag).all()]
    flags = pd.DataFrame({name: told[name] for name in names}, range(len(prone)), copy=False)
    profiles = training.profiles
    segments = pd.Categorical.from_codes(placed.cluster, categories=profiles.table.index)
    shares = flags.groupby(segments, observed=False).mean().reindex(profiles.table.index)
    everybody = pd.concat([profiles.population, flags.mean()]) if names else profiles.population
    table = profiles.table.join(shares)
    described = replace(profiles, table=table, population=everybody)
    return replace(training, profiles=described)


def _buys_seldom(training: Training, verdict: Verdict) -> list[bool]:
    """Return whether each segment buys seldom; where nothing was found, none is special."""
    k, frequency = training.clusters.partition.k, training.features.frequency
    if k < 2 or not frequency or verdict.name == "none":
        return [False] * k
    return [bool(place <= _LOW) for place in training.profiles.positions[frequency]]
