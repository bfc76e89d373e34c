from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from smartcart.customers import Column, Kind, Role
from smartcart.features import Features
from smartcart.profiles import (
    UNMARKED,
    describe_segments,
    find_evidence,
    list_markers,
    name_segments,
    name_unmarked,
    order_by_value,
    wilson_rate,
)

HIGH = "High-value loyal customers"
MIDDLE = "Moderate-value frequent buyers"
LOW = "Low-engagement / churn-risk customers"


def features_of(value="spend_total", frequency="n_purchases", **columns) -> Features:
    measures = pd.DataFrame(columns, dtype="float64")
    measures.index = [str(i) for i in range(len(measures))]
    variables = tuple(
        Column(name, name, Role.SEGMENTATION, Kind.NUMBER)
        for name in measures
        if name not in ("spend_total", "n_purchases", "has_responded")
    )
    rates = {"has_responded": "response_rate"} if "has_responded" in measures else {}
    return Features(measures, variables, measures, (), rates, value, frequency)


SIX = {
    "spend_total": [900, 1000, 400, 500, 10, 20],
    "n_purchases": [20, 22, 15, 14, 1, 2],
    "spend_wines": [500, 500, 300, 300, 1, 3],
    "has_responded": [1, 0, 1, 0, 0, 0],
}
LABELS = pd.Series([0, 0, 1, 1, 2, 2])


def test_a_profile_counted_by_hand():
    table = describe_segments(LABELS, features_of(**SIX)).table
    assert table["n_customers"].tolist() == [2, 2, 2]
    assert table["spend_total"].tolist() == [950, 450, 15]
    assert table["share_spend"].tolist() == pytest.approx([1900 / 2830, 900 / 2830, 30 / 2830])
    assert table["response_rate"].tolist() == [0.5, 0.5, 0.0]
    assert table["share_response"].tolist() == [0.5, 0.5, 0.0]
    assert list(table.columns[:4]) == ["segment", "n_customers", "share_customers", "share_spend"]


def test_positions_say_where_the_median_stands_among_all():
    positions = describe_segments(LABELS, features_of(**SIX)).positions
    assert positions["spend_total"].tolist() == pytest.approx([5 / 6, 3 / 6, 1 / 6])


def test_names_follow_value_and_frequency():
    features = features_of(**SIX)
    assert name_segments(describe_segments(LABELS, features), features) == [HIGH, MIDDLE, LOW]


@given(st.permutations([0, 1, 2]))
def test_names_follow_the_customers_not_the_number_of_their_cluster(numbers):
    features = features_of(**SIX)
    relabelled = LABELS.map(dict(enumerate(numbers)))
    names = name_segments(describe_segments(relabelled, features), features)
    assert [names[numbers[i]] for i in range(3)] == [HIGH, MIDDLE, LOW]


def test_segments_of_one_name_are_told_apart_by_what_differs_most():
    columns = {
        "spend_total": [9, 9, 9, 9, 1, 1],
        "n_purchases": [9, 9, 9, 9, 1, 1],
        "spend_wines": [5, 5, 6, 6, 5, 6],
        "spend_gold": [9, 9, 1, 1, 5, 5],
    }
    features = features_of(**columns)
    names = name_segments(describe_segments(LABELS, features), features)
    assert names == [f"{HIGH}: more spend on gold", f"{HIGH}: less spend on gold", LOW]


def test_without_value_or_frequency_no_story_is_told():
    features = features_of("", "", x=[1, 1, 1, 1, 1, 1.5])
    names = name_segments(describe_segments(LABELS, features), features)
    assert "High-value" not in " ".join(names)
    assert len(set(names)) == 3


def test_who_buys_as_often_as_the_middle_customer_is_frequent():
    """Both medians are 4, though two customers buy more often than that and only one less."""
    features = features_of(spend_total=[9, 9, 4, 5, 1, 1], n_purchases=[9, 9, 4, 4, 4, 1])
    profiles = describe_segments(LABELS, features)
    assert profiles.positions.loc["S2", "n_purchases"] == pytest.approx(5 / 12)
    assert name_segments(profiles, features) == [HIGH, MIDDLE, LOW]
    _, purchases = find_evidence(profiles, features, "S2", MIDDLE)[:2]
    assert purchases == "Frequent: purchases, median 4, the same as for all customers."


def test_one_segment_alone_is_all_customers():
    features = features_of(**SIX)
    profiles = describe_segments(LABELS * 0, features)
    (name,) = name_segments(profiles, features)
    assert name == "All customers"
    assert find_evidence(profiles, features, "S1", name)[0] == "Spend in two years, median 450."


def test_every_adjective_comes_with_its_figure():
    features = features_of(**SIX)
    profiles = describe_segments(LABELS, features)
    of = "for all customers"
    assert find_evidence(profiles, features, "S1", HIGH) == [
        f"High-value: spend in two years, median 950 against 450 {of}, higher than 83% of them.",
        f"Loyal: purchases, median 21 against 14.5 {of}, higher than 83% of them.",
    ]
    assert find_evidence(profiles, features, "S3", LOW) == [
        f"Low-engagement: purchases, median 1.5 against 14.5 {of}, lower than 83% of them.",
        f"Churn-risk: spend in two years, median 15 against 450 {of}, lower than 83% of them.",
        "'Churn-risk' is read from low value and few purchases; a table without order dates does "
        "not show who has left.",
    ]


def test_who_buys_little_but_much_for_the_attention_is_not_called_disengaged():
    columns = {**SIX, "purchases_per_visit": [2, 2, 1, 1, 4, 4]}
    features = replace(features_of(**columns), engagement="purchases_per_visit")
    profiles = describe_segments(LABELS, features)
    assert name_segments(profiles, features)[2] == "Low-value occasional buyers"
    lazy = replace(
        features, measures=features.measures.assign(purchases_per_visit=[2, 2, 1, 1, 0, 0])
    )
    profiles = describe_segments(LABELS, lazy)
    assert name_segments(profiles, lazy)[2] == LOW
    told = find_evidence(profiles, lazy, "S3", LOW)
    assert told[1].startswith("Low-engagement: purchases per web visit a month, median 0 against")


def test_a_segment_without_markers_gets_no_story():
    names = name_unmarked(3)
    assert len(set(names)) == 3
    assert all(name.startswith(UNMARKED) for name in names)
    features = features_of(**SIX)
    profiles = describe_segments(LABELS, features).without_markers()
    assert not list_markers(profiles, features, "S1")
    (only,) = find_evidence(profiles, features, "S1", names[0])
    assert "no more than dividing a table without any groups" in only


def test_segments_stand_by_value_then_size():
    features = features_of(**SIX)
    assert order_by_value(pd.Series([2, 2, 0, 0, 1, 1]), features).tolist() == [2, 0, 1]
    sizes = features_of("", "", x=[1, 2, 3, 4, 5, 6])
    assert order_by_value(pd.Series([0, 1, 1, 1, 2, 2]), sizes).tolist() == [1, 2, 0]


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_rate_is_wilsons(counts):
    successes, n = counts
    ours = wilson_rate(successes, n)
    oracle = binomtest(successes, n).proportion_ci(0.95, method="wilson")
    assert (ours.low, ours.high) == pytest.approx((oracle.low, oracle.high), abs=1e-12)


def test_a_rate_of_nobody_is_not_known():
    assert np.isnan(wilson_rate(0, 0).rate)
