"""``smartcart recommend``: a file of products with reasons, and what it is worth."""

import json
import re
import shlex
import sys
from pathlib import Path

import pandas as pd
import pytest
from tests.test_docs import ROOT, blocks

import smartcart
from smartcart.datasets.order_shop import catalogue


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    smartcart.make_orders(300).to_csv(folder / "lines.csv", index=False)
    return folder


@pytest.fixture
def lines(shop, monkeypatch):
    monkeypatch.chdir(shop)
    return shop


def test_products_with_reasons_and_the_judgement(command, lines):
    (lines / "gone.txt").write_text(f"SKU\n{catalogue().codes[0]}\nunheard\n")
    answer = command(
        *("recommend", "lines.csv", "--out", "offers.csv", "--top", "4", "--new-only"),
        *("--out-of-stock", "gone.txt", "--evaluate", "--split", "2024-06-01", "--json"),
    )
    assert answer.code == 0, answer.err
    assert "Fitted before 2024-06-01, judged from that day up to" in answer.err
    assert "Products new to the customer" in answer.err
    assert "Out of stock: 1 products left out; 1 of the list are unknown." in answer.err
    assert "Wrote offers.csv, and for new customers offers.new_customers.csv." in answer.err
    told = json.loads(answer.out)
    offers = pd.read_csv("offers.csv", dtype={"customer_id": str, "product_id": str})
    columns = ["customer_id", "rank", "product_id", "score", "method", "reason"]
    assert list(offers.columns) == columns
    assert (offers.groupby("customer_id").size() == 4).all()
    assert catalogue().codes[0] not in set(offers["product_id"])
    assert told["customers"] == offers["customer_id"].nunique()
    assert told["recommendations"] == len(offers)
    assert told["out_of_stock"] == {"listed": 2, "unknown": 1}
    new = pd.read_csv("offers.new_customers.csv", dtype=str)
    assert list(new.columns) == ["segment_id", "rank", "product_id", "score", "reason"]
    assert new["segment_id"].unique().tolist() == ["V1", "V2", "V3", "V4", "V5", "all"]
    judged = told["evaluation"]["tasks"]["all"]
    assert {"hit_rate", "ndcg", "map", "coverage", "low", "high"} <= set(judged["methods"]["blend"])
    assert judged["winner"] in judged["methods"]
    assert judged["sentence"] in answer.err.replace("\n", " ")


def test_a_model_gives_the_segments(command, lines):
    assert command("orders", "lines.csv", "--out", "customers.csv").code == 0
    quick = "[settings]\nn_boot = 3\nn_null = 2\nn_starts = 3\nk_max = 4\nsegments = 3\n"
    Path("customers.toml").write_text(quick + Path("customers.toml").read_text())
    arguments = ("--config", "customers.toml", "--out", "results", "--no-report")
    assert command("segment", "customers.csv", *arguments).code == 0
    answer = command(
        *("recommend", "lines.csv", "--out", "by_model.parquet", "--json"),
        *("--model", "results/model.json", "--evaluate"),
    )
    assert answer.code == 0, answer.err
    told = json.loads(answer.out)
    known = pd.read_csv("results/segments.csv")["segment_id"].value_counts()
    assert told["segments"] == {"by": "model", "customers": known.sort_index().to_dict()}
    new = pd.read_parquet("by_model.new_customers.parquet")
    assert new["segment_id"].unique().tolist() == ["S1", "S2", "S3", "all"]
    assert set(told["evaluation"]["tasks"]["new"]["by_segment"]) <= {"S1", "S2", "S3", "none"}


def test_a_folder_of_files_is_read_as_one(command, lines, tmp_path):
    frame = pd.read_csv("lines.csv", dtype=str)
    (tmp_path / "months").mkdir()
    frame.iloc[:500].to_csv(tmp_path / "months" / "1.csv", index=False)
    frame.iloc[500:].to_csv(tmp_path / "months" / "2.csv", index=False)
    for source, out in (("lines.csv", "one.csv"), (tmp_path / "months", "two.csv")):
        assert command("recommend", source, "--out", out, "--top", "3").code == 0
    assert Path("one.csv").read_bytes() == Path("two.csv").read_bytes()
    frame.rename(columns={"Price": "Cost"}).to_csv(tmp_path / "months" / "3.csv", index=False)
    answer = command("recommend", tmp_path / "months", "--out", "three.csv")
    assert answer.code == 2
    assert "do not have the same columns" in answer.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("lines.csv --out a.txt", "written as .csv or .parquet; 'a.txt' ends in '.txt'"),
        ("lines.csv --out lines.csv", "--out 'lines.csv' is a file that is read"),
        ("lines.csv --out a.csv --top 0", "--top takes a whole number from 1, not 0"),
        ("lines.csv --out a.csv --split 2024-01-01", "and --evaluate is not given"),
        ("lines.csv --out a.csv --evaluate --split soon", "--split takes a day such as"),
        (
            "lines.csv --out a.csv --evaluate --split 2031-01-01",
            "No purchase lies on or after 2031-01-01",
        ),
        ("lines.csv --out a.csv --as-of 2999-01-01", "--as-of 2999-01-01 lies in the future"),
        ("future.csv --out a.csv", "which lies in the future; today is"),
        ("nothing.csv --out a.csv", "nothing.csv"),
        ("lines.csv --out a.csv --out-of-stock all.txt", "products are out of stock"),
    ],
)
def test_a_refusal_writes_nothing(command, lines, arguments, said):
    (lines / "all.txt").write_text("\n".join(catalogue().codes))
    late = pd.read_csv("lines.csv").head(5).assign(InvoiceDate="2090-01-01")
    late.to_csv("future.csv", index=False)
    answer = command("recommend", *arguments.split())
    assert answer.code == 2
    assert said in answer.err
    assert not list(lines.glob("a.*"))


def test_what_is_not_installed_is_named(command, lines, monkeypatch):
    monkeypatch.setitem(sys.modules, "implicit", None)
    answer = command("recommend", "lines.csv", "--out", "a.csv")
    assert answer.code == 2
    assert 'Install it with: pip install "smartcart[recommend]"' in answer.err
    assert "implicit" in command("doctor").err


def test_the_commands_of_the_page_run(command, lines):
    (lines / "gone.txt").write_text(f"{catalogue().codes[0]}\n")
    page = ROOT / "docs" / "recommend.md"
    typed = [line for block in blocks(page, "console") for line in block.splitlines()]
    assert len(typed) == 3
    for line in typed:
        answer = command(*shlex.split(line)[1:])
        assert answer.code == 0, answer.err
    shown = set(re.findall(r"--[a-z-]+", command("recommend", "--help").out))
    others = {"--help", "--json", "--sheet", "--table", "--query", "--out"}
    assert all(f"| `{option}" in page.read_text() for option in shown - others)
