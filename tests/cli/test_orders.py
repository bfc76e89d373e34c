"""``smartcart orders``: a customer table, its settings file, and the account of the lines."""

import json
from datetime import date

import pandas as pd
import pytest
from tests.orders.lines import by_hand

from smartcart.errors import DataError, SettingsError
from smartcart.jobs import OrdersJob, run_orders


@pytest.fixture
def lines(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    by_hand().to_csv("lines.csv", index=False)
    return tmp_path


def test_the_account_and_the_next_step_are_printed(command, lines):
    answer = command("orders", "lines.csv", "--out", "customers.csv", "--json")
    assert answer.code == 0, answer.err
    assert "19 order lines; each is used or put to a rule" in answer.err
    assert "2 customers bought from 2010-01-01 to 2010-01-31" in answer.err
    assert "Of 1 more customer only returns are known: left out." in answer.err
    assert "smartcart segment customers.csv --config customers.toml --out results" in answer.err
    told = json.loads(answer.out)
    assert told["lines"] == told["used"] + sum(each["lines"] for each in told["rules"])
    assert (told["file"], told["as_of"]) == ("customers.csv", "2010-02-01")
    table = pd.read_csv("customers.csv", dtype={"customer_id": str})
    assert table["customer_id"].tolist() == ["7", "8"]
    assert table["first_order"].tolist() == ["2010-01-01", "2010-01-21"]


def test_settings_that_somebody_edited_stay(command, lines):
    (lines / "customers.toml").write_text("# mine\n")
    assert command("orders", "lines.csv", "--out", "customers.parquet").code == 0
    assert (lines / "customers.toml").read_text() == "# mine\n"


def test_a_shop_is_segmented_by_the_printed_command(command, lines):
    parts = [
        by_hand().assign(**{"Customer ID": f"{i}", "Price": f"{1 + i * i % 97}", "Quantity": "2"})
        for i in range(1, 121)
    ]
    pd.concat([part.iloc[: 1 + i % 6] for i, part in enumerate(parts)]).to_csv("l.csv", index=False)
    assert command("orders", "l.csv", "--out", "shop.csv").code == 0
    settings = (lines / "shop.toml").read_text()
    quick = "[settings]\nn_boot = 3\nn_null = 2\nn_starts = 3\nk_max = 4\n"
    (lines / "shop.toml").write_text(quick + settings)
    answer = command("segment", "shop.csv", "--config", "shop.toml", "--out", "r", "--no-report")
    assert answer.code == 0, answer.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("lines.csv --out customers.txt", "written as .csv or .parquet; 'customers.txt' ends in"),
        ("lines.csv --out lines.csv", "--out 'lines.csv' is a file that is read"),
        ("lines.csv --out c.csv --as-of May", "--as-of takes a day such as 2014-10-04, not 'May'"),
        ("lines.csv --out c.csv --as-of 2999-01-01", "--as-of 2999-01-01 lies in the future"),
        (
            "lines.csv --out c.csv --as-of 2009-01-01",
            "No order line that could be used lies before",
        ),
        ("line.csv --out c.csv", "There is no file 'line.csv'"),
    ],
)
def test_a_wrong_call_is_refused_and_writes_nothing(command, lines, arguments, said):
    before = sorted(lines.iterdir())
    answer = command("orders", *arguments.split())
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert sorted(lines.iterdir()) == before


def test_lines_of_the_future_are_refused_unless_a_day_is_given(lines):
    today = date(2010, 1, 15)
    with pytest.raises(DataError, match="last order line is of 2010-01-31, which lies in the fut"):
        run_orders(OrdersJob("lines.csv", lines / "c.csv"), today=today)
    with pytest.raises(SettingsError, match="2010-01-17 lies in the future; today is 2010-01-15"):
        run_orders(OrdersJob("lines.csv", lines / "c.csv", date(2010, 1, 17)), today=today)
    done = run_orders(OrdersJob("lines.csv", lines / "c.csv", date(2010, 1, 15)), today=today)
    assert done.orders.account.customers == 1
