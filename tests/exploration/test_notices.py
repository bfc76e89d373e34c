"""What is unusual is said, with its figure; noise is silent."""

import numpy as np
import pytest
from tests.exploration.tables import as_customers, make_noise

from smartcart.customers import Kind
from smartcart.exploration import NOTICE_RULES, explore_customers


def rules(found) -> list[str]:
    return [notice.rule for notice in found.notices]


@pytest.mark.parametrize("n", [60, 500, 3000])
def test_independent_noise_says_nothing_of_pairs_skew_response_or_concentration(n):
    silent = {"related", "unrelated", "skewed", "response", "concentration", "mix", "zeros"}
    for seed in range(100, 120):
        assert not silent & set(rules(explore_customers(make_noise(seed, n)))), seed


def test_each_sentence_comes_from_a_stated_rule_with_its_figure_the_strongest_first():
    rng = np.random.default_rng(1)
    n = 1000
    base = rng.normal(size=n)
    values = {
        "spend": np.exp(2 * base + 4).round(2),
        "wage": (base + rng.normal(0, 0.3, n)).round(3),
        "age": np.where(np.arange(n) < 20, np.nan, rng.integers(20, 80, n)),
        "cats": np.where(rng.random(n) < 0.7, 0, 3),
        "plan": ["basic"] * 995 + ["gold"] * 5,
        "left": (np.arange(n) < 4).astype(int),
        "hue": ["red"] * n,
    }
    values["wage"][7] = 99.0
    kinds = {
        "spend": Kind.AMOUNT,
        "wage": Kind.NUMBER,
        "age": Kind.NUMBER,
        "cats": Kind.COUNT,
        "plan": Kind.CATEGORY,
        "left": Kind.FLAG,
        "hue": Kind.CATEGORY,
    }
    found = explore_customers(as_customers(values, kinds, ("left",), value="spend"))
    said = {notice.rule: notice.sentence for notice in found.notices}
    assert set(said) <= set(NOTICE_RULES)
    assert said["related"].startswith("Spend and wage go together: rank correlation 0.9")
    assert said["unrelated"] == (
        "Spend neither rises nor falls with cats (0.01): rank correlations about 0."
    )
    assert said["missing"] == "Age is missing for 20 customers (2.0%)."
    assert said["zeros"].startswith("At least half of the customers have 0: cats (")
    assert said["far_out"].startswith("Wage is far out for 1 customer: outside ")
    assert said["far_out"].endswith("to 99.")
    assert "wage (" in said["skewed"]
    assert said["dominant"] == "Plan is basic for 99.5%."
    assert "Left: only 4 customers (0.4%) say yes." in [e.sentence for e in found.notices]
    assert "Plan has levels with under 1 % of customers: gold (5)." in [
        notice.sentence for notice in found.notices
    ]
    assert said["constant"] == "The same for every customer, so it tells nobody apart: hue."
    assert said["concentration"].startswith("The top fifth of customers carries ")
    strengths = [notice.strength for notice in found.notices]
    assert strengths == sorted(strengths, reverse=True)
    assert all(0 <= strength <= 1 for strength in strengths)


def test_a_pair_of_a_small_table_must_be_beyond_chance_too():
    x = [1.0, 2.0, 3.0, 4.0, 5.0]
    found = explore_customers(as_customers({"x": x, "y": x}, {"x": Kind.NUMBER, "y": Kind.NUMBER}))
    assert found.pairs[0].strength == pytest.approx(1.0)
    assert "related" not in rules(found)
