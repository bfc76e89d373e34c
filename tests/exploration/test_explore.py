"""The whole exploration: golden facts of the real table, any row order, any firm's table."""

import json

import numpy as np
import pandas as pd
import pytest
from tests.exploration.tables import as_customers

import smartcart
from smartcart.customers import Kind
from smartcart.exploration import Exploration, explore_customers
from smartcart.features import build_features


@pytest.fixture(scope="module")
def real(real_path) -> Exploration:
    return explore_customers(smartcart.read_customers(real_path))


def strength(found: Exploration, *names: str) -> float:
    return next(p.strength for p in found.pairs if {p.one, p.other} == set(names))


def test_the_golden_facts_of_the_founding_table(real):
    assert real.customers == 2240
    assert real.snapshot_date == "2014-10-04"
    assert real.concentration.share_top_fifth == pytest.approx(0.52, abs=0.005)
    assert strength(real, "income", "spend_total") == pytest.approx(0.85, abs=0.005)
    for name in ("spend_total", "n_purchases", "visits_per_month", "tenure_days"):
        assert abs(strength(real, "recency_days", name)) <= 0.025
    income = next(row for row in real.quantities if row.name == "income")
    assert (income.missing, income.maximum) == (24, 666_666)
    wines = next(mix for mix in real.mix if mix.name == "spend_total").parts[0]
    assert (wines.name, round(wines.share, 2)) == ("spend_wines", 0.50)


def test_response_falls_with_recency_on_the_founding_table(real):
    told = next(
        r for r in real.responses if (r.outcome, r.variable) == ("has_responded", "recency_days")
    )
    assert [part.part for part in told.parts] == [
        *("0 to 19", "20 to 39", "40 to 59"),
        *("60 to 79", "80 to 99"),
    ]
    rates = [part.rate for part in told.parts]
    assert rates[0] == pytest.approx(0.29, abs=0.005)
    assert rates[-1] == pytest.approx(0.065, abs=0.005)
    assert rates == sorted(rates, reverse=True)
    assert sum(part.responses for part in told.parts) == 334


def test_what_stands_out_in_the_founding_table_is_said(real):
    said = " ".join(notice.sentence for notice in real.notices)
    for sentence in (
        "Spend in two years and yearly income go together: rank correlation 0.85.",
        "Spend in two years neither rises nor falls with purchases with a discount (-0.01), "
        "days since the last purchase (0.02): rank correlations about 0.",
        "The top fifth of customers carries 52% of all spend in two years",
        "Response to the last campaign: 29% where days since the last purchase is 0 to 19, 6%",
        "Yearly income is missing for 24 customers (1.1%).",
    ):
        assert sentence in said
    assert "Complained: " not in said.replace("Complained: only", "")


def test_the_same_customers_in_any_order_give_the_same_bytes(generated):
    one = explore_customers(smartcart.check_customers(generated))
    shuffled = generated.sample(frac=1, random_state=3)[generated.columns[::-1]]
    other = explore_customers(smartcart.check_customers(shuffled))
    assert json.dumps(one.to_dict()) == json.dumps(other.to_dict())


def test_features_that_are_built_already_give_the_same(generated):
    customers = smartcart.check_customers(generated)
    assert explore_customers(customers, build_features(customers)) == explore_customers(customers)


def test_everything_is_plain_data_without_a_customer(generated):
    customers = smartcart.check_customers(generated.assign(ID="K" + generated["ID"].astype(str)))
    text = json.dumps(explore_customers(customers).to_dict(), allow_nan=False)
    assert not any(f'"{each}"' in text for each in customers.table.index)


def test_a_table_with_a_country_is_told_by_country():
    customers = smartcart.check_customers(smartcart.make_customers(500, seed=0, country=True))
    country = explore_customers(customers).country
    sizes = [group.customers for group in country.groups]
    assert sum(sizes) == 500
    assert sizes == sorted(sizes, reverse=True)
    assert sum(group.share_value for group in country.groups) == pytest.approx(1.0)
    assert {rate.outcome for rate in country.groups[0].rates} == {"has_complained", "has_responded"}


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1.0, 2.0, 4.0], Kind.AMOUNT),
        ([0.0, 0.0, 0.0], Kind.NUMBER),
        ([5.0], Kind.NUMBER),
        (["a", "b", "a"], Kind.CATEGORY),
        ([0, 1, 1], Kind.FLAG),
        (["2014-01-01", "2014-01-02", "2014-02-01"], Kind.DATE),
        ([1970, 1980, 1990], Kind.BIRTH_YEAR),
        (np.array([-1e14, 1e14, 0.0]), Kind.NUMBER),
    ],
)
def test_one_column_of_any_kind_is_enough(values, kind):
    found = explore_customers(as_customers({"only": values}, {"only": kind}))
    rows = [*found.quantities, *found.categories, *found.flags, *found.days]
    assert {row.column for row in rows} == {"only"}
    assert (found.responses, found.mix, found.country) == ((), (), None)
    assert found.concentration is None
    json.dumps(found.to_dict(), allow_nan=False)


def test_nothing_but_missing_values_is_said_once():
    frame = {"x": [1.0, 2.0, 3.0], "y": [np.nan] * 3, "plan": pd.Series([None] * 3, dtype=object)}
    kinds = {"x": Kind.NUMBER, "y": Kind.NUMBER, "plan": Kind.CATEGORY}
    found = explore_customers(as_customers(frame, kinds))
    assert [notice.sentence for notice in found.notices] == ["Empty for every customer: y, plan."]
