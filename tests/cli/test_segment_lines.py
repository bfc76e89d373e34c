"""Order lines given to segment, check, explore, score and explain: customers are made first."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from tests.orders.lines import by_hand

import smartcart
from smartcart.customers import FOUNDING_SCHEMA
from smartcart.jobs.order_customers import Place, read_place
from smartcart.model_file import load_model

QUICK = "[settings]\nn_boot = 3\nn_null = 2\nn_starts = 3\nk_max = 4\nhorizon = 0\n"


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    """Return the lines of about 200 customers of a made-up shop."""
    return smartcart.make_orders(200, seed=4)


@pytest.fixture
def shop(lines, tmp_path, monkeypatch) -> Path:
    """Return a folder with order lines and quick settings, and work in it."""
    monkeypatch.chdir(tmp_path)
    lines.to_csv("lines.csv", index=False)
    Path("quick.toml").write_text(QUICK)
    return tmp_path


@pytest.fixture
def segment(command) -> Callable:
    return lambda source, *more: command(
        "segment", source, "--config", "quick.toml", "--no-report", *more
    )


def test_lines_give_the_segments_of_the_customers_that_orders_makes(command, segment, shop):
    ahead = ("--horizon", "60")
    answer = segment("lines.csv", "--out", "direct", *ahead, "--json")
    assert answer.code == 0, answer.err
    summary = json.loads(answer.out)
    account = summary["order_lines"]
    assert f"lines.csv: {account['lines']:,} order lines, {account['used']:,} used, " in answer.err
    assert "score direct/model.json LINES.csv" in answer.err
    assert account["lines"] == account["used"] + sum(each["lines"] for each in account["rules"])

    assert command("orders", "lines.csv", "--out", "shop.csv", *ahead).code == 0
    Path("quick.toml").write_text(QUICK + Path("shop.toml").read_text())
    assert segment("shop.csv", "--out", "two_steps").code == 0
    for one, other in (
        ("direct/segments.csv", "two_steps/segments.csv"),
        ("direct/profiles.csv", "two_steps/profiles.csv"),
        ("direct/customers.csv", "shop.csv"),
    ):
        assert Path(one).read_bytes() == Path(other).read_bytes()
    assert not Path("two_steps/customers.csv").exists()

    quality = json.loads(Path("direct/quality.json").read_text())
    assert (quality["source"], quality["format"]) == ("lines.csv", "order lines")
    assert quality["lines"] == account
    assert quality["records"] == quality["customers"] + quality["quarantined"] == summary["records"]
    assert quality["snapshot_date"] == summary["snapshot_date"] == account["as_of"]
    assert json.loads(Path("two_steps/quality.json").read_text())["lines"] is None


def test_a_model_takes_lines_as_well_as_the_customers_made_of_them(command, segment, shop):
    assert segment("lines.csv", "--out", "r").code == 0
    assert load_model("r/model.json").model.from_order_lines
    for source in ("lines.csv", "r/customers.csv"):
        assert command("score", "r/model.json", source, "--out", "scored.csv").code == 0
        assert Path("scored.csv").read_bytes() == Path("r/segments.csv").read_bytes()
    customer = pd.read_csv("r/segments.csv", dtype=str)["customer_id"][0]
    told = [
        command("explain", "r/model.json", source, "--customer", customer)
        for source in ("lines.csv", "r/customers.csv")
    ]
    assert told[0] == told[1]
    assert told[0].code == 0


def test_a_model_of_lines_takes_one_line_per_customer(command, segment, shop, lines):
    assert segment("lines.csv", "--out", "r").code == 0
    once = lines[lines["Quantity"] > 0].drop_duplicates("Customer ID")
    once.to_csv("once.csv", index=False)
    assert command("score", "r/model.json", "once.csv", "--out", "scored.csv").code == 0
    assert pd.read_csv("scored.csv")["customer_id"].is_unique


@pytest.mark.parametrize("option", ["--snapshot", "--as-of"])
def test_the_day_counts_for_lines_by_either_name(command, shop, option):
    answer = command("check", "lines.csv", option, "2024-01-01", "--json")
    assert answer.code == 0, answer.err
    account = json.loads(answer.out)["lines"]
    assert (account["as_of"], account["last"] < "2024-01-01") == ("2024-01-01", True)
    assert sum(r["lines"] for r in account["rules"] if r["rule"] == "after_as_of") > 0
    assert "on the day of --as-of or after it" in answer.err


def test_a_later_day_is_given_to_score_and_the_lines_before_it_count(command, segment, shop):
    assert segment("lines.csv", "--snapshot", "2024-01-01", "--out", "r").code == 0
    score = ("score", "r/model.json", "lines.csv", "--out", "scored.csv")
    assert command(*score, "--as-of", "2024-01-01").code == 0
    assert Path("scored.csv").read_bytes() == Path("r/segments.csv").read_bytes()
    assert command(*score).code == 0  # now up to the last line: there are more customers
    assert len(pd.read_csv("scored.csv")) > len(pd.read_csv("r/segments.csv"))


def test_roles_and_settings_are_those_of_the_customers_made(segment, shop, command):
    answer = segment("lines.csv", "--out", "r", "--role", "recency_days=segmentation")
    assert answer.code == 0, answer.err
    assert "recency_days" in load_model("r/model.json").model.variables
    refused = segment("lines.csv", "--out", "r", "--role", "Income=segmentation")
    assert "A role is given to a column 'Income' that the table does not have." in refused.err
    assert command("orders", "lines.csv", "--out", "shop.csv").code == 0
    edited = (
        Path("shop.toml").read_text().replace('[columns.n_products]\nrole = "segmentation"', "")
    )
    Path("quick.toml").write_text(
        QUICK + edited.replace('kind = "count"\n\n[columns.rec', "[columns.rec")
    )
    assert segment("lines.csv", "--out", "own").code == 0
    assert "n_products" not in load_model("own/model.json").model.variables


@pytest.mark.parametrize("form", ["folder", "xlsx", "sqlite", "csv.gz", "parquet", "utf-16"])
def test_lines_are_noticed_wherever_they_are(form, lines, shop, command):
    options: list[str] = []
    source = f"other.{form}"
    if form == "folder":
        pytest.importorskip("duckdb")
        Path(source).mkdir()
        lines.head(3000).to_csv(Path(source, "a.csv"), index=False)
        lines.iloc[3000:].to_csv(Path(source, "b.csv"), index=False)
    elif form == "xlsx":
        pytest.importorskip("python_calamine")
        lines.to_excel(source, index=False)
    elif form == "sqlite":
        sqlalchemy = pytest.importorskip("sqlalchemy")
        engine = sqlalchemy.create_engine("sqlite:///shop.db")
        lines.to_sql("bought", engine, index=False)
        engine.dispose()
        source, options = "sqlite:///shop.db", ["--table", "bought"]
    elif form == "parquet":
        lines.to_parquet(source)
    else:
        lines.to_csv(source, index=False, encoding="utf-16" if form == "utf-16" else "utf-8")
    there = command("check", source, *options, "--json")
    assert there.code == 0, there.err
    told, same = (json.loads(each.out) for each in (there, command("check", "lines.csv", "--json")))
    assert told["lines"] == same["lines"]


def test_explore_shows_what_was_made_of_the_lines(command, shop):
    answer = command(
        "explore", "lines.csv", "--out", "facts", "--no-report", "--as-of", "2024-06-01"
    )
    assert answer.code == 0, answer.err
    assert "value of an order" in pd.read_csv("facts/variables.csv")["label"].tolist()
    assert json.loads(Path("facts/exploration.json").read_text())["snapshot_date"] == "2024-06-01"


def test_a_customer_table_is_never_taken_for_lines(generated, tmp_path):
    # Columns of order lines beside those of customers, and every customer twice: still customers.
    twice = pd.concat([generated.head(50)] * 2).assign(
        Invoice="1", Quantity=1, InvoiceDate="2014-01-01", Price=2.5
    )
    twice.to_csv(tmp_path / "customers.csv", index=False)
    reading = read_place(Place(tmp_path / "customers.csv"))
    assert (reading.orders, len(reading.customers)) == (None, 50)
    assert reading.customers.schema["spend_wines"] == FOUNDING_SCHEMA["spend_wines"]


def test_customers_beside_the_results_are_not_lost(segment, shop):
    Path("r").mkdir()
    Path("lines.csv").rename("r/customers.csv")
    answer = segment("r/customers.csv", "--out", "r")
    assert answer.code == 2
    assert "'r/customers.csv' would be replaced by the results in 'r'" in answer.err
    assert Path("r/customers.csv").exists()


def test_a_quoted_cell_over_many_lines_hides_no_order_lines(shop, lines, command):
    note = "\n".join(["word " * 40] * 40)
    lines.assign(Note=note).head(400).to_csv("notes.csv", index=False)
    assert Path("notes.csv").stat().st_size > 2 << 20
    assert command("check", "notes.csv", "--json").code == 0


def bad(lines: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return order lines that tell little or nothing."""
    customers = pd.factorize(lines["Customer ID"])[0]
    days = [f"2010-01-{1 + each % 28:02d}" for each in customers]
    one_each = {"Invoice": [f"9{each}" for each in customers], "InvoiceDate": days}
    some = ["" if i % 2 else str(price) for i, price in enumerate(lines["Price"])]
    return {
        "future": lines.assign(InvoiceDate="2045-01-01"),
        "returns": lines.assign(Quantity=-1),
        "one order each": lines.assign(**one_each),
        "one line each": lines[lines["Quantity"] > 0].drop_duplicates("Customer ID"),
        "one customer": lines.assign(**{"Customer ID": "7"}),
        "one item": lines.assign(StockCode="A"),
        "no price": lines.drop(columns="Price"),
        "empty prices": lines.assign(Price=""),
        "words for prices": lines.assign(Price="dear"),
        "some prices": lines.assign(Price=some),
        "no customers": lines.assign(**{"Customer ID": ""}),
        "one day": lines.assign(InvoiceDate="2010-03-05"),
    }


