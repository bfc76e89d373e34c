"""Customers of then and of now -> whether they are still alike, and where they are not."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from typing import Any

import pandas as pd
from scipy.special import ndtr

from smartcart.customers import Customers, RawTable, check_customers
from smartcart.errors import SettingsError
from smartcart.settings import Settings
from smartcart.through_time.bins import compare_counts, count_bins, holm, population_stability
from smartcart.through_time.drift_report import DistanceDrift, DriftReport, FeatureDrift
from smartcart.through_time.drift_words import tell_drift
from smartcart.through_time.placing import Model, Table, model_of
from smartcart.through_time.reference import (
    ColumnProfile,
    Distances,
    ReferenceProfile,
    measure_distances,
    profile_reference,
)
from smartcart.through_time.schema_change import SchemaChange, find_schema_changes

__all__ = ["FEW", "drift"]

#: With fewer known values on either side nothing is said.
FEW = 100
#: From here on a shift counts (PSI; Siddiqi 2006); less does not matter, however certain.
_NOTICEABLE = 0.1
#: From here on a change of the mean distance counts, as a share of it.
_FARTHER = 0.1
_SEGMENTS, _DISTANCE = " segments", " distance"  # no name of a column begins with a blank

_Found = tuple[FeatureDrift, float | None]


def drift(
    reference: Customers | ReferenceProfile,
    current: Table,
    model: Model | None = None,
    *,
    level: float = 0.01,
    settings: Settings | None = None,
) -> DriftReport:
    """Say whether customers are still distributed as in the reference.

    Looked at first is whether columns are missing, renamed or in another unit; then every
    segmentation variable, and, with a model, the sizes of the segments and the mean distance to
    the centroid. A feature drifted when two things hold: its PSI over the deciles (or levels) of
    the reference is at least 0.1, and the p-value of chi-squared over the same bins, corrected
    for the number of tests (Holm 1979), is at most `level`. So a small shift of many customers
    and a large one of few are both no alarm, and without drift there is one in at most `level`
    of all tables.

    Parameters
    ----------
    reference : Customers or ReferenceProfile
        A profile must have been taken with the model when one is given.
    current : Customers or DataFrame
        Customers that are no copy of the reference: the test takes both for samples. A raw table
        is read by the schema of the reference.
    model : Segmentation or SegmentModel, optional
        The model whose segments are watched.
    level : float
        Chance of an alarm without drift, over all tests together, between 0 and 1.
    settings : Settings, optional
        How a raw table is read.

    Returns
    -------
    DriftReport
        ``verdict`` is ``schema``, ``drift``, ``not enough data`` or ``none``. With fewer than 100
        known values of a feature, before or now, the feature is not judged, and the verdict is
        never ``none``.

    Raises
    ------
    DataError
        When a raw table cannot be read.
    ModelFileError
        When the customers lack columns that the model compares by.
    SettingsError
        When the level is not between 0 and 1, or the profile was not taken with the model.

    Examples
    --------
    >>> import smartcart
    >>> then = smartcart.check_customers(smartcart.make_customers(1000, seed=0))
    >>> now = smartcart.check_customers(smartcart.make_customers(1000, seed=1))
    >>> drift(then, now).verdict
    'none'
    >>> frame = smartcart.make_customers(1000, seed=1)
    >>> richer = smartcart.check_customers(frame.assign(MntWines=frame["MntWines"] + 150))
    >>> drift(then, richer).drifted
    ('spend_wines',)
    """
    if not 0 < level < 1:
        raise SettingsError(f"The level is {level!r}; it lies between 0 and 1.", "Give 0.01.")
    if isinstance(reference, Customers):
        reference = profile_reference(reference, model)
    _refuse_other_segments(reference, model)
    cells = _cells(current)
    changes = find_schema_changes(reference, cells)
    serious = [each for each in changes if each.column in reference.watched]
    if serious or min(len(cells), reference.n_customers) < FEW:
        return _without_tests(reference, len(cells), changes, is_schema=bool(serious))
    if not isinstance(current, Customers):
        current = check_customers(current, reference.schema, settings)
    return _tested(reference, current, changes, model, level)


def _refuse_other_segments(reference: ReferenceProfile, model: Model | None) -> None:
    if model is None or set(reference.segments or ()) == set(model_of(model).ids):
        return
    raise SettingsError(
        f"The profile holds the segments {', '.join(reference.segments or ('none',))}; the model "
        f"has {', '.join(model_of(model).ids)}.",
        "Take the profile with the model: profile_reference(customers, model).",
    )


def _cells(current: Table) -> pd.DataFrame:
    if isinstance(current, Customers):
        return current.table
    return current.cells if isinstance(current, RawTable) else current


def _without_tests(
    reference: ReferenceProfile, n: int, changes: tuple[SchemaChange, ...], *, is_schema: bool
) -> DriftReport:
    verdict = "schema" if is_schema else "not enough data"
    report = DriftReport(verdict, reference.n_customers, n, schema=changes)
    return replace(report, sentences=tell_drift(report))


def _tested(
    reference: ReferenceProfile,
    current: Customers,
    changes: tuple[SchemaChange, ...],
    model: Model | None,
    level: float,
) -> DriftReport:
    found = {
        name: _compare(reference[name], current.table[name])
        for name in reference.watched
        if name in current.table
    }
    p_values = {name: p for name, (_, p) in found.items() if p is not None}
    segments, distance = None, None
    if model is not None and reference.segments is not None and reference.distances is not None:
        sizes, now = measure_distances(model_of(model), current)
        before = [reference.segments.get(each, 0) for each in sizes]
        segments = _sizes(before, list(sizes.values()), len(current), reference.n_customers)
        distance, p_values[_DISTANCE] = _distance(reference.distances, now)
        p_values[_SEGMENTS] = compare_counts(before, list(sizes.values()))
    corrected = holm(p_values)
    features = tuple(_judged(each, corrected.get(name), level) for name, (each, _) in found.items())
    segments = segments and _judged(segments, corrected[_SEGMENTS], level)
    distance = distance and _judged_distance(distance, corrected[_DISTANCE], level)
    report = DriftReport(
        _verdict(features, segments, distance),
        reference.n_customers,
        len(current),
        changes,
        features,
        segments,
        distance,
    )
    return replace(report, sentences=tell_drift(report))


def _compare(profile: ColumnProfile, values: pd.Series) -> _Found:
    """Return one feature not judged yet, and its p-value; None where too little is known."""
    counts = count_bins(values, profile.bins)
    known = int(counts[:-1].sum())
    levels = pd.Index(profile.bins.levels)
    unseen = [] if profile.bins.edges else sorted(set(values.dropna().astype(str)) - set(levels))
    is_number = profile.median is not None and bool(known)
    feature = FeatureDrift(
        name=profile.name,
        verdict="not enough data",
        psi=None,
        p_value=None,
        n_reference=profile.n_known,
        n_current=known,
        share_missing_reference=profile.counts[-1] / sum(profile.counts),
        share_missing_current=float(counts[-1] / counts.sum()),
        median_reference=profile.median,
        median_current=float(values.median()) if is_number else None,
        unseen=tuple(unseen),
    )
    if min(profile.n_known, known) < FEW:
        return feature, None
    psi = population_stability(profile.counts, counts)
    return replace(feature, psi=psi), compare_counts(profile.counts, counts)


def _sizes(before: list[int], now: list[int], n_now: int, n_before: int) -> FeatureDrift:
    psi = population_stability(before, now)
    return FeatureDrift("segments", "not enough data", psi, None, n_before, n_now)


def _distance(before: Distances, now: Distances) -> tuple[DistanceDrift, float]:
    """Compare two means by the normal law of their difference (Welch 1947)."""
    error = sqrt(before.deviation**2 / before.n + now.deviation**2 / now.n)
    z = abs(now.mean - before.mean) / error if error else 0.0
    return DistanceDrift("none", before.mean, now.mean, None), float(2 * ndtr(-z))


def _judged(feature: FeatureDrift, p_value: float | None, level: float) -> FeatureDrift:
    if p_value is None or feature.psi is None:
        return feature
    drifted = feature.psi >= _NOTICEABLE and p_value <= level
    return replace(feature, verdict="drift" if drifted else "none", p_value=p_value)


def _judged_distance(distance: DistanceDrift, p_value: float, level: float) -> DistanceDrift:
    drifted = abs(distance.change) >= _FARTHER and p_value <= level
    return replace(distance, verdict="drift" if drifted else "none", p_value=p_value)


def _verdict(features: tuple[FeatureDrift, ...], *more: Any) -> str:
    verdicts = [each.verdict for each in (*features, *more) if each is not None]
    if "drift" in verdicts:
        return "drift"
    return "none" if verdicts and set(verdicts) == {"none"} else "not enough data"
