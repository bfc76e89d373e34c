"""Descriptors, fairness and the accents of parts: what is said about people, and how surely."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, kruskal
from sklearn.metrics import normalized_mutual_info_score

import smartcart
from smartcart.features import Features, build_features
from smartcart.profiles import (
    NO_P_VALUES,
    adjust_holm,
    compare_descriptors,
    describe_people,
    find_accents,
    list_dimensions,
    measure_fairness,
    mutual_information,
)
from smartcart.profiles.fairness import _crossed, _deal

COUNTS = st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=5)


@pytest.fixture(scope="module")
def founding():
    customers = smartcart.check_customers(smartcart.make_customers(1500, seed=3))
    return customers, build_features(customers)


def test_holm_is_that_of_r():
    """R: p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm") and p.adjust(c(0.6, 0.001), "holm")."""
    assert adjust_holm([0.01, 0.02, 0.03, 0.04, 0.05]) == pytest.approx(
        [0.05, 0.08, 0.09, 0.09, 0.09]
    )
    assert adjust_holm([0.6, 0.001]) == pytest.approx([0.6, 0.002])
    assert adjust_holm([0.7, 0.9]) == pytest.approx([1.0, 1.0])


def test_descriptors_are_tested_and_what_made_the_segments_never(founding):
    customers, features = founding
    half = (features.measures["age_years"] > features.measures["age_years"].median()).astype(int)
    tested = compare_descriptors(customers, features, half)
    assert tested.loc["age_years", "differs"]
    assert not {variable.name for variable in features.variables} & set(tested.index)
    assert not {"has_responded", "has_complained"} & set(tested.index)
    assert {"education", "income", "tenure_days", "recency_days"} <= set(tested.index)
    assert "pure noise" in NO_P_VALUES


def test_tests_are_those_of_scipy(founding):
    customers, features = founding
    labels = pd.Series(np.random.default_rng(0).integers(0, 3, len(customers)))
    tested = compare_descriptors(customers, features, labels)
    ages = features.measures["age_years"].to_numpy()
    told = kruskal(*(ages[(labels == i) & ~np.isnan(ages)] for i in range(3)))
    assert tested.loc["age_years", "p"] == pytest.approx(told.pvalue)
    education = pd.crosstab(customers.table["education"].to_numpy(), labels)
    assert (education.sum(axis=1) > 15).all()  # none is rare
    told = chi2_contingency(education, correction=False)
    assert tested.loc["education", "p"] == pytest.approx(told.pvalue)
    assert tested.loc["education", "effect"] == pytest.approx(
        np.sqrt(told.statistic / education.to_numpy().sum() / 2)
    )


def test_random_segments_hardly_ever_differ_in_any_descriptor(founding):
    """Holm keeps the chance of one false claim in the whole family at 5 %."""
    customers, features = founding
    wrong = 0
    for seed in range(60):
        labels = pd.Series(np.random.default_rng(seed).integers(0, 3, len(customers)))
        wrong += bool(compare_descriptors(customers, features, labels)["differs"].any())
    assert wrong <= 9  # 5 % of 60 is 3; more than 9 has a chance below 1 in 1,000


@given(COUNTS)
def test_mutual_information_is_that_of_scikit_learn(rows):
    counts = np.array(rows)
    if not counts.sum():
        return
    places = np.argwhere(counts)
    codes, labels = np.repeat(places, counts[tuple(places.T)], axis=0).T
    assert mutual_information(_crossed(codes, labels)) == pytest.approx(
        normalized_mutual_info_score(codes, labels)
        if len(set(codes)) > 1 or len(set(labels)) > 1
        else 0.0,
        abs=1e-9,
    )


def test_a_dealt_table_keeps_its_margins_and_is_on_average_what_chance_expects():
    rows, columns = np.array([30, 50, 20]), np.array([10, 60, 30])
    generator = np.random.default_rng(0)
    dealt = np.array([_deal(rows, columns, generator) for _ in range(4000)])
    assert (dealt.sum(axis=2) == rows).all()
    assert (dealt.sum(axis=1) == columns).all()
    assert dealt.mean(axis=0) == pytest.approx(np.outer(rows, columns) / 100, abs=0.15)


def test_groups_of_people_are_counted_by_hand(founding):
    customers, features = founding
    people = describe_people(customers)
    ages, children = features.measures["age_years"], features.measures["n_children"]
    assert (people["age"] == "30 to 44").sum() == ((ages >= 30) & (ages <= 44)).sum()
    assert (people["children"] == "two or more").sum() == (children >= 2).sum()


def test_the_four_fifths_rule_by_hand():
    """Of 100 without children 60 are in S1, of 100 with children 45: a ratio of 0.75."""
    people = pd.DataFrame({"children": ["none"] * 100 + ["one"] * 100})
    labels = pd.Series([0] * 60 + [1] * 40 + [0] * 45 + [1] * 55)
    row = measure_fairness(people, labels).loc["children"]
    assert (row["lowest_group"], row["highest_group"]) == ("one", "none")
    assert (row["lowest_rate"], row["highest_rate"], row["ratio"]) == pytest.approx(
        (0.45, 0.6, 0.75)
    )
    assert row["flagged"]
    assert not measure_fairness(people, pd.Series([0, 1] * 100)).loc["children", "predicts"]


def test_a_part_is_named_by_what_it_has_more_of_than_its_segment(founding):
    customers, features = founding
    dimensions = list_dimensions(customers.schema, features)
    assert "share_wines" in dimensions["product"]
    assert "income" not in dimensions["life stage"]
    gold = features.measures["share_gold"]
    parts = (gold > gold.quantile(0.7)).to_numpy().astype(int)
    more, gold_part = find_accents(features, parts, dimensions)
    product = {accent.dimension: accent for accent in gold_part}["product"]
    assert product.words == "larger share of spend on gold"
    assert product.evidence.startswith("Product: share of spend on gold, median ")
    assert all(accent.measure != "share_gold" or "smaller" in accent.words for accent in more)


def test_parts_that_mean_nothing_have_no_accent(founding):
    customers, features = founding
    some = Features(features.table, features.variables, features.measures)
    parts = np.random.default_rng(0).integers(0, 2, len(customers))
    assert find_accents(some, parts, list_dimensions(customers.schema, features)) == [(), ()]


def test_the_real_table_says_who_its_segments_are(real_path, quick):
    customers = smartcart.read_customers(real_path)
    found = smartcart.segment(customers, {**quick, "segments": 3})
    differs = found.descriptors["differs"]
    assert differs["income"]
    assert differs["n_kids"]
    assert not differs["recency_days"]
    children = found.fairness.loc["children"]
    assert children["predicts"]
    assert children["lowest_group"] == "two or more"
    assert children["flagged"]
    assert not found.fairness.loc["marital status", "predicts"]