BOTH = {
    "future": "The last order line is of 2045-01-01, which lies in the future; today is ",
    "returns": "order lines is a purchase of a customer: ",
    "no price": "The order lines have no column for the price of one unit. Columns: 'Invoice', ",
    "empty prices": "is a purchase of a customer: 5,022 no readable date, quantity or price.",
    "words for prices": "'Price' should hold the price of one unit, and its cells are no numbers.",
    "no customers": "a customer: 5,022 no customer: empty, a word for missing, 'guest' or 0.",
}


@pytest.mark.parametrize(("name", "said"), BOTH.items())
def test_lines_without_a_purchase_are_refused_by_either_way(
    name, said, lines, shop, segment, command
):
    said = said.replace("5,022", f"{len(lines):,}")
    bad(lines)[name].to_csv("bad.csv", index=False)
    before = sorted(shop.iterdir())
    for answer in (
        command("orders", "bad.csv", "--out", "c.csv"),
        segment("bad.csv", "--out", "r"),
    ):
        assert (answer.code, said in answer.err) == (2, True), answer.err
    assert sorted(shop.iterdir()) == before


def test_lines_that_may_be_customers_are_refused_by_segment_with_both_ways(
    lines, shop, segment, command
):
    bad(lines)["one line each"].to_csv("bad.csv", index=False)
    answer = segment("bad.csv", "--out", "r")
    assert answer.code == 2
    assert (
        "'bad.csv' has the columns of order lines, and every customer stands in it once"
        in answer.err
    )
    assert "smartcart orders LINES --out shop.csv" in answer.err
    assert "smartcart check TABLE --suggest" in answer.err
    assert command("orders", "bad.csv", "--out", "shop.csv").code == 0


