"""The planner on whole tables; the real one is skipped, with the reason, where it is absent."""

import numpy as np
import pandas as pd
import pytest

import smartcart
from smartcart.value import CampaignPlan, Offer, hold_out, plan_campaign


@pytest.fixture(scope="module")
def plan(real_path) -> CampaignPlan:
    customers = smartcart.read_customers(real_path)
    return plan_campaign(customers, 3, Offer(contact_cost=3, value=11), holdout_share=0.1)


def test_on_the_real_table_response_falls_from_high_to_low(plan):
    table = plan.response.table
    assert table["rate"].is_monotonic_decreasing
    assert table.loc["S1", "low"] > table.loc["S2", "high"] > table.loc["S2", "low"]
    assert table.loc["S2", "low"] > table.loc["S3", "high"]
    assert plan.response.p_value < 0.001
    gains = plan.response.gains.loc[0.2]
    assert gains["planner"] > gains["rfm"] > gains["segments"] > 0.25
    bounds = plan.response.bounds
    assert gains["rfm"] < bounds.low[0.2] < gains["planner"] < bounds.high[0.2] < 0.75
    assert bounds.rival == "logistic"
    assert bounds.ahead.loc[0.2, "low"] < 0 < bounds.ahead.loc[0.2, "ahead"]  # it may be chance


def test_on_the_real_table_the_planner_earns_what_segments_cannot(plan):
    profit = plan.test.table["profit"]
    assert profit["everybody"] == 334 * 11 - 2240 * 3 == -3046
    assert profit["segments"] == 0
    assert 100 < profit["segment_recency"] < 350
    assert 100 < profit["rfm"] < 400
    assert profit["logistic"] > 700
    assert profit["boosting"] > 850
    assert profit["planner"] >= 850
    assert profit["random"] < 0
    assert plan.test.winner == "planner"
    assert plan.test.is_covered
    assert plan.test.table.loc["rfm", "behind_low"] > 0


def test_on_the_real_table_it_says_the_hard_things(plan):
    assert (
        "No whole segment pays at cost 3 and value 11: the best, S1, answers in 23% of cases, "
        "27% are needed." in plan.sentences
    )
    assert any("lost 3,046" in sentence for sentence in plan.sentences)


def test_the_held_out_are_worth_contacting_and_are_not_contacted(plan):
    audience = plan.audience
    kept_out = pd.Series(hold_out(audience.index, 0.1), index=audience.index)
    assert not (audience["contact"].astype(bool) & kept_out).any()
    held = audience["held_out"] == 1
    assert kept_out[held].all()
    assert (audience.loc[held, "expected_profit"] > 0).all()
    assert 0.05 < held.sum() / (held.sum() + audience["contact"].sum()) < 0.15


def test_on_the_real_table_those_to_contact_are_worth_it_by_segment_and_in_all(plan):
    contacted = plan.audience.query("contact == 1")
    assert plan.forecast.profit == pytest.approx(contacted["expected_profit"].sum())
    assert plan.forecast.profit >= 850 - 0.1 * 850  # a tenth of all stays uncontacted
    assert plan.segments["expected_profit"].sum() == pytest.approx(plan.forecast.profit)
    low, high = plan.segments["profit_low"], plan.segments["profit_high"]
    assert (low < plan.segments["expected_profit"]).all()
    assert low.sum() < plan.forecast.low < plan.forecast.high < high.sum()
    assert "children" in plan.fairness.ratios.index[plan.fairness.ratios["flagged"].astype(bool)]


def test_of_many_customers_some_are_learnt_from_and_all_are_placed_and_scored(
    generated, monkeypatch
):
    monkeypatch.setattr("smartcart.value.campaign._LEARNERS", 600)
    raw = generated.head(1500)
    plans = []
    for table in (raw, raw.iloc[::-1]):
        customers = smartcart.check_customers(table)
        labels = pd.Series(np.arange(1500) % 2, index=customers.table.index)
        plans.append(
            plan_campaign(
                customers, 2, Offer(3, 11), labels=labels, settings=smartcart.Settings(n_starts=1)
            )
        )
    plan = plans[0]
    assert 550 <= len(plan.held_out.answers) <= 600
    assert plan.segments["customers"].tolist() == [750, 750]
    answers = raw.set_index(raw["ID"].astype(str))["Response"].astype(float)
    others = plan.audience.drop(index=plan.held_out.probability.index)
    chosen = others.index[others["contact"] == 1]
    assert answers[chosen].mean() > 2 * answers[others.index].mean()
    contacted = plan.audience.index[plan.audience["contact"] == 1]
    happened = Offer(3, 11).profit(answers[contacted]).sum()
    assert plan.forecast.low <= happened <= plan.forecast.high
    pd.testing.assert_frame_equal(plan.audience, plans[1].audience)


def test_customers_of_unknown_answer_are_scored_and_row_order_does_not_matter(generated):
    raw = generated.head(700).assign(Response=generated["Response"].astype(str))
    raw.loc[raw.index[:100], "Response"] = ""
    plans = [
        plan_campaign(smartcart.check_customers(table), 3, Offer(3, 11, budget=60))
        for table in (raw, raw.iloc[::-1])
    ]
    assert plans[0].audience["probability"].between(0, 1).all()
    assert len(plans[0].held_out.answers) == 600
    assert plans[0].audience["contact"].sum() <= 20
    pd.testing.assert_frame_equal(plans[0].audience, plans[1].audience)
    unknown = plans[0].audience.loc[raw["ID"].astype(str).iloc[:100], "probability"]
    assert np.ptp(unknown.to_numpy()) > 0.01
