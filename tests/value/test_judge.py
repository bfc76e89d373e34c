import numpy as np
import pandas as pd
import pytest

from smartcart.value import (
    HeldOut,
    Offer,
    forecast_profit,
    judge_campaign,
    measure_response,
    tell_campaign,
    tell_response,
)
from smartcart.value.model import Calibration, ResponseModel

#: Log-odds are probabilities without doubt.
SURE = ResponseModel("blend", {"blend": 0.0}, {"blend": Calibration(0, 1, np.zeros((2, 2)))}, {})


def held_out(planner, answers, labels=None, groups=None, **others) -> HeldOut:
    p, n = np.asarray(planner, dtype=float), len(planner)
    ids = pd.Index([str(i) for i in range(n)], name="customer_id")
    return HeldOut(
        pd.DataFrame({"planner": p, **others}, index=ids),
        np.asarray(answers, dtype=float),
        np.arange(n, dtype=np.uint64) if groups is None else groups,
        np.zeros(n, dtype=np.int64) if labels is None else np.asarray(labels),
        np.zeros(n, dtype=np.int64),
        np.log(p / (1 - p)),
        (SURE,),
    )


def test_profits_are_counted_by_hand():
    some = held_out(
        [0.9, 0.8, 0.1, 0.2], [1, 0, 1, 0], labels=[0, 0, 1, 1], segments=[0.1, 0.1, 0.9, 0.9]
    )
    test = judge_campaign(some, Offer(3, 11))
    assert test.chosen.tolist() == [True, True, False, False]
    assert test.table["profit"].to_dict() == {
        "planner": 11 - 6,
        "segments": 11 - 6,
        "random": test.table.loc["random", "responses"] * 11 - 6,
        "everybody": 22 - 12,
    }
    assert test.table["behind"].to_dict()["everybody"] == -5
    assert test.winner == "everybody"
    assert test.forecast.profit == pytest.approx((0.9 + 0.8) * 11 - 6)
    assert test.segments["contacts"].to_dict() == {"S1": 2, "S2": 0}
    assert test.segments.loc["S2", ["expected_profit", "profit"]].tolist() == [0, 0]


def test_nobody_spends_more_than_the_budget():
    generator = np.random.default_rng(0)
    some = held_out(generator.random(200), generator.random(200) < 0.5, segments=np.full(200, 0.9))
    table = judge_campaign(some, Offer(2, 10, budget=81)).table
    assert (table["contacts"] <= 40).all()
    assert table.loc[["planner", "everybody", "segments"], "contacts"].tolist() == [40, 40, 40]


@pytest.mark.parametrize("copies", [1, 2])
def test_a_forecast_covers_what_happens_in_95_of_100_cases(copies):
    generator = np.random.default_rng(1)
    p = np.repeat(generator.uniform(0.05, 0.95, 400), copies)
    groups = np.repeat(np.arange(400, dtype=np.uint64), copies)
    covered = []
    for _ in range(300):
        answers = np.repeat(generator.random(400), copies) < p  # copies answer alike
        some = held_out(p, answers, groups=groups)
        chosen = p > 0.5
        forecast = forecast_profit(some, chosen, Offer(3, 6))
        happened = Offer(3, 6).profit(some.answers)[chosen].sum()
        covered.append(forecast.low <= happened <= forecast.high)
    assert 0.91 <= np.mean(covered) <= 0.99


def test_the_interval_of_what_happened_takes_copies_as_one():
    p, answers = np.full(400, 0.5), np.tile(np.arange(200) % 2, 2)
    alone = judge_campaign(held_out(p, answers), Offer(1, 3)).table.loc["planner"]
    twins = np.tile(np.arange(200, dtype=np.uint64), 2)
    paired = judge_campaign(held_out(p, answers, groups=twins), Offer(1, 3)).table.loc["planner"]
    ratio = (paired["high"] - paired["low"]) / (alone["high"] - alone["low"])
    assert ratio == pytest.approx(np.sqrt(2), rel=0.15)


def told(p, answers, labels, offer) -> tuple[str, ...]:
    some = held_out(p, answers, labels)
    return tell_campaign(judge_campaign(some, offer), measure_response(some), offer)


def test_it_says_that_no_whole_segment_pays_and_what_everybody_loses():
    labels = np.repeat([0, 1], 100)
    answers = np.concatenate([np.arange(100) < 23, np.arange(100) < 7])
    p = np.where(answers, 0.9, 0.05)
    sentences = told(p, answers, labels, Offer(3, 11))
    assert sentences[0] == (
        "No whole segment pays at cost 3 and value 11: the best, S1, answers in 23% of cases, "
        "27% are needed."
    )
    assert sentences[1].startswith("Contacting 200 customers without choosing lost 270 (profit -")
    assert sentences[2].startswith("The planner chose 30 customers its models never saw; 30 of")
    assert sentences[-1].startswith("Most was earned by the planner, ")


@pytest.mark.parametrize(("hits", "end"), [(30, ", which may be chance."), (60, " are needed.")])
def test_it_says_whether_a_whole_segment_pays_for_sure(hits, end):
    answers, labels = np.arange(200) % 100 < np.repeat([hits, 5], 100), np.repeat([0, 1], 100)
    first, *_ = told(np.full(200, 0.2), answers, labels, Offer(3, 11))
    assert first.startswith(f"S1 pays as a whole at cost 3 and value 11: S1 answers in {hits}%")
    assert first.endswith(end)


def test_it_says_that_a_forecast_missed_and_that_another_way_earned_more():
    answers = np.concatenate([np.zeros(100), np.ones(20)])
    p = np.concatenate([np.full(100, 0.9), np.full(20, 0.1)])
    sentences = told(p, answers, np.zeros(120, dtype=np.int64), Offer(3, 11))
    assert "the interval MISSES what happened" in sentences[3]
    assert sentences[-1].startswith("Most was earned by ")
    assert sentences[-1].endswith("; the planner was 176 behind.")


def test_it_says_that_nobody_is_worth_a_contact():
    answers = np.arange(200) % 20 == 0
    sentences = told(np.full(200, 0.05), answers, np.zeros(200, dtype=np.int64), Offer(3, 11))
    assert "The planner contacts nobody" in sentences[2]


def test_it_says_that_two_ways_earned_the_same():
    answers = np.arange(120) % 2
    sentences = told(np.full(120, 0.6), answers, np.zeros(120, dtype=np.int64), Offer(1, 9))
    assert sentences[-1].startswith("Most was earned by the planner, and as much by ")


def test_response_is_told_with_its_limits():
    labels, answers = np.repeat([0, 1], 200), np.tile([1, 0, 0, 0], 100)
    first, second = tell_response(measure_response(held_out(np.full(400, 0.2), answers, labels)))
    assert first.startswith("Response does not provably differ by segment (p = 1.000): S1 25.0% (")
    assert second.startswith("This is propensity, not uplift")
