"""What a careful reader must know before believing a segmentation: one sentence each."""

from __future__ import annotations

import pandas as pd

from smartcart.choice import KChoice, min_segment_size
from smartcart.customers import Role
from smartcart.profiles import find_dominant
from smartcart.segmentation.result import Training
from smartcart.settings import Settings

__all__ = ["list_warnings"]

#: Customers per variable below which segments are often wrong (Dolnicar, Gruen, Leisch &
#: Schmidt 2014).
_PER_VARIABLE = 70


def list_warnings(
    training: Training, choice: KChoice, contributions: pd.DataFrame, settings: Settings
) -> list[str]:
    """Return the warnings, the most basic ones first."""
    return [
        *_left_out(training),
        *_sample_warnings(training),
        *_size_warnings(training, choice, settings),
        *_dominance_warnings(training, contributions),
        *_role_warnings(training),
        *_missing_warnings(training),
    ]


def _left_out(training: Training) -> list[str]:
    return [
        f"{finding.column} was left out of the comparison: {finding.meaning}."
        for finding in training.features.dropped
    ]


def _sample_warnings(training: Training) -> list[str]:
    n, warnings = training.n_customers, []
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
    return warnings


def _size_warnings(training: Training, choice: KChoice, settings: Settings) -> list[str]:
    n, k = training.n_customers, training.clusters.partition.k
    warnings = []
    if k < choice.k:
        warnings.append(f"Only {k} distinct customers exist, so {choice.k} segments became {k}.")
    needed = _PER_VARIABLE * len(training.features.variables)
    if n < needed:
        warnings.append(
            f"{n:,} customers are few for {len(training.features.variables)} variables: below "
            f"{needed:,} ({_PER_VARIABLE} each) segments are often wrong. Compare by fewer "
            "variables, or wait for more customers."
        )
    least = min_segment_size(n, settings)
    for i, size in enumerate(training.profiles.table["n_customers"]):
        if k > 1 and size < least:
            warnings.append(
                f"S{i + 1} has {size:,} customers, fewer than the {least:,} that a segment should "
                "have: more likely outliers than a kind of customer."
            )
    return warnings


def _dominance_warnings(training: Training, contributions: pd.DataFrame) -> list[str]:
    if len(contributions) == 1 or training.clusters.partition.k == 1:
        return []
    schema = training.customers.schema
    return [
        f"{schema[name].source} alone reproduces the segments (association "
        f"{contributions.loc[name, 'association']:.2f} of 1); the other variables hardly count. "
        "Give it less weight, or describe by it instead of comparing by it."
        for name in find_dominant(contributions)
    ]


def _role_warnings(training: Training) -> list[str]:
    """Point out variables that should not shape segments, but were asked to."""
    columns = training.customers.schema.with_role(Role.SEGMENTATION)
    personal = [
        f"{column.source} is a personal characteristic and shapes the segments, by explicit "
        "setting."
        for column in columns
        if column.personal
    ]
    outcomes = [
        f"{column.source} is an outcome and shapes the segments, by explicit setting: its rate by "
        "segment was put there, not found."
        for column in columns
        if column.rate
    ]
    return [*personal, *outcomes]


def _missing_warnings(training: Training) -> list[str]:
    table = training.customers.table
    shares = {c.source: float(table[c.name].isna().mean()) for c in training.features.variables}
    return [
        f"{name} is missing for {share:.0%} of the customers; they count as average in it."
        for name, share in shares.items()
        if share > 0.5
    ]
