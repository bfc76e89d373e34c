"""The segments restated as rules: faithful, sayable, and the same as their sentences."""

import re
from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import smartcart
from smartcart.customers import Column, Kind, Role, Schema, check_customers
from smartcart.errors import DataError
from smartcart.features import Features, build_features
from smartcart.profiles import Condition, Rule, RuleMeasure, RuleTree, restate_segments, write_rules
from smartcart.profiles.borders import round_borders, roundest_number
from smartcart.profiles.rule_table import rule_table

NAMES = {"S1": "One", "S2": "Two", "S3": "Three"}


def features_of(*columns: Column, **values) -> Features:
    schema = Schema((Column("customer_id", "ID", Role.ID, Kind.ID), *columns), "", "")
    table = pd.DataFrame({"ID": range(len(next(iter(values.values()))))} | values)
    return build_features(check_customers(table, schema))


def asked(name: str, kind: Kind, **more) -> Column:
    return Column(name, name, Role.SEGMENTATION, kind, **more)


def test_a_planted_rule_is_found_in_whole_numbers_and_its_customers_are_counted():
    """30 customers buy 1 to 5 times, 20 buy 12 to 15 times; the money says nothing."""
    orders = np.array([1, 2, 3, 4, 5] * 6 + [12, 13, 14, 15] * 5)
    features = features_of(
        asked("orders", Kind.COUNT), asked("money", Kind.AMOUNT), orders=orders, money=[7, 8] * 25
    )
    tree = restate_segments(pd.Series((orders > 5).astype(int)), features)
    assert write_rules(tree, NAMES) == [
        "At most 10 orders → S1 One: 30 customers, 100% of whom are in it",
        "At least 11 orders → S2 Two: 20 customers, 100% of whom are in it",
    ]
    assert (tree.depth, tree.fidelity, tree.largest_share) == (1, 1.0, 0.6)


def test_conditions_on_one_measure_become_one_and_parts_of_one_segment_are_joined():
    spend = np.arange(0, 1000, 4.0)
    labels = pd.Series(np.select([spend <= 400, spend <= 800], [0, 1], 2))
    features = features_of(asked("spend", Kind.AMOUNT), spend=spend)
    sentences = write_rules(restate_segments(labels, features), NAMES)
    assert [each.split(" → ")[0] for each in sentences] == [
        "Spend up to 400",
        "Spend above 400 up to 800",
        "Spend above 800",
    ]


def test_levels_and_flags_are_asked_in_their_words():
    tier, plan = np.repeat(["low", "mid", "top"], 40), np.tile(["a", "b"], 60)
    columns = (
        asked("tier", Kind.ORDINAL, levels=("low", "mid", "top")),
        asked("plan", Kind.CATEGORY),
    )
    features = features_of(*columns, tier=tier, plan=plan)
    by_tier = pd.Series((tier == "top").astype(int))
    by_plan = pd.Series((plan == "b").astype(int))
    assert [
        each.split(" → ")[0] for each in write_rules(restate_segments(by_tier, features), NAMES)
    ] == [
        "Tier at most mid",
        "Tier at least top",
    ]
    rules = write_rules(restate_segments(by_plan, features), NAMES)
    assert {each.split(" → ")[0] for each in rules} in (
        {"Plan is a", "Plan is not a"},
        {"Plan is b", "Plan is not b"},
    )


values = st.one_of(st.none(), st.integers(0, 30).map(float))


@settings(max_examples=25)
@given(
    seed=st.integers(0, 10_000), rows=st.lists(st.tuples(values, values), min_size=1, max_size=30)
)
def test_a_customer_is_placed_by_the_one_rule_whose_sentence_holds(seed, rows):
    generator = np.random.default_rng(seed)
    orders, money = generator.integers(0, 30, 120), generator.integers(0, 30, 120)
    labels = pd.Series((orders > 11).astype(int) + ((money > 14) & (orders > 11)))
    features = features_of(
        asked("orders", Kind.COUNT), asked("money", Kind.AMOUNT), orders=orders, money=money
    )
    tree = restate_segments(labels, features)
    table = pd.DataFrame(rows, columns=["orders", "money"], dtype="float64")
    typical = {"orders": lower_median(orders), "money": lower_median(money)}
    sentences = [each.split(" → ") for each in write_rules(tree, NAMES)]
    for row, place in zip(table.fillna(typical).to_dict("records"), tree.place(table), strict=True):
        held = [said.split()[0] for asks, said in sentences if reads_true(asks, row)]
        assert held == [place]


