"""Drift is named where it is, and only where it is."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

import smartcart
from smartcart.customers import Column, Customers, Kind, Role, Schema, check_customers
from smartcart.errors import SettingsError
from smartcart.through_time import ReferenceProfile, drift, profile_reference
from smartcart.through_time.bins import compare_counts, holm

from .line import crowd, model_at

SCHEMA = Schema(
    (
        Column("customer_id", "ID", Role.ID, Kind.ID, required=True),
        Column("spend", "Spend", Role.SEGMENTATION, Kind.AMOUNT, unit="money"),
        Column("visits", "Visits", Role.SEGMENTATION, Kind.COUNT),
        Column("plan", "Plan", Role.SEGMENTATION, Kind.CATEGORY),
    ),
    value="spend",
    frequency="visits",
    engagement="",
)


def shop(n: int, seed: int) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "ID": np.arange(1, n + 1),
            "Spend": draw.lognormal(4, 1, n).round(2),
            "Visits": draw.poisson(5, n),
            "Plan": draw.choice(["free", "basic", "pro"], n, p=[0.6, 0.3, 0.1]),
        }
    )


def checked(frame: pd.DataFrame) -> Customers:
    return check_customers(frame, SCHEMA)


@pytest.fixture(scope="module")
def then() -> Customers:
    return checked(shop(800, seed=0))


@pytest.fixture
def now() -> pd.DataFrame:
    return shop(600, seed=1)


@pytest.mark.parametrize(
    ("source", "name", "change"),
    [
        ("Spend", "spend", lambda values: values + 40),
        ("Visits", "visits", lambda values: values + 2),
        ("Plan", "plan", lambda values: values.where(values != "free", "pro")),
        ("Spend", "spend", lambda values: values.where(values.index % 2 == 0)),
    ],
    ids=["money", "counts", "levels", "half of it missing"],
)
def test_drift_planted_in_one_feature_names_that_feature(then, now, source, name, change):
    report = drift(then, checked(now.assign(**{source: change(now[source])})))
    assert report.verdict == "drift"
    assert report.drifted == (name,)
    assert report.sentences[0] == (
        "The customers are no longer distributed as in the reference (600 customers now, 800 in "
        "the reference)."
    )
    assert report.sentences[1].startswith(f"{name} drifted: PSI ")


def test_without_drift_alarms_are_no_more_frequent_than_stated():
    pool, draw = checked(shop(20_000, seed=5)), np.random.default_rng(0)
    alarms = 0
    for _ in range(1_000):
        rows = np.sort(draw.choice(len(pool), 600, replace=False))
        half = draw.permutation(600) < 300
        one, other = (replace(pool, table=pool.table.iloc[rows[each]]) for each in (half, ~half))
        alarms += drift(one, other).verdict != "none"
    assert alarms <= 20  # of 1,000 at a level of 0.01, more than 20 come once in 600 such tests


def test_a_shift_too_small_to_matter_is_no_drift_however_certain():
    one, other = shop(40_000, seed=2), shop(40_000, seed=3)
    report = drift(checked(one), checked(other.assign(Spend=other["Spend"] * 1.1)))
    spend = report.features[0]
    assert spend.p_value < 1e-9
    assert (spend.verdict, spend.size, report.verdict) == ("none", "small", "none")


@pytest.mark.parametrize("factor", [0.001, 0.01, 0.1, 10, 100, 1_000])
def test_a_jump_by_a_power_of_ten_is_called_a_change_of_unit(then, now, factor):
    report = drift(then, now.assign(Visits=now["Visits"], Spend=now["Spend"] * factor))
    times = f"{round(max(factor, 1 / factor)):,} times {'larger' if factor > 1 else 'smaller'}"
    assert report.verdict == "schema"
    assert report.sentences[1] == (
        f"Column 'Spend' is about {times} throughout: its unit seems to have changed."
    )
    assert report.features == ()


def test_another_currency_is_told_from_inflation(then, now):
    (change,) = drift(then, now.assign(Spend=now["Spend"] * 4.3)).schema
    assert (change.kind, change.column) == ("unit", "spend")
    assert change.factor == pytest.approx(4.3, rel=0.15)
    assert change.sentence.endswith("as all amounts are: the currency seems to have changed.")
    assert drift(then, now.assign(Spend=now["Spend"] * 1.08)).schema == ()


def test_a_column_that_is_called_otherwise_is_found(then, now):
    report = drift(then, now.rename(columns={"Spend": "Total Spend"}))
    assert [(each.kind, each.found) for each in report.schema] == [("renamed", "Total Spend")]
    assert report.sentences == (
        "The table is not like the reference (600 customers now, 800 in the reference): look at "
        "its columns first.",
        "Column 'Spend' seems to be called 'Total Spend' now.",
    )


def test_a_column_with_a_like_name_and_other_values_is_not_taken_for_it(then, now):
    other = now.drop(columns="Visits").assign(Visitors=now["Visits"] * 1_000)
    report = drift(then, other.rename(columns={"Visitors": "No. visit"}))
    assert [(each.kind, each.found) for each in report.schema] == [("missing", "")]
    assert report.sentences[1] == "Column 'Visits' is missing."


@given(n=st.integers(1, 99), seed=st.integers(0, 1000))
@settings(max_examples=30)
def test_a_tiny_table_is_never_said_to_have_no_drift(then, n, seed):
    few = shop(n, seed=seed)
    assert drift(then, few).verdict == "not enough data"
    assert drift(checked(few), then).verdict == "not enough data"
    assert drift(then, few.head(0)).verdict == "not enough data"


def test_a_feature_that_is_hardly_known_keeps_the_verdict_open(then, now):
    report = drift(then, checked(now.assign(Spend=now["Spend"].where(now.index < 99))))
    assert report.verdict == "not enough data"
    assert report.sentences == (
        "Not enough data to rule drift out (600 customers now, 800 in the reference).",
        "spend was not judged: known for 99 customers now and 800 in the reference, and 100 are "
        "needed.",
    )


def test_levels_never_seen_before_are_named(then, now):
    report = drift(then, checked(now.assign(Plan=now["Plan"].where(now.index > 1, "gold"))))
    assert report.verdict == "none"
    assert report.features[2].unseen == ("gold",)
    assert report.sentences[-1] == "plan has levels that the reference did not hold: 'gold'."


def test_segments_and_distances_are_watched_with_a_model():
    draw = np.random.default_rng(0)
    model = model_at(0, 10)
    reference = crowd([*draw.normal(0, 1, 200), *draw.normal(10, 1, 200)])
    same = crowd([*draw.normal(0, 1, 210), *draw.normal(10, 1, 190)])
    assert drift(reference, same, model).verdict == "none"
    fewer = drift(reference, crowd([*draw.normal(0, 1, 80), *draw.normal(10, 1, 320)]), model)
    assert fewer.segments.verdict == "drift"
    wider = drift(reference, crowd([*draw.normal(0, 2, 200), *draw.normal(10, 2, 200)]), model)
    assert (wider.segments.verdict, wider.distance.verdict) == ("none", "drift")
    assert any("farther from the centre of their segment" in each for each in wider.sentences)


def test_a_stored_profile_says_the_same_as_its_customers(then, now):
    stored = json.loads(json.dumps(profile_reference(then).to_dict()))
    assert "customer_id" not in stored
    assert drift(ReferenceProfile.from_dict(stored), now) == drift(then, now)


def test_the_order_of_rows_counts_for_nothing(then, now):
    assert drift(then, now) == drift(then, now.sample(frac=1, random_state=0))


@given(st.lists(st.tuples(st.integers(20, 90), st.integers(20, 90)), min_size=2, max_size=8))
def test_the_p_value_is_that_of_scipy(counts):
    one, other = zip(*counts, strict=True)
    expected = chi2_contingency(np.array([one, other]), correction=False).pvalue
    assert compare_counts(one, other) == pytest.approx(expected)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_corrected_p_values_are_those_of_the_definition(values):
    corrected = holm({str(i): each for i, each in enumerate(values)})
    ordered = sorted(values)
    for i, each in enumerate(values):
        rank = ordered.index(each)
        steps = [(len(values) - j) * ordered[j] for j in range(rank + 1)]
        assert corrected[str(i)] == min(1.0, max(steps))


def test_a_level_that_is_none_is_refused(then):
    with pytest.raises(SettingsError, match="The level is 1; it lies between 0 and 1"):
        drift(then, then, level=1)


def test_a_profile_of_other_segments_is_refused():
    two = profile_reference(crowd([0, 10]), model_at(0, 10))
    message = "The profile holds the segments S1, S2; the model has S1, S2, S3"
    with pytest.raises(SettingsError, match=message):
        drift(two, crowd([0, 10]), model_at(0, 5, 10))
    with pytest.raises(SettingsError, match="holds the segments none; the model has S1"):
        drift(profile_reference(crowd([0, 10])), crowd([0, 10]), model_at(0))


def test_halves_of_the_real_table_are_alike(real_path):
    customers = smartcart.read_customers(real_path)
    halves = [replace(customers, table=customers.table.iloc[i::2]) for i in (0, 1)]
    assert drift(*halves).verdict == "none"
