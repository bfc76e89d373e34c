import numpy as np
import pandas as pd
import pytest

import smartcart
from smartcart.value import compare_offer_rates, measure_offer_fairness, tell_fairness


def people(**groups: int) -> pd.Series:
    return pd.Series([name for name, n in groups.items() for _ in range(n)], dtype=object)


def test_rates_and_the_ratio_are_counted_by_hand():
    frame = pd.DataFrame({"age": people(old=40, young=60)})
    contact = np.r_[np.arange(40) < 10, np.arange(60) < 24]  # 25 % and 40 %
    fair = compare_offer_rates(frame, contact)
    assert fair.table.to_numpy().tolist() == [
        ["age", "old", 40, 10, 0.25],
        ["age", "young", 60, 24, 0.4],
    ]
    row = fair.ratios.loc["age"]
    assert (row["lowest_group"], row["highest_group"]) == ("old", "young")
    assert row["ratio"] == pytest.approx(0.625)
    assert row["flagged"]
    assert tell_fairness(fair) == (
        "The offer does not reach people alike by age: old 25%, young 40% (ratio 0.625, below "
        "0.8; it may be chance).",
    )


def test_a_difference_of_many_people_is_no_chance():
    frame = pd.DataFrame({"age": people(old=400, young=600)})
    fair = compare_offer_rates(frame, np.r_[np.arange(400) < 100, np.arange(600) < 240])
    assert tell_fairness(fair)[0].endswith("(ratio 0.625, below 0.8).")


@pytest.mark.parametrize(("contacts", "flagged"), [(32, False), (31, True)])
def test_four_fifths_is_the_border(contacts, flagged):
    frame = pd.DataFrame({"partner": people(without=100, partnered=100)})
    contact = np.r_[np.arange(100) < contacts, np.arange(100) < 40]
    fair = compare_offer_rates(frame, contact)
    assert bool(fair.ratios.loc["partner", "flagged"]) is flagged
    assert bool(tell_fairness(fair)) is flagged


def test_groups_below_30_are_left_out_and_counted():
    frame = pd.DataFrame({"status": people(married=50, single=50, widow=29, other=1)})
    fair = compare_offer_rates(frame, np.arange(130) % 2 == 0)
    assert fair.table["group"].tolist() == ["married", "single"]
    assert (fair.groups_left_out, fair.customers_left_out) == (2, 30)
    assert tell_fairness(fair) == (
        "2 groups of fewer than 30 people (30 customers) cannot be compared.",
    )


def test_nobody_contacted_and_one_group_alone_flag_nothing():
    two, one = people(a=50, b=50), people(a=100)
    fair = compare_offer_rates(pd.DataFrame({"two": two, "one": one}), np.zeros(100, dtype=bool))
    assert list(fair.ratios.index) == ["two"]
    assert np.isnan(fair.ratios.loc["two", "ratio"])
    assert not fair.ratios["flagged"].any()


def test_a_table_that_says_nothing_of_people_has_nothing_to_compare(generated):
    personal = ["Year_Birth", "Marital_Status", "Kidhome", "Teenhome"]
    customers = smartcart.check_customers(generated.head(200).drop(columns=personal))
    fair = measure_offer_fairness(customers, np.arange(200) < 50)
    assert fair.table.empty
    assert fair.ratios.empty
    assert tell_fairness(fair) == ()


def test_age_children_partner_and_marital_status_are_looked_at(generated):
    customers = smartcart.check_customers(generated)
    contact = customers.table["n_kids"].to_numpy() == 0
    fair = measure_offer_fairness(customers, contact)
    assert set(fair.ratios.index) >= {"age", "children", "partner", "marital status"}
    children = fair.table[fair.table["trait"] == "children"].set_index("group")
    alone = customers.table[["n_kids", "n_teens"]].sum(axis=1) == 0
    assert children.loc["no children", "customers"] == alone.sum()
    assert children.loc["no children", "rate"] == 1