def lower_median(values: np.ndarray) -> float:
    return float(sorted(values)[(len(values) - 1) // 2])


def reads_true(asks: str, row: dict[str, float]) -> bool:
    """Read a sentence about orders and money as a person would."""
    return all(_part(part.lower(), row) for part in re.split(r", | and ", asks))


def _part(text: str, row: dict[str, float]) -> bool:
    if found := re.fullmatch(r"money(?: above (\d+))?(?: up to (\d+))?", text):
        low, high = found.groups()
        return (low is None or row["money"] > int(low)) and (
            high is None or row["money"] <= int(high)
        )
    orders = row["orders"]
    if text == "no orders":
        return orders == 0
    if found := re.fullmatch(r"at (least|most) (\d+) orders", text):
        return orders >= int(found[2]) if found[1] == "least" else orders <= int(found[2])
    low, _, high = re.fullmatch(r"(\d+)( to (\d+))? orders", text).groups()
    return int(low) <= orders <= int(high or low)


@given(st.lists(st.floats(-1e9, 1e9, allow_nan=False), min_size=1, max_size=200))
def test_borders_divide_what_they_stand_between(numbers):
    borders, distinct = round_borders(numbers), np.unique(numbers)
    assert (np.diff(borders) > 0).all()
    assert len(borders) <= len(distinct) - 1
    assert all(distinct[0] <= border < distinct[-1] for border in borders)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (783, 851, 800),
        (0.031, 0.048, 0.04),
        (11, 12, 11),
        (-7.2, -3.1, -5),
        (10_013, 10_021, 10_020),
    ],
)
def test_a_border_is_the_roundest_number_between(low, high, said):
    assert roundest_number(low, high) == said


def test_the_rules_do_not_depend_on_the_order_of_rows(generated, segmentation):
    labels = segmentation.training.clusters.labels
    shuffled = smartcart.check_customers(generated.sample(frac=1, random_state=1))
    assert restate_segments(labels, build_features(shuffled)) == segmentation.rules


def test_random_labels_are_not_restated(segmentation):
    training = segmentation.training
    labels = training.clusters.labels
    for seed in range(3):
        mixed = np.random.default_rng(seed).permutation(labels)
        tree = restate_segments(pd.Series(mixed, index=labels.index), training.features)
        assert tree.fidelity == pytest.approx(tree.largest_share, abs=0.04)
        assert not tree.is_faithful


def test_copies_of_a_customer_stay_on_one_side():
    """Labels that follow nothing: with copies on both sides a deep tree would know them."""
    generator = np.random.default_rng(0)
    money, labels = generator.normal(100, 20, 60), generator.integers(0, 2, 60)
    features = features_of(asked("money", Kind.AMOUNT), money=np.repeat(money, 10))
    tree = restate_segments(pd.Series(np.repeat(labels, 10)), features)
    assert tree.fidelity < 0.7


def test_the_real_segments_are_restated_by_four_questions_at_most(real_path):
    customers = smartcart.read_customers(real_path)
    segmentation = smartcart.segment(
        customers, {"n_boot": 2, "n_null": 2, "n_starts": 3, "segments": 3}
    )
    tree = segmentation.rules
    assert tree.fidelity >= 0.9
    assert tree.depth <= 4
    assert len(tree.rules) <= 8
    assert {rule.segment_id for rule in tree.rules} == {"S1", "S2", "S3"}
    assert tree.n_customers == 2240
    placed = tree.place(segmentation.training.features.measures)
    assert (placed.to_numpy() == segmentation.assignments["segment_id"]).mean() >= 0.9
    variables = set(segmentation.model.variables) | {"spend_total", "n_purchases"}
    assert {measure.name for measure in tree.measures} <= variables


def test_what_merely_describes_is_never_asked_about(generated):
    table = rule_table(build_features(smartcart.check_customers(generated)))
    assert not set(table) & {"income", "recency_days", "age_years", "has_responded", "n_children"}
    assert {"spend_total", "n_purchases", "visits_per_month"} <= set(table)


def test_one_segment_has_no_rules_and_equal_customers_neither():
    features = features_of(asked("money", Kind.AMOUNT), money=[1.0, 2.0, 3.0])
    assert restate_segments(pd.Series([0, 0, 0]), features) is None
    same = replace(features, table=features.table.assign(money=1.0))
    same = replace(same, measures=same.table)
    assert restate_segments(pd.Series([0, 1, 0]), same) is None


def test_rules_survive_as_plain_data_and_refuse_what_they_cannot_read():
    tree = RuleTree(
        (Rule("S1", (Condition("plan", above=0.0, level="pro"),), 3, 1.0), Rule("S2", (), 1, 1.0)),
        (RuleMeasure("plan", "nominal"), RuleMeasure("tier", "ordinal", 1.0, ("a", "b"))),
        1,
        0.95,
        0.5,
    )
    assert RuleTree.from_dict(asdict(tree)) == tree
    with pytest.raises(DataError, match="ask about tier, which these customers do not have"):
        tree.place(pd.DataFrame({"plan": ["pro"]}))
