"""The page of a forecast beside the customers, from the command line to what a notebook shows."""

import json
from datetime import date

import pytest
from tests.report.page import Page
from tests.report.test_figures import holds_all_it_shows

import smartcart
from smartcart.errors import MissingExtraError
from smartcart.jobs import OrdersJob, run_orders
from smartcart.report.forecast import collect_forecast_facts, render_forecast

DAY = date(2024, 10, 1)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """600 customers of two years, and what is forecast on 1 October for 60 days."""
    folder = tmp_path_factory.mktemp("shop")
    smartcart.make_orders(600, seed=0).to_parquet(folder / "lines.parquet")
    return run_orders(OrdersJob(folder / "lines.parquet", folder / "shop.csv", DAY, 60))


def test_the_page_stands_beside_the_customers_and_says_what_the_account_says(shop):
    account, page = shop.files
    assert (account.name, page.name) == ("shop_forecast.json", "shop_forecast.html")
    facts, text = json.loads(account.read_text()), Page(page.read_text(encoding="utf-8")).text
    assert facts["reason"] in text
    assert "Order lineslines.parquet" in text
    assert f"Customers{len(shop.orders.table):,}" in text
    judged = facts["judged"]
    said = f"ordered within 60 days from 2024-10-01 on, where {judged['expected']:.0%} were"
    assert said in text
    for row in facts["backtest"]:
        assert f"{row['auc']:.3f} ({row['auc_low']:.3f}–{row['auc_high']:.3f})" in text
    facts = collect_forecast_facts(shop.forecast, shop.orders, source="x", file="y.csv")
    assert sum(each.customers for each in facts.act.groups) == len(shop.orders.table)
    assert sum(each.share_value for each in facts.act.groups) == pytest.approx(1)
    assert all(holds_all_it_shows(figure) for figure in render_forecast(facts).figures.values())


def test_without_report_there_is_no_page(shop, command, monkeypatch):
    monkeypatch.chdir(shop.file.parent)
    asked = ["--as-of", "2023-04-01", "--horizon", "60"]
    answer = command("orders", "lines.parquet", "--out", "bare.csv", *asked, "--no-report")
    assert answer.code == 0
    assert "Wrote bare.csv, bare.toml and bare_forecast.json." in " ".join(answer.err.split())
    assert not (shop.file.parent / "bare_forecast.html").exists()
    answer = command("orders", "lines.parquet", "--out", "short.csv", *asked)
    assert "short_forecast.json and short_forecast.html." in " ".join(answer.err.split())
    text = Page((shop.file.parent / "short_forecast.html").read_text(encoding="utf-8")).text
    assert "short.csv cannot say who will order again within 60 days." in text
    assert "days are too short a record; 144 are needed" in text


def test_a_missing_part_is_said_before_anything_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("smartcart.report.style.find_spec", lambda _: None)
    job = OrdersJob(tmp_path / "nowhere.csv", tmp_path / "shop.csv", DAY, 60)
    with pytest.raises(MissingExtraError, match=r"smartcart\[report\]"):
        run_orders(job)
