"""Who will order again, from the command line: the customers, the account, and the segments."""

import json
from datetime import date

import pandas as pd
import pytest

import smartcart
from smartcart.forecast import FORECAST_COLUMNS
from smartcart.jobs import OrdersJob, SegmentJob, run_orders, run_segment
from smartcart.settings import Settings

DAY = date(2024, 10, 1)

SAID = ["p_order", "expected_orders", "expected_value"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """600 customers of two years, and what is forecast on 1 October for 60 days."""
    folder = tmp_path_factory.mktemp("shop")
    smartcart.make_orders(600, seed=0).to_parquet(folder / "lines.parquet")
    run_orders(OrdersJob(folder / "lines.parquet", folder / "shop.csv", DAY, 60))
    return folder


def test_the_customers_have_the_forecast_beside_their_summary(shop):
    customers = pd.read_csv(shop / "shop.csv")
    assert list(customers)[-6:] == list(FORECAST_COLUMNS)
    account = json.loads((shop / "shop_forecast.json").read_text())
    assert (account["as_of"], account["horizon_days"]) == ("2024-10-01", 60)
    assert account["voice"] == "probability"
    assert customers[SAID[:2]].notna().all(axis=None)
    assert customers["p_order"].mean() == pytest.approx(account["judged"]["expected"], abs=0.01)
    assert {row["forecast"] for row in account["backtest"]} >= {"bg_nbd", "rfm", "boosting"}
    assert all(day["day"] < "2024-10-01" for day in account["origins"])


def test_what_happened_afterwards_is_printed_beside_all_others(shop, command, monkeypatch):
    monkeypatch.chdir(shop)
    asked = ["--as-of", "2024-10-01", "--horizon", "60", "--json"]
    answer = command("orders", "lines.parquet", "--out", "again.csv", *asked)
    assert answer.code == 0
    summary = json.loads(answer.out)
    said = " ".join(answer.err.split())
    assert "Who will order again within 60 days: From 5 days of the past" in said
    assert "What happened afterwards (60 days from 2024-10-01 on; nothing was learnt" in said
    assert "(speaks)" in said
    for label in ("logistic on RFM", "BG/NBD", "boosting on habits", "recency alone"):
        assert said.count(label) >= 2
    judged = summary["forecast"]["judged"]
    assert f"{judged['observed']:.1%} ordered; {judged['expected']:.1%} were expected" in said
    assert "again.toml, again_forecast.json and again_forecast.html." in said


def test_a_settings_file_that_was_there_is_kept_and_that_is_said(shop, command, monkeypatch):
    monkeypatch.chdir(shop)
    (shop / "own.toml").write_text("# mine\n")
    said = " ".join(command("orders", "lines.parquet", "--out", "own.csv").err.split())
    assert "Wrote own.csv. own.toml was there, and is as it was: delete it" in said
    assert (shop / "own.toml").read_text() == "# mine\n"


@pytest.fixture(scope="module")
def segmented(shop):
    out = shop / "segments"
    settings = Settings(segments=3, horizon=60, snapshot=DAY, n_boot=2)
    run_segment(SegmentJob(shop / "lines.parquet", out, settings, report=False))
    return out


def test_risk_and_value_of_segments_come_from_the_forecast(segmented):
    summary = json.loads((segmented / "summary.json").read_text())
    parts = {part["feature"]: part["weight"] for part in summary["churn"]["index"]["parts"]}
    assert parts == {"return_rank": 0.6, "overdue": 0.4}
    assert summary["value"]["measure"] == "relative_value"
    assert summary["forecast"]["voice"] == "probability"
    assert summary["forecast"]["reason"] in summary["churn"]["note"]
    customers = pd.read_csv(segmented / "customers.csv").set_index("customer_id")
    segments = pd.read_csv(segmented / "segments.csv").set_index("customer_id")
    joined = segments.join(customers[["return_rank", "overdue", "relative_value"]])
    assert joined["risk_index"].notna().all()
    for _, own in joined.groupby("segment_id"):
        assert own["risk_index"].corr(own["return_rank"], method="spearman") < -0.5
        assert own["risk_index"].corr(own["overdue"], method="spearman") > 0.2
    high = joined["is_high_value"] == 1
    assert joined.loc[high, "relative_value"].min() >= joined.loc[~high, "relative_value"].max()
    carried = joined.loc[high, "relative_value"].sum() / joined["relative_value"].sum()
    assert carried == pytest.approx(0.5, abs=0.02)


def test_the_model_scores_and_explains_order_lines_with_their_forecast(segmented, shop, command):
    model, lines = segmented / "model.json", shop / "lines.parquet"
    scored = shop / "scored.csv"
    day = ["--as-of", "2024-10-01"]
    assert command("score", model, lines, "--out", scored, *day).code == 0
    again, first = (pd.read_csv(file) for file in (scored, segmented / "segments.csv"))
    pd.testing.assert_frame_equal(again[list(first)], first)
    who = str(first["customer_id"].iloc[0])
    explained = command("explain", model, lines, "--customer", who, *day, "--json")
    risk = json.loads(explained.out)["risk"]
    assert [part["feature"] for part in risk["parts"]] == ["return_rank", "overdue"]


def test_without_a_forecast_recency_and_orders_make_the_risk(shop, tmp_path):
    settings = Settings(segments=2, horizon=0, n_boot=2)
    run_segment(SegmentJob(shop / "lines.parquet", tmp_path, settings, report=False))
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["forecast"] is None
    parts = [part["feature"] for part in summary["churn"]["index"]["parts"]]
    assert parts == ["recency_days", "n_orders"]


def test_a_record_too_short_is_said_to_be_and_overdue_stays(shop, command, monkeypatch):
    monkeypatch.chdir(shop)
    short = ["--as-of", "2023-04-01", "--horizon", "60"]
    answer = command("orders", "lines.parquet", "--out", "short.parquet", *short)
    assert "days are too short a record; 144 are needed" in " ".join(answer.err.split())
    customers = pd.read_parquet(shop / "short.parquet")
    assert customers[[*SAID, "return_rank", "relative_value"]].isna().all(axis=None)
    assert customers["overdue"].between(0, 1).all()
    settings = (shop / "short.toml").read_text()
    assert 'overdue = "overdue"' in settings
    assert "return_rank" not in settings
    assert customers["first_order"].max() < pd.Timestamp(date(2023, 4, 1))


@pytest.mark.parametrize("days", ["0", "-3", "soon"])
def test_a_horizon_that_is_none_is_refused(shop, command, days):
    answer = command("orders", shop / "lines.parquet", "--out", "x.csv", "--horizon", days)
    assert answer.code == 2
    assert "--horizon" in answer.err
