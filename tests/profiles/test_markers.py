import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import smartcart
from smartcart.advice.advise import NOTHING
from smartcart.customers import Column, Kind, Role, Schema, check_customers
from smartcart.features import Features, build_features
from smartcart.profiles import UNMARKED, describe_segments, find_markers, list_markers

NAMES = [f"x{i}" for i in range(8)]
SCHEMA = Schema(
    (
        Column("customer_id", "ID", Role.ID, Kind.ID, required=True),
        *(Column(name, name, Role.SEGMENTATION, Kind.NUMBER) for name in NAMES),
    )
)


def noise(seed: int, n: int) -> pd.DataFrame:
    values = np.random.default_rng(seed).normal(50, 10, (n, len(NAMES)))
    return pd.DataFrame(values, columns=NAMES)


def features_of(table: pd.DataFrame) -> Features:
    frame = table.assign(ID=np.arange(1, len(table) + 1))
    return build_features(check_customers(frame, SCHEMA))


@given(st.integers(0, 10_000))
def test_planted_markers_are_found_with_their_direction_and_nothing_else(seed):
    """S1 has 1.5 standard deviations more of x0, S2 less of x3, S3 nothing of its own."""
    labels = pd.Series(np.repeat([0, 1, 2], 150))
    table = noise(seed, 450)
    table.loc[labels == 0, "x0"] += 15
    table.loc[labels == 1, "x3"] -= 15
    features = features_of(table)
    markers = describe_segments(labels, features).markers
    found = {s: {m: int(v) for m, v in row.items() if v} for s, row in markers.iterrows()}
    assert found["S1"]["x0"] == 1
    assert found["S2"]["x3"] == -1
    assert {m for row in found.values() for m in row} == {"x0", "x3"}
    # Against a population that holds S1 and S2, S3 has a little less of x0 and more of x3.
    assert found["S3"] in ({}, {"x0": -1}, {"x3": 1}, {"x0": -1, "x3": 1})


def test_labels_that_mean_nothing_have_no_markers():
    marked = 0
    for seed in range(200):
        labels = pd.Series(np.random.default_rng(seed).integers(0, 3, 300))
        markers = describe_segments(labels, features_of(noise(seed, 300))).markers
        marked += bool(markers.to_numpy().any())
    assert marked <= 4  # two of a hundred; four standard errors leave far less


def test_the_rule_counted_by_hand():
    """A quarter of the largest deviation (2.0), or half as much again, and beyond chance."""
    deviations = pd.DataFrame(
        {"far": [2.0], "quarter": [-0.55], "half": [0.45], "little": [0.45], "few": [0.3]}, ["S1"]
    )
    figures = pd.DataFrame([[9, 9, 16, 14, 30]], ["S1"], list(deviations))
    everyone = pd.Series(10.0, index=list(deviations))
    measures = ["far", "quarter", "half", "little"]
    found = find_markers(deviations, figures, everyone, np.array([100]), measures)
    assert found.loc["S1"].to_dict() == {"far": 1, "quarter": -1, "half": 1, "little": 0, "few": 0}
    found = find_markers(deviations, figures, everyone, np.array([50]), measures)
    assert found.loc["S1"].to_dict() == {"far": 1, "quarter": 0, "half": 0, "little": 0, "few": 0}


@pytest.mark.parametrize("seed", range(6))
def test_segments_of_pure_noise_are_not_given_a_story(seed, quick):
    settings = {**quick, "n_boot": 6, "n_null": 10, "segments": 3}
    frame = noise(seed, 300).assign(ID=np.arange(1, 301))
    segmentation = smartcart.segment(check_customers(frame, SCHEMA), settings)
    assert segmentation.verdict.name == "none"
    for segment in segmentation.segments:
        assert segment.name == f"{UNMARKED} ({segment.id})"
        assert segment.markers == ()
        assert len(segment.evidence) == 1
        assert segment.advice == (NOTHING,)


def test_markers_come_the_furthest_first_and_only_from_what_shaped_the_segments(segmentation):
    training = segmentation.training
    for segment in segmentation.segments:
        away = training.profiles.deviations.loc[segment.id, list(segment.markers)].abs()
        assert away.is_monotonic_decreasing
        assert not {"income", "age_years", "recency_days", "has_responded"} & set(segment.markers)
        assert list(segment.markers) == list_markers(
            training.profiles, training.features, segment.id
        )
