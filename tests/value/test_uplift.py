import numpy as np
import pandas as pd
import pytest

import smartcart
from smartcart.errors import DataError
from smartcart.value import (
    difference_of_rates,
    draw_qini_curve,
    find_treatment,
    measure_qini,
    measure_uplift,
    predict_uplift,
    qini_coefficient,
    tell_uplift,
)
from smartcart.value.predictors import Predictors


def campaign(n: int, effect, seed: int = 0):
    """Return predictors, answers, treatment of a campaign sent by chance, of known effect."""
    generator = np.random.default_rng(seed)
    x = generator.normal(size=(n, 3))
    treated = (generator.random(n) < 0.5).astype(float)
    chance = 0.2 + treated * effect(x)
    answers = (generator.random(n) < chance).astype(float)
    return Predictors(pd.DataFrame(x, columns=list("abc")), (), ()), answers, treated


def measured(n: int, effect, seed: int = 0):
    predictors, answers, treated = campaign(n, effect, seed)
    labels = (predictors.table["a"].to_numpy() < 0).astype(np.int64)
    return measure_uplift(predictors, answers, treated, np.arange(n, dtype=np.uint64), labels)


def test_a_planted_uplift_is_found_in_all_and_by_segment():
    uplift = measured(8000, lambda x: 0.3 * (x[:, 0] > 0))
    assert uplift.everybody["low"] <= 0.15 <= uplift.everybody["high"]
    assert uplift.segments.loc["S1", "low"] <= 0.3 <= uplift.segments.loc["S1", "high"]
    assert uplift.segments.loc["S2", "low"] <= 0 <= uplift.segments.loc["S2", "high"]
    assert uplift.qini.low > 0
    first, second, *_ = tell_uplift(uplift)
    assert first.startswith("Uplift, measured: ")
    assert "may be chance" not in first
    assert second.startswith("Ranking customers by predicted uplift beats a random choice")
    assert not uplift.imbalance.is_proven


def test_without_an_effect_the_interval_of_the_difference_covers_0():
    hits = np.random.default_rng(0).binomial(250, 0.2, size=(400, 2))
    intervals = [difference_of_rates(int(one), 250, int(other), 250) for one, other in hits]
    assert 0.92 <= np.mean([low <= 0 <= high for _, low, high in intervals]) <= 0.98


def test_without_an_effect_the_interval_of_the_ranking_covers_0():
    covered = []
    for seed in range(15):
        predictors, answers, treated = campaign(500, lambda x: 0 * x[:, 0], seed)
        groups = np.arange(500, dtype=np.uint64)
        predicted = predict_uplift(predictors, answers, treated, groups)
        qini = measure_qini(predicted, answers, treated, groups)
        covered.append(qini.low <= 0 <= qini.high)
    assert np.mean(covered) >= 0.8


def test_the_same_effect_for_everybody_cannot_be_ranked():
    uplift = measured(4000, lambda x: 0.2 + 0 * x[:, 0])
    assert uplift.everybody["low"] > 0.1
    assert uplift.qini.low <= 0 <= uplift.qini.high


def test_the_curve_is_counted_by_hand():
    # Ranked a, b, c, d; a and c were contacted, b and d left alone; a and d answered.
    predicted = np.array([4.0, 3.0, 2.0, 1.0])
    treated, answers = np.array([1.0, 0, 1, 0]), np.array([1.0, 0, 0, 1])
    curve = draw_qini_curve(predicted, answers, treated)
    # After a: 1 answer, nobody left alone: 1/2. After b: 1 - 0. After c: 1. After d: 1 - 1 = 0.
    at = pd.Series(np.interp([0.25, 0.5, 0.75, 1], curve.index, curve))
    assert at[1] == pytest.approx(0.5)
    assert curve.iloc[-1] == 0
    assert curve.loc[0.1] == pytest.approx(0.2)
    tenths = [0, 0.2, 0.4, 0.5, 0.5, 0.5, 0.5, 0.5, 0.4, 0.2, 0]
    assert curve.to_numpy() == pytest.approx(tenths)
    assert qini_coefficient(curve) == pytest.approx(sum(tenths) / 10)


def test_equal_predictions_rank_nobody():
    generator = np.random.default_rng(0)
    treated, answers = generator.integers(0, 2, (2, 500)).astype(float)
    curve = draw_qini_curve(np.zeros(500), answers, treated)
    assert qini_coefficient(curve) == pytest.approx(0)


def test_copies_count_as_one_in_the_interval():
    predictors, answers, treated = campaign(600, lambda x: 0.3 * (x[:, 0] > 0))
    a = predictors.table["a"].to_numpy()
    alone = measure_qini(a, answers, treated, np.arange(600, dtype=np.uint64))
    twice = [np.tile(each, 2) for each in (a, answers, treated)]
    paired = measure_qini(*twice, np.tile(np.arange(600, dtype=np.uint64), 2))
    assert paired.coefficient == pytest.approx(alone.coefficient, abs=1e-9)
    assert paired.high - paired.low == pytest.approx(alone.high - alone.low, rel=0.1)


def test_intervals_of_a_difference_are_those_of_newcombe():
    # Newcombe 1998, table II, method 10.
    for figures, low, high in [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ]:
        assert difference_of_rates(*figures)[1:] == pytest.approx((low, high), abs=1e-4)


def test_a_campaign_sent_to_the_best_is_said_to_be_no_experiment():
    predictors, _, _ = campaign(2000, lambda x: 0 * x[:, 0])
    a = predictors.table["a"].to_numpy()
    generator = np.random.default_rng(1)
    treated = (a + generator.normal(size=2000) > 0).astype(float)
    answers = (generator.random(2000) < 0.2 + 0.2 * (a > 0)).astype(float)
    groups, labels = np.arange(2000, dtype=np.uint64), np.zeros(2000, dtype=np.int64)
    uplift = measure_uplift(predictors, answers, treated, groups, labels)
    assert uplift.imbalance.measure == "a"
    assert "chance did not decide who was contacted" in tell_uplift(uplift)[-1]


def test_a_treatment_that_tells_nothing_is_refused(generated):
    raw = generated.head(400)
    schema = smartcart.customers.with_column(
        smartcart.FOUNDING_SCHEMA,
        smartcart.customers.outcome_column(smartcart.FOUNDING_SCHEMA, "Sent"),
    )

    def treatment(values):
        customers = smartcart.check_customers(raw.assign(Sent=values), schema)
        answers = customers.table["has_responded"].astype(float)
        return find_treatment(customers, "Sent", answers)

    with pytest.raises(DataError, match="'Sent' is 1 for every customer with an answer"):
        treatment(1)
    with pytest.raises(DataError, match=r"20 customers were left alone, and \d+ of them answered"):
        treatment((np.arange(400) >= 20).astype(int))
    customers = smartcart.check_customers(raw, schema)
    with pytest.raises(
        DataError, match=r"(?s)no column 'Sent', which says who was contacted.*0 fo"
    ):
        find_treatment(customers, "Sent", customers.table["has_responded"].astype(float))
