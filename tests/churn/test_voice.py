"""The check: it refuses a table that is not so, and accepts tables of the model itself."""

import json
import re
from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

import smartcart
from smartcart.churn import Churn, check_gaps, judge_churn, note_parts, take_histories
from smartcart.churn.gaps import correlate_ranks
from smartcart.customers import FOUNDING_SCHEMA
from smartcart.features import measure_customers
from smartcart.orders import BgNbd, draw_histories

TRUTHS = [
    BgNbd(1.4, 40.0, 0.5, 6.0, log_likelihood=0.0, n_customers=0),
    BgNbd(0.3, 60.0, 0.9, 2.5, log_likelihood=0.0, n_customers=0),
]


@given(st.integers(0, 2**32 - 1), st.integers(3, 40), st.sampled_from([0, 1, 6]))
def test_ranks_correlate_as_in_scipy_table_by_table(seed, n, digits):
    left, right = np.random.default_rng(seed).normal(size=(2, 3, n)).round(digits)
    ours = correlate_ranks(left, right)
    for mine, one, other in zip(ours, left, right, strict=True):
        varied = len(set(one)) > 1 and len(set(other)) > 1
        expected = spearmanr(one, other).statistic if varied else 0.0
        assert mine == pytest.approx(expected, abs=1e-12)


def of_the_model(truth: BgNbd, n: int, seed: int) -> pd.DataFrame:
    """Return a table of customers who buy and leave as BG/NBD has it."""
    tenure = np.random.default_rng(seed).integers(97, 797, n).astype(float)
    frequency, recency = draw_histories(truth, tenure, seed=seed)
    return take_histories(
        pd.Series(frequency[0] + 1), pd.Series(tenure - recency[0]), pd.Series(tenure)
    )


def test_the_founding_table_is_refused_a_probability(real_path):
    measures = measure_customers(smartcart.read_customers(real_path))
    churn = judge_churn(measures, "n_purchases")
    assert churn.voice == "index"
    assert churn.reason.startswith("An index, not a probability: a model of buying and leaving")
    assert "should fall from 87 to 21 among those who still buy" in churn.reason
    check = churn.check
    assert (check.n_customers, check.is_rejected) == (2240, True)
    assert sum(each.customers for each in check.fifths) == 2240
    expected = [each.expected_days for each in check.fifths]
    assert expected == pytest.approx([86.6, 55.1, 36.7, 26.3, 20.6], abs=0.1)
    assert all(48 <= each.observed_days <= 51 for each in check.fifths)
    assert abs(check.correlation) < 0.025
    assert check.high < -0.3  # of all tables drawn from the fitted model


@pytest.mark.parametrize("truth", TRUTHS)
def test_tables_of_the_model_itself_are_accepted(truth):
    """By chance one in a hundred is refused; of 12 more than one would be odd (p < 0.01)."""
    accepted = [
        not check_gaps(of_the_model(truth, 300, seed), seed).is_rejected for seed in range(12)
    ]
    assert sum(accepted) >= 11


def test_a_table_in_which_often_says_nothing_of_lately_is_refused_each_time():
    for seed in range(5):
        histories = of_the_model(TRUTHS[0], 300, seed)
        days = np.random.default_rng(seed).uniform(0, 97, len(histories))
        assert check_gaps(histories.assign(days_since=days), seed).is_rejected


def test_the_fifths_are_counted_by_hand():
    purchases = pd.Series(np.repeat([1.0, 3.0, 4.0, 9.0, 19.0], 50))
    days = pd.Series(np.repeat([50.0, 25.0, 20.0, 10.0, 5.0], 50))
    check = check_gaps(take_histories(purchases, days, pd.Series(np.full(250, 100.0))))
    assert [each.fifth for each in check.fifths] == [1, 2, 3, 4, 5]
    assert [each.customers for each in check.fifths] == [50] * 5
    assert [each.purchases_to for each in check.fifths] == [1, 3, 4, 9, 19]
    assert [each.observed_days for each in check.fifths] == [50, 25, 20, 10, 5]
    assert [each.expected_days for each in check.fifths] == [50, 25, 20, 10, 5]
    assert check.correlation == pytest.approx(-1)


def test_the_voice_of_a_table_of_the_model_is_a_probability_and_survives_a_file():
    histories = of_the_model(TRUTHS[0], 400, seed=1)
    measures = histories.set_axis(["n_purchases", "recency_days", "tenure_days"], axis=1)
    churn = judge_churn(measures, "n_purchases")
    assert churn.voice == "probability"
    assert churn.reason.endswith("still there; the risk index is an index all the same.")
    assert Churn.from_dict(json.loads(json.dumps(asdict(churn)))) == churn


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda t: t.drop(columns="tenure_days"), "no order dates and no tenure."),
        (
            lambda t: t[["n_purchases"]],
            "no order dates and no days since the last purchase and no tenure.",
        ),
        (lambda t: t.head(150), "no order dates, and 150 customers with purchases"),
        (lambda t: t.assign(tenure_days=1.0), r"no order dates, and \d+ customers with purchases"),
        (lambda t: t.assign(n_purchases=4.0), "no order dates, and all customers bought equally"),
    ],
)
def test_a_table_that_cannot_be_checked_says_what_it_lacks(change, text):
    histories = of_the_model(TRUTHS[0], 300, seed=1)
    measures = histories.set_axis(["n_purchases", "recency_days", "tenure_days"], axis=1)
    churn = judge_churn(change(measures), "n_purchases")
    assert (churn.voice, churn.check) == ("index", None)
    assert re.match(f"An index, not a probability: {text}", churn.reason)


def test_impossible_histories_are_dropped():
    table = take_histories(
        pd.Series([3, 2.5, -1, 4, 5, None]),
        pd.Series([10, 10, 10, 99, 0, 3]),
        pd.Series([90, 90, 90, 90, 0, 90]),
    )
    assert table.index.tolist() == [0]


def test_parts_that_the_index_does_without_are_named():
    assert note_parts(None, replace(FOUNDING_SCHEMA, frequency="")).startswith(
        "There is no risk index: the table has no days since"
    )
