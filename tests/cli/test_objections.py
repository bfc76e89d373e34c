"""Who objects in the store is in no audience, fit, recommendation or hand-over."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import smartcart
from smartcart.store import open_store

CANARIES = ["canary-1a", "canary-2b"]
QUICK = "[settings]\nn_boot = 3\nn_null = 2\nn_starts = 3\nk_max = 4\n"
OFFER = ("--contact-cost", 3, "--value", 11, "--no-report")


@pytest.fixture(scope="module")
def shop(tmp_path_factory, segmentation, generated) -> Path:
    """Return a folder with a model, and tables and order lines with and without the canaries."""
    folder = tmp_path_factory.mktemp("shop")
    segmentation.save(folder / "model.json")
    customers = generated.head(600).copy()
    customers["ID"] = [*CANARIES, *customers["ID"].astype(str).iloc[2:]]
    lines = smartcart.make_orders(200, seed=0)
    most = lines.loc[~lines["Invoice"].str.startswith("C"), "Customer ID"].value_counts().index[:2]
    named = dict(zip(most, CANARIES, strict=True))
    lines["Customer ID"] = lines["Customer ID"].astype("object").replace(named)
    for name, table, column in (("all", customers, "ID"), ("lines", lines, "Customer ID")):
        table.to_csv(folder / f"{name}.csv", index=False)
        table[~table[column].isin(CANARIES)].to_csv(folder / f"{name}_without.csv", index=False)
    store = open_store(f"sqlite:///{folder}/store.db")
    store.suppress([*CANARIES, "nobody"], reason="letter")
    return folder


@pytest.fixture
def run(command, shop, monkeypatch) -> Callable:
    monkeypatch.chdir(shop)

    def call(*arguments: object) -> dict:
        answer = command(*arguments, "--json")
        assert answer.code == 0, answer.err
        told = json.loads(answer.out)
        told["said"] = answer.err
        return told

    return call


def holds_canary(path: Path) -> bool:
    """Look at every byte, and at every cell of a table that is packed."""
    cells = pd.read_parquet(path).astype("str") if path.suffix == ".parquet" else pd.DataFrame()
    whole = path.read_bytes()
    return cells.isin(CANARIES).any().any() or any(each.encode() in whole for each in CANARIES)


def counted(told: dict) -> None:
    counts = [told["suppressed"], told["suppressed_unknown"], told["suppressions"]]
    assert counts == [2, 1, "sqlite:///store.db"]
    said = "2 customers are suppressed and left out; 1 id of the list nobody has."
    assert said in told["said"]
    assert "Objections are kept in sqlite:///store.db." in told["said"]
    assert not any(each in told["said"] for each in CANARIES)


STORE = ("--store", "sqlite:///store.db")


@pytest.mark.parametrize("source", ["lines", "all"])
def test_segments_are_not_made_of_them(run, shop, source):
    (shop / "quick.toml").write_text(QUICK)
    quick = ("--config", "quick.toml", "--horizon", 0, "--no-report", "--out")
    counted(run("segment", f"{source}.csv", *quick, "made", *STORE))
    run("segment", f"{source}_without.csv", *quick, "made_without")
    for path in (shop / "made").glob("*.csv"):
        assert not holds_canary(path), path
    for name in ("segments.csv", "profiles.csv"):
        ours, other = (shop / folder / name for folder in ("made", "made_without"))
        assert ours.read_bytes() == other.read_bytes()


def test_a_campaign_neither_learns_from_them_nor_lists_them(run, shop):
    plan = ("campaign", "model.json")
    counted(run(*plan, "all.csv", *OFFER, "--out", "plan", *STORE))
    without = run(*plan, "all_without.csv", *OFFER, "--out", "plan_without")
    assert without["suppressions"] is None
    for path in (shop / "plan").rglob("*"):
        assert not holds_canary(path), path
        if path.suffix == ".csv":
            assert path.read_bytes() == (shop / "plan_without" / path.name).read_bytes()


def test_a_list_in_a_file_adds_to_that_of_the_store(run, shop):
    third = pd.read_csv(shop / "all.csv", dtype="str")["ID"].iloc[9]
    (shop / "stop.txt").write_text(f"{third}\n{CANARIES[0]}\n")
    more = ("--out", "plan", "--suppress", "stop.txt", *STORE)
    told = run("campaign", "model.json", "all.csv", *OFFER, *more)
    assert (told["suppressed"], told["suppressed_unknown"]) == (3, 1)
    assert third not in set(pd.read_csv(shop / "plan" / "audience.csv", dtype="str")["customer_id"])


def test_recommendations_neither_learn_from_them_nor_serve_them(run, shop):
    told = run("recommend", "lines.csv", "--out", "offers.csv", "--top", 3, *STORE)
    counted(told)
    day = ("--as-of", told["as_of"])
    run("recommend", "lines_without.csv", "--out", "offers_without.csv", "--top", 3, *day)
    for name in ("offers{}.csv", "offers{}.new_customers.csv"):
        path = shop / name.format("")
        assert not holds_canary(path)
        assert path.read_bytes() == (shop / name.format("_without")).read_bytes()


def test_categories_are_neither_learnt_from_them_nor_offered_to_them(run, shop):
    table = ("--model", "model.json", "--out")
    counted(run("recommend", "all.csv", *table, "next.csv", *STORE))
    run("recommend", "all_without.csv", *table, "next_without.csv")
    assert not holds_canary(shop / "next.csv")
    assert (shop / "next.csv").read_bytes() == (shop / "next_without.csv").read_bytes()


@pytest.mark.parametrize("source", ["lines", "all"])
def test_they_are_handed_over_neither_as_users_nor_as_purchases(run, shop, source):
    model = ("--model", "model.json") if source == "all" else ("--split", "2024-06-01")
    told = run("handover", f"{source}.csv", "--out", "handed", *model, *STORE)
    counted(told)
    day = ("--as-of", told["as_of"]) if source == "lines" else ()
    run("handover", f"{source}_without.csv", "--out", "handed_without", *model, *day)
    names = {path.name for path in (shop / "handed").glob("*.parquet")}
    assert "users.parquet" in names
    for name in names:
        assert not holds_canary(shop / "handed" / name)
        tables = (pd.read_parquet(shop / folder / name) for folder in ("handed", "handed_without"))
        pd.testing.assert_frame_equal(*tables)


def test_the_store_of_the_user_counts_without_an_option_and_one_that_is_named_must_be_there(
    run, shop, command
):
    open_store().suppress(CANARIES, reason="letter")
    told = run("recommend", "all.csv", "--model", "model.json", "--out", "next.csv")
    assert told["suppressed"] == 2
    assert told["suppressions"].endswith("/smartcart/store.db")
    assert not holds_canary(shop / "next.csv")
    for line in (
        "campaign model.json all.csv --contact-cost 3 --value 11 --out none",
        "recommend lines.csv --out none.csv",
        "handover lines.csv --out none",
    ):
        answer = command(*line.split(), "--store", "sqlite:///none.db")
        assert answer.code == 2
        assert "There is no store 'sqlite:///none.db'." in answer.err
        assert list(shop.glob("none*")) == []


def test_every_line_of_a_suppressed_customer_is_put_to_a_rule_of_its_own():
    from smartcart.jobs.objections import leave_out_lines
    from smartcart.orders import check_lines

    lines = check_lines(smartcart.make_orders(50, seed=0))
    table = lines.table
    who = table.loc[table["is_return"], "customer_id"].iloc[0]
    kept, left_out = leave_out_lines(lines, [who, "nobody"])
    account = kept.account
    own = table["customer_id"] == who
    assert (left_out.customers, left_out.unknown) == (1, 1)
    assert account.rules[-1].rule == "suppressed"
    assert account.rules[-1].lines == int((own & ~table["is_return"]).sum()) > 0
    assert account.lines == account.used + sum(each.lines for each in account.rules)
    assert account.customers == lines.account.customers - 1
    assert account.used == int((~kept.table["is_return"]).sum())
    with pytest.raises(smartcart.errors.DataError, match=r"All .* customers are to be suppressed"):
        leave_out_lines(lines, table["customer_id"])
