"""One row for each variable, countable by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import skew
from tests.exploration.tables import as_customers

import smartcart
from smartcart.customers import Column, Kind, Role
from smartcart.exploration import explore_customers
from smartcart.exploration.levels import code_levels
from smartcart.features import build_features
from smartcart.space import fit_space


def test_every_column_is_told_once_by_its_type():
    values = {
        "base": range(5),
        "spend": [0.0, 0.0, 10.0, 20.0, None],
        "plan": ["b", "b", "a", None, "b"],
        "left": [0, 1, 0, None, 0],
        "joined": ["2014-01-05", "2013-03-31", "2013-12-31", "2013-04-01", None],
    }
    kinds = {
        "base": Kind.NUMBER,
        "spend": Kind.AMOUNT,
        "plan": Kind.CATEGORY,
        "left": Kind.FLAG,
        "joined": Kind.DATE,
    }
    found = explore_customers(as_customers(values, kinds, outcomes=("left",), value="spend"))
    spend = next(row for row in found.quantities if row.name == "spend")
    assert (spend.customers, spend.missing, spend.mean, spend.median) == (4, 1, 7.5, 5.0)
    assert (spend.minimum, spend.first_quartile, spend.third_quartile, spend.maximum) == (
        *(0.0, 0.0),
        *(12.5, 20.0),
    )
    assert spend.share_zero == 0.5
    assert spend.skewness == pytest.approx(skew([0, 0, 10, 20]))
    (plan,) = found.categories
    assert [(level.level, level.customers) for level in plan.levels] == [("b", 3), ("a", 1)]
    assert plan.entropy == pytest.approx(-0.75 * np.log2(0.75) - 0.25 * np.log2(0.25))
    (left,) = found.flags
    assert (left.customers, left.missing, left.ones, left.rate) == (4, 1, 1, 0.25)
    assert left.low < 0.25 < left.high
    (joined,) = found.days
    assert (joined.first, joined.last, joined.missing) == ("2013-03-31", "2014-01-05", 1)
    assert found.joining.by == "month"
    assert [(g.group, g.customers) for g in found.joining.groups] == [
        ("2013-03", 1),
        ("2013-04", 1),
        ("2013-12", 1),
        ("2014-01", 1),
    ]
    assert found.joining.missing == 1


@pytest.mark.parametrize(
    ("n_months", "by", "first"),
    [
        (12, "month", "2008-01"),
        (13, "quarter", "2008-Q1"),
        (72, "quarter", "2008-Q1"),
        (73, "year", "2008"),
    ],
)
def test_joining_is_told_by_month_quarter_or_year_whichever_fits(n_months, by, first):
    days = pd.date_range("2008-01-15", periods=n_months, freq="MS").strftime("%Y-%m-%d")
    days = ["2008-01-15", *days[: n_months - 1]]
    kinds = {"spend": Kind.AMOUNT, "joined": Kind.DATE}
    found = explore_customers(as_customers({"spend": range(n_months), "joined": days}, kinds))
    assert (found.joining.by, found.joining.groups[0].group) == (by, first)
    assert sum(group.customers for group in found.joining.groups) == n_months


def test_far_out_values_are_those_that_the_space_caps(generated):
    customers = smartcart.check_customers(generated)
    features = build_features(customers)
    capped = fit_space(features).n_capped
    rows = {row.name: row for row in explore_customers(customers, features).quantities}
    assert {name: rows[name].far_out for name in features.table if rows[name].far_out} == capped


def test_rare_levels_are_put_together_and_texts_about_single_people_are_not_listed():
    column = Column("plan", "plan", Role.DESCRIPTOR, Kind.CATEGORY)
    coded = code_levels(pd.Series(["a"] * 150 + ["b"] * 149 + ["c", "d"]), column)
    assert coded.levels == ("a", "b", "rarer levels")
    assert coded.rare == {"c", "d"}
    assert np.bincount(coded.codes).tolist() == [150, 149, 2]
    notes = {"spend": range(40), "note": [f"Mrs Number {i}" for i in range(40)]}
    found = explore_customers(as_customers(notes, {"spend": Kind.AMOUNT, "note": Kind.CATEGORY}))
    assert found.categories[0].n_levels == 40
    assert "Mrs" not in str(found.to_dict())
    assert all("note" not in (pair.one, pair.other) for pair in found.pairs)


def test_levels_with_an_order_keep_it():
    customers = smartcart.check_customers(
        pd.DataFrame({"id": ["1", "2", "3"], "tier": ["gold", "gold", "bronze"], "x": [1, 2, 3]}),
        smartcart.Schema(
            (
                Column("customer_id", "id", Role.ID, Kind.ID),
                Column("tier", "tier", Role.DESCRIPTOR, Kind.ORDINAL, levels=("bronze", "gold")),
                Column("x", "x", Role.SEGMENTATION, Kind.NUMBER),
            ),
            value="",
            frequency="",
            engagement="",
        ),
    )
    (tier,) = explore_customers(customers).categories
    assert [level.level for level in tier.levels] == ["bronze", "gold"]