def test_one_customer_is_made_and_is_too_few_to_segment(lines, shop, segment, command):
    bad(lines)["one customer"].to_csv("bad.csv", index=False)
    assert "1 customer bought from" in command("orders", "bad.csv", "--out", "c.csv").err
    assert (
        "There is 1 customer, too few for at least 2 segments"
        in segment("bad.csv", "--out", "r").err
    )


STATED = {
    "one order each": "Note: Every customer bought on one day only: nothing is known of how",
    "one item": "Note: Every customer bought one product: their range says nothing.",
    "one day": "Note: All orders are of one day, 2010-03-05: nothing is known of how",
    "some prices": "took most is: no readable date, quantity or price (",
}


@pytest.mark.parametrize(("name", "said"), STATED.items())
def test_what_lines_cannot_tell_is_stated(name, said, lines, shop, segment, command):
    bad(lines)[name].to_csv("bad.csv", index=False)
    for answer in (
        command("orders", "bad.csv", "--out", "c.csv"),
        segment("bad.csv", "--out", "r"),
    ):
        assert (answer.code, said in answer.err) == (0, True), answer.err
    names = [segment.name for segment in load_model("r/model.json").segments]
    assert not (name == "one order each" and any("loyal" in each for each in names))


def test_a_settings_file_is_not_guessed_for_order_lines(command, shop):
    answer = command("check", "lines.csv", "--suggest")
    assert answer.code == 2
    assert "'lines.csv' holds order lines; a settings file says what the columns of" in answer.err


def test_three_lines_by_hand_are_too_few_customers(command, shop, segment):
    by_hand().to_csv("few.csv", index=False)
    answer = segment("few.csv", "--out", "r")
    assert "There are 2 customers, too few for at least 2 segments" in answer.err


def test_golden_segments_of_a_real_shop(retail_path, segment, shop):
    Path("quick.toml").write_text(QUICK.replace("k_max = 4\n", ""))
    answer = segment(retail_path, "--out", "r", "--json")
    assert answer.code == 0, answer.err
    summary = json.loads(answer.out)
    assert (summary["k"], summary["verdict"]) == (3, "reproducible")
    assert [(each["name"], each["size"]) for each in summary["segments"]] == [
        ("High-value loyal customers", 1165),
        ("Moderate-value frequent buyers", 1946),
        ("Low-engagement / churn-risk customers", 1174),
    ]
    assert summary["order_lines"]["used"] == 399_554
    assert (
        "525,461 order lines, 399,554 used, 125,907 not (most: no customer, 107,927)" in answer.err
    )
    assert "years" not in json.dumps(summary["segments"])
