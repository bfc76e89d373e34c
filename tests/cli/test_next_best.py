"""``smartcart recommend`` of a customer table: an offer for everybody, and how sure it is."""

import json
import sqlite3
from pathlib import Path

import pandas as pd
import pytest

import smartcart

COLUMNS = [
    *("customer_id", "segment_id", "category", "expected_extra_spend", "own_share", "peer_share"),
    *("channel", "next_channel", "reason"),
]


@pytest.fixture
def shop(tmp_path, monkeypatch, segmentation, generated):
    monkeypatch.chdir(tmp_path)
    segmentation.save("model.json")
    generated.head(400).to_csv("customers.csv", index=False)
    return tmp_path


def test_everybody_is_offered_a_category_through_a_channel(command, shop, segmentation, generated):
    answer = command(
        "recommend", "customers.csv", "--model", "model.json", "--out", "o.csv", "--json"
    )
    assert answer.code == 0, answer.err
    told, offers = json.loads(answer.out), pd.read_csv("o.csv", dtype={"customer_id": str})
    assert list(offers.columns) == COLUMNS
    scored = segmentation.assign(generated.head(400))
    assert offers["customer_id"].tolist() == scored["customer_id"].tolist()
    assert offers["segment_id"].tolist() == scored["segment_id"].tolist()
    assert set(offers["category"]) <= {"wines", "fruits", "meat", "fish", "sweets", "gold"}
    assert set(offers["channel"]) <= {"web", "catalog", "store"}
    assert (offers["expected_extra_spend"] >= 0).all()
    assert (offers["peer_share"] >= offers["own_share"]).all()
    assert sum(told["categories"].values()) == sum(told["channels"].values()) == 400
    for test in told["peers"].values():
        assert test["winner"] in test["peers"]
        assert test["sentence"] in answer.err
    assert "An offer for 400 customers" in answer.err
    assert "only customers left without one can tell" in answer.err


def test_the_same_customers_in_any_form_and_order_get_the_same_file(command, shop, generated):
    frame = generated.head(400)
    frame.sample(frac=1, random_state=1).to_parquet("customers.parquet")
    with sqlite3.connect("shop.db") as connection:
        frame.to_sql("customers", connection, index=False)
    sources = {
        "csv": ("customers.csv",),
        "parquet": ("customers.parquet",),
        "db": ("sqlite:///shop.db", "--table", "customers"),
    }
    for name, source in sources.items():
        out = f"{name}.csv"
        answer = command("recommend", *source, "--model", "model.json", "--out", out)
        assert answer.code == 0, answer.err
    assert Path("csv.csv").read_bytes() == Path("parquet.csv").read_bytes()
    assert Path("csv.csv").read_bytes() == Path("db.csv").read_bytes()


def test_records_that_cannot_be_used_stand_beside_the_offers(command, shop, generated):
    frame = generated.head(400).astype({"MntWines": object})
    frame.loc[7, "MntWines"] = "lots"
    frame.to_csv("spoilt.csv", index=False)
    answer = command("recommend", "spoilt.csv", "--model", "model.json", "--out", "o.csv")
    assert answer.code == 0, answer.err
    assert "1 records were set aside; see o.quarantine.csv." in answer.err
    assert len(pd.read_csv("o.csv")) == 399
    assert pd.read_csv("o.quarantine.csv")["value"].tolist() == ["lots"]


def test_a_table_of_ones_own_has_its_own_categories(command, tmp_path, monkeypatch, quick):
    monkeypatch.chdir(tmp_path)
    frame = smartcart.make_customers(400, seed=0)
    names = {"ID": "Client", "MntWines": "Tea", "MntMeatProducts": "Cups", "MntGoldProds": "Pots"}
    frame = frame[list(names)].rename(columns=names)
    frame.to_csv("clients.csv", index=False)
    settings = "".join(f"{name} = {value}\n" for name, value in quick.items())
    columns = "".join(
        f'[columns."{name}"]\nname = "spend_{name.lower()}"\nrole = "segmentation"\n'
        'kind = "amount"\nadds_to = "spend"\n'
        for name in ("Tea", "Cups", "Pots")
    )
    config = f'[settings]\n{settings}[measures]\nvalue = "spend"\n[columns.Client]\n' + (
        'name = "customer_id"\nrole = "id"\nkind = "id"\n' + columns
    )
    Path("own.toml").write_text(config)
    arguments = ("--config", "own.toml", "--out", "results", "--no-report")
    answer = command("segment", "clients.csv", *arguments)
    assert answer.code == 0, answer.err
    answer = command("recommend", "clients.csv", "--model", "results/model.json", "--out", "o.csv")
    assert answer.code == 0, answer.err
    offers = pd.read_csv("o.csv", keep_default_na=False)
    assert set(offers["category"]) <= {"tea", "cups", "pots"}
    assert set(offers["channel"]) == set(offers["next_channel"]) == {""}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("customers.csv --out x.csv", "is a customer table, without products"),
        ("customers.csv --model model.json --out x.csv --top 3", "--top: only for order lines"),
        (
            "customers.csv --model model.json --out x.csv --evaluate --split 2024-01-01",
            "--evaluate, --split: only for order lines",
        ),
        ("narrow.csv --model model.json --out x.csv", "MntWines"),
        ("orders.csv --model orders.json --out x.csv", "no category or channel to choose"),
    ],
)
def test_a_refusal_writes_nothing(command, shop, generated, quick, arguments, said):
    generated.head(90).drop(columns="MntWines").to_csv("narrow.csv", index=False)
    if "orders.csv" in arguments:
        smartcart.make_orders(120).to_csv("lines.csv", index=False)
        assert command("orders", "lines.csv", "--out", "orders.csv").code == 0
        settings = "".join(f"{name} = {value}\n" for name, value in quick.items())
        Path("q.toml").write_text(f"[settings]\n{settings}" + Path("orders.toml").read_text())
        done = command("segment", "orders.csv", "--config", "q.toml", "--out", "r", "--no-report")
        assert done.code == 0, done.err
        Path("r/model.json").rename("orders.json")
    answer = command("recommend", *arguments.split())
    assert answer.code == 2
    assert said in answer.err
    assert not list(shop.glob("x*"))
