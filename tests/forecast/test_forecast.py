"""The whole forecast: right in voice where the process is known, and on a real shop."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import smartcart
from smartcart.errors import SettingsError
from smartcart.forecast import CANDIDATES, FORECAST_COLUMNS, forecast_orders
from smartcart.orders import check_lines, summarize_orders

START = date(2023, 1, 1)
SAID = ["p_order", "expected_orders", "expected_value"]


def shop(n, seed, season=0.0):
    return smartcart.make_orders(n, seed, season)


def until(lines, day):
    return summarize_orders(check_lines(lines, day))


@pytest.fixture(scope="module")
def steady():
    """8,000 customers of a known process, forecast for 60 days from day 640 on."""
    lines = shop(8_000, seed=4)
    now, all_of_it = until(lines, START + timedelta(640)), summarize_orders(check_lines(lines))
    return forecast_orders(now, 60, later=all_of_it), now


def test_of_a_known_process_probabilities_are_claimed_and_are_true(steady):
    forecast, now = steady
    assert forecast.voice.name == "probability"
    judged = forecast.judged.scores.fifths.loc[forecast.voice.speaker]
    assert (judged["expected"] - judged["observed"]).abs().max() <= 0.03
    p = forecast.customers["p_order"]
    assert p.index.equals(now.table.index)
    assert p.between(0, 1).all()
    assert p.mean() == pytest.approx(forecast.judged.scores.observed, abs=0.02)
    assert (forecast.customers["expected_orders"] >= p - 1e-6).all(), "who orders, orders once"


def test_money_is_told_where_it_was_right_and_is_right(steady):
    forecast, _ = steady
    assert forecast.voice.money
    assert forecast.judged.table.loc[forecast.voice.speaker, "value_ratio"] == pytest.approx(
        1, abs=0.15
    )
    assert forecast.customers["relative_value"].mean() == pytest.approx(1, abs=1e-4)


def test_every_way_to_forecast_is_in_the_table_with_its_interval(steady):
    forecast, _ = steady
    assert set(forecast.backtest.index) == set(CANDIDATES)
    assert forecast.backtest["auc"].is_monotonic_decreasing
    for name in ("auc", "rank_correlation"):
        assert (forecast.backtest[f"{name}_low"] < forecast.backtest[name]).all()
        assert (forecast.backtest[name] < forecast.backtest[f"{name}_high"]).all()
    days = [each.day for each in forecast.origins]
    assert all(before > after for before, after in pairwise(days))


def test_with_a_season_and_one_cycle_of_it_there_is_a_ranking_only():
    lines = shop(3_000, seed=1, season=0.5)
    forecast = forecast_orders(until(lines, START + timedelta(365)), 90)
    assert forecast.voice.name == "ranking"
    assert "levels move" in forecast.voice.reason
    assert forecast.customers[SAID].isna().all(axis=None)
    assert forecast.customers["return_rank"].between(0, 1).all()


def test_two_cycles_of_a_season_teach_its_level():
    lines = shop(3_000, seed=1, season=0.6)
    now, later = until(lines, START + timedelta(640)), summarize_orders(check_lines(lines))
    forecast = forecast_orders(now, 45, later=later)
    level = forecast.judged.scores.level["expected"] - forecast.judged.scores.observed
    assert abs(level["blend"]) < 0.03
    assert level["bg_nbd"] < -0.05, "what knows of no season is taken in by it"


@pytest.fixture(scope="module")
def small():
    return shop(400, seed=0)


def test_the_future_changes_nothing_and_neither_does_the_order_of_lines(small):
    day = START + timedelta(600)
    now = until(small, day)
    alone = forecast_orders(now, 60)
    shuffled = small.sample(frac=1, random_state=np.random.RandomState(0))
    judged = forecast_orders(until(shuffled, day), 60, later=summarize_orders(check_lines(small)))
    pd.testing.assert_frame_equal(alone.customers, judged.customers, check_exact=True)
    pd.testing.assert_frame_equal(alone.backtest, judged.backtest, check_exact=True)
    assert alone.judged is None
    assert judged.judged is not None


def test_later_lines_that_do_not_reach_the_horizon_judge_nothing(small):
    day = START + timedelta(700)
    assert (
        forecast_orders(until(small, day), 60, later=until(small, date(2024, 12, 30))).judged
        is None
    )


@pytest.mark.parametrize(
    ("days", "horizon", "reason"),
    [
        (200, 90, "199 days are too short a record; 216 are needed."),
        (700, 20, "customers too few ordered again, or too few did not."),
    ],
)
def test_what_is_not_known_is_not_said(small, days, horizon, reason):
    few = small[small["Customer ID"] < small["Customer ID"].min() + (400 if days < 700 else 30)]
    forecast = forecast_orders(until(few, START + timedelta(days)), horizon)
    assert forecast.voice.name == "silent"
    assert forecast.voice.reason.endswith(reason)
    told = forecast.customers[list(FORECAST_COLUMNS)].drop(columns="overdue")
    assert told.isna().all(axis=None)
    assert forecast.to_dict()["voice"] == "silent"


def test_customers_of_one_order_each_are_kept_silent_of():
    lines = shop(300, seed=5)
    once = lines.drop_duplicates("Customer ID")
    forecast = forecast_orders(summarize_orders(check_lines(once)), 60)
    assert forecast.voice.name == "silent"


@pytest.mark.parametrize("horizon", [0, -5, 2.5, "30"])
def test_a_horizon_is_a_whole_number_of_days(small, horizon):
    with pytest.raises(SettingsError, match="it should be a whole number of days, at least 1"):
        forecast_orders(until(small, START + timedelta(600)), horizon)


@pytest.fixture(scope="module")
def retail(retail_path):
    """Forecast the real shop on 1 September 2010 for the 100 days that followed."""
    lines = pd.read_parquet(retail_path)
    now = until(lines, date(2010, 9, 1))
    return forecast_orders(now, 100, later=summarize_orders(check_lines(lines)))


def test_the_real_shop_is_ranked_better_than_by_anything_else_we_know(retail):
    """A quick logistic regression over rolling origins reaches 0.741 and 0.531."""
    table = retail.judged.table
    assert retail.voice.speaker == "blend"
    assert table.loc["blend", "auc"] == pytest.approx(0.742, abs=0.002)
    assert table.loc["blend", "rank_correlation"] == pytest.approx(0.536, abs=0.002)
    assert table.loc["blend", "auc"] > 0.741
    assert table.loc["blend", "rank_correlation"] > 0.531
    known = {"rfm": 0.732, "boosting": 0.740, "bg_nbd": 0.724, "recency": 0.666}
    for name, area in known.items():
        assert table.loc[name, "auc"] == pytest.approx(area, abs=0.004)


def test_of_the_real_shop_no_probability_is_claimed(retail):
    """Nine months tell nothing of autumn: from 24 May on 71 % were expected, and 52 % came."""
    assert retail.voice.name == "ranking"
    assert "once 71 % were expected and 52 % did" in retail.voice.reason
    assert retail.customers[SAID].isna().all(axis=None)
    assert retail.judged.scores.n_customers == 3299
    assert retail.judged.scores.observed == pytest.approx(0.603, abs=0.001)
