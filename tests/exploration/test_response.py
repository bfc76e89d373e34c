"""Rates by variable, countable by hand, and what is said of them."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency
from tests.exploration.tables import as_customers

from smartcart.customers import Kind
from smartcart.exploration import Response, explore_customers
from smartcart.profiles import wilson_rate


def response(values: dict, kinds: dict, variable: str) -> Response:
    # A customer without any value that is compared would be set aside.
    values = {"base": range(len(values["answered"])), **values}
    kinds = {"base": Kind.NUMBER, **kinds, "answered": Kind.FLAG}
    found = explore_customers(as_customers(values, kinds, outcomes=("answered",)))
    return next(each for each in found.responses if each.variable == variable)


def test_a_quantity_is_cut_into_fifths_and_the_unknown_stand_apart():
    x = [*np.arange(100.0), np.nan, np.nan]
    answered = [int(i < 20 or i % 2) for i in range(102)]
    told = response({"x": x, "answered": answered}, {"x": Kind.NUMBER}, "x")
    assert [(part.part, part.customers, part.responses) for part in told.parts] == [
        ("0 to 19", 20, 20),
        ("20 to 39", 20, 10),
        ("40 to 59", 20, 10),
        ("60 to 79", 20, 10),
        ("80 to 99", 20, 10),
        ("not known", 2, 1),
    ]
    assert (told.spread, told.rate) == (0.5, 61 / 102)
    first = told.parts[0]
    rate = wilson_rate(20, 20)
    assert (first.rate, first.low, first.high) == (rate.rate, rate.low, rate.high)
    counts = np.array([[20, 10, 10, 10, 10], [0, 10, 10, 10, 10]])
    assert told.p == pytest.approx(chi2_contingency(counts, correction=False).pvalue)


def test_equal_values_never_part():
    x = [0.0] * 70 + [1.0] * 20 + [2.0] * 10
    told = response({"x": x, "answered": [0, 1] * 50}, {"x": Kind.COUNT}, "x")
    assert [(part.part, part.customers) for part in told.parts] == [
        ("0", 70),
        ("1", 20),
        ("2", 10),
    ]


def test_parts_with_few_answers_to_expect_do_not_count_in_the_spread():
    values = {
        "x": range(200),
        "plan": ["a"] * 95 + ["b"] * 101 + ["c"] * 4,
        "answered": [0, 1] * 98 + [1] * 4,
    }
    told = response(values, {"x": Kind.NUMBER, "plan": Kind.CATEGORY}, "plan")
    assert [(part.part, part.counts) for part in told.parts] == [
        ("a", True),
        ("b", True),
        ("c", False),
    ]
    assert told.spread < 0.02


def test_an_outcome_that_all_have_tells_nothing():
    values = {"x": range(50), "answered": [1] * 50}
    kinds = {"x": Kind.NUMBER, "answered": Kind.FLAG}
    found = explore_customers(as_customers(values, kinds, outcomes=("answered",)))
    assert found.responses == ()
    assert [each.sentence for each in found.notices] == [
        "The same for every customer, so it tells nobody apart: answered."
    ]


def test_the_largest_spread_stands_first_and_is_said_to_be_no_cause():
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 50, (2, 1000)).astype(float)
    answered = (rng.random(1000) < 0.1 + 0.5 * (x < 10)).astype(int)
    kinds = {"y": Kind.NUMBER, "x": Kind.NUMBER, "answered": Kind.FLAG}
    customers = as_customers({"y": y, "x": x, "answered": answered}, kinds, ("answered",))
    found = explore_customers(customers)
    assert [each.variable for each in found.responses] == ["x", "y"]
    assert [each.is_clear for each in found.responses] == [True, False]
    (said,) = [each.sentence for each in found.notices if each.rule == "response"]
    assert said.startswith("Answered: 57% where x is 0 to 10, 10% where it is ")
    assert said.endswith("a description, not a cause.")
    assert "not say that the variable is the cause" in found.response_note
