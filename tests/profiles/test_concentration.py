"""How value is spread: Gini by brute force, tiers by hand, the founding table as known."""

import json
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import smartcart
from smartcart.features import measure_customers
from smartcart.profiles import Concentration, measure_concentration
from smartcart.profiles.concentration import gini, share_of_top

values = st.lists(st.integers(0, 1000).map(float), min_size=1, max_size=40)


@given(values, st.integers(2, 50))
def test_gini_is_half_the_mean_difference_of_two_customers_over_the_mean(worth, factor):
    assume(sum(worth) > 0)
    pairs = [abs(a - b) for a in worth for b in worth]
    assert gini(worth) == pytest.approx(np.mean(pairs) / (2 * np.mean(worth)))
    assert gini([factor * each for each in worth]) == pytest.approx(gini(worth))
    assert gini(worth * 2) == pytest.approx(gini(worth))  # twice the customers, as uneven


@given(values, st.floats(0, 1))
def test_the_top_carries_at_least_its_share(worth, top):
    assume(sum(worth) > 0)
    assert share_of_top(worth, top) >= top - 1e-9
    assert share_of_top(worth, 1.0) == pytest.approx(1)


@given(values)
def test_tiers_hold_everybody_once_and_follow_from_the_value_alone(worth):
    assume(sum(worth) > 0)
    found = measure_concentration(worth, "spend")
    assert sum(tier.customers for tier in found.tiers) == len(worth)
    assert sum(tier.share_value for tier in found.tiers) == pytest.approx(1)
    high = [each for each in worth if each >= found.high_value_from]
    assert len(high) == found.tiers[0].customers
    assert sum(high) >= 0.5 * sum(worth) - 1e-9
    above = [each for each in worth if each > found.high_value_from]
    assert sum(above) < 0.5 * sum(worth)  # nobody is in tier A who is not needed there


def test_tiers_counted_by_hand():
    """Of 100: 30 + 20 are the first half, 20 + 10 the next 30 %, the last five hold 20."""
    found = measure_concentration([30, 20, 20, 10, 8, 4, 4, 4, 0], "spend")
    assert [(t.tier, t.customers, t.share_value, t.low) for t in found.tiers] == [
        ("A", 3, 0.7, 20.0),  # equal values stand together
        ("B", 1, 0.1, 10.0),
        ("C", 5, 0.2, 0.0),
    ]
    assert found.high_value_from == 20
    assert found.note == ""
    assert Concentration.from_dict(json.loads(json.dumps(asdict(found)))) == found


def test_a_part_reached_exactly_ends_the_tier():
    thirds = measure_concentration([0.1] * 5 + [0.05] * 10, "spend")
    assert [tier.customers for tier in thirds.tiers] == [5, 10]


def test_what_has_no_place_in_a_share_is_said():
    found = measure_concentration([50.0, np.nan, -20.0, 50.0], "balance")
    assert found.note == (
        "Customers of unknown value, left out: 1. Customers of negative value, counted as 0: 1."
    )
    assert (found.gini, found.share_top_fifth) == (pytest.approx(1 / 3), pytest.approx(0.3))
    for nothing in ([0.0, 0.0], [-1.0, -2.0], [np.nan], []):
        empty = measure_concentration(nothing, "balance")
        assert (empty.gini, empty.tiers, empty.high_value_from) == (None, (), None)
        assert "No customer has a value above 0, so there are no tiers." in empty.note


def test_the_top_fifth_of_the_founding_table_carries_52_percent(real_path):
    measures = measure_customers(smartcart.read_customers(real_path))
    found = measure_concentration(measures["spend_total"], "spend_total")
    assert found.share_top_fifth == pytest.approx(0.523, abs=0.001)
    assert found.share_top_tenth == pytest.approx(0.302, abs=0.001)
    assert found.gini == pytest.approx(0.541, abs=0.001)
    assert [tier.customers for tier in found.tiers] == [423, 421, 1396]
    assert found.high_value_from == 1198
