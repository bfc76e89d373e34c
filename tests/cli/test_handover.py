"""``smartcart handover``: a folder that other recommenders read, and what it says of them."""

import json
import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from tests.test_docs import ROOT, blocks

import smartcart
from smartcart.jobs import HANDOVER_FILES
from smartcart.jobs.handover_files import ATOMIC

PAGE = ROOT / "docs" / "handover.md"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("handover")
    smartcart.make_orders(200).to_csv(folder / "lines.csv", index=False)
    return folder


@pytest.fixture
def shop(folder, monkeypatch):
    monkeypatch.chdir(folder)
    return folder


def read_atomic(path: Path) -> pd.DataFrame:
    """Read a file of RecBole by its own rules: tabs, no quotes, a type behind every name."""
    header, *rows = path.read_text().splitlines()
    names, types = zip(*(field.split(":") for field in header.split("\t")), strict=True)
    assert set(types) <= {"token", "float", "token_seq", "float_seq"}
    table = pd.DataFrame([row.split("\t") for row in rows], columns=names)
    floats = [name for name, kind in zip(names, types, strict=True) if kind == "float"]
    return table.assign(**{name: pd.to_numeric(table[name]) for name in floats})


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_form_of_the_folder_says_the_same(command, shop):
    answer = command("handover", "lines.csv", "--out", "h", "--split", "2024-06-01", "--json")
    assert answer.code == 0, answer.err
    told = json.loads(answer.out)
    assert {path.name for path in Path("h").iterdir()} == set(HANDOVER_FILES)
    users, items = pd.read_parquet("h/users.parquet"), pd.read_parquet("h/items.parquet")
    rows, later = (pd.read_parquet(f"h/{name}.parquet") for name in ("interactions", "later"))
    matrix, features = (sparse.load_npz(f"h/{n}.npz") for n in ("interactions", "user_features"))
    names = json.loads(Path("h/feature_names.json").read_text())["features"]
    assert matrix.format == features.format == "csr"
    assert matrix.shape == (len(users), len(items)) == (told["users"], told["items"])
    assert features.shape == (len(users), len(names))
    assert (matrix[rows["user_index"], rows["item_index"]] == rows["count"].to_numpy()).all()
    assert matrix.nnz == len(rows) == told["interactions"]
    assert len(later) == told["later"] > 0
    assert later["first_day"].min() >= pd.Timestamp("2024-06-01") > rows["last_day"].max()
    segment = np.array(names)[features.toarray().argmax(axis=1)]
    assert (segment == "segment_id=" + users["segment_id"]).all()
    atomic = {
        end: read_atomic(Path("h", ATOMIC, f"{ATOMIC}.{end}")) for end in ("user", "item", "inter")
    }
    assert atomic["user"]["user_id"].tolist() == users["customer_id"].tolist()
    assert atomic["user"]["spend_total"].tolist() == users["spend_total"].tolist()
    assert atomic["item"]["item_id"].tolist() == items["product_id"].tolist()
    days = atomic["inter"].groupby(["user_id", "item_id"])["timestamp"].agg(["size", "min", "max"])
    ids = pd.MultiIndex.from_arrays(
        [users["customer_id"][rows["user_index"]], items["product_id"][rows["item_index"]]]
    )
    assert days.loc[ids, "size"].tolist() == rows["count"].tolist()
    last = pd.to_datetime(days.loc[ids, "max"], unit="s")
    assert last.tolist() == rows["last_day"].tolist()


def test_what_a_customer_bought_is_found_again_in_the_lines(command, shop):
    assert command("handover", "lines.csv", "--out", "all").code == 0
    users, items = pd.read_parquet("all/users.parquet"), pd.read_parquet("all/items.parquet")
    rows = pd.read_parquet("all/interactions.parquet")
    lines = pd.read_csv("lines.csv", dtype={"Customer ID": str, "StockCode": str})
    customer = lines[lines["Customer ID"] == users["customer_id"][3]]
    customer = customer[
        (customer["Quantity"] > 0) & customer["StockCode"].isin(items["product_id"])
    ]
    paid = (customer["Quantity"] * customer["Price"]).groupby(customer["StockCode"]).sum()
    own = rows[rows["user_index"] == 3]
    found = own.set_index(items["product_id"][own["item_index"]].to_numpy())["amount"]
    assert found.sort_index().round(6).to_dict() == paid.sort_index().round(6).to_dict()
    assert not Path("all/later.parquet").exists()


def test_the_same_lines_in_any_order_give_the_same_bytes(command, shop):
    frame = pd.read_csv("lines.csv", dtype=str)
    frame.sample(frac=1, random_state=0).to_csv("shuffled.csv", index=False)
    for source, out in (("lines.csv", "one"), ("shuffled.csv", "two")):
        assert command("handover", source, "--out", out, "--split", "2024-06-01").code == 0
    assert contents(Path("one")) == contents(Path("two"))


def test_nothing_is_a_pickle(command, shop):
    assert command("handover", "lines.csv", "--out", "safe").code == 0
    for path in Path("safe").glob("*.npz"):
        with np.load(path, allow_pickle=False) as parts:
            assert all(parts[name].dtype != object for name in parts.files)


def test_an_earlier_hand_over_leaves_nothing_behind_and_other_files_stay(command, shop):
    assert command("handover", "lines.csv", "--out", "again", "--split", "2024-06-01").code == 0
    Path("again/notes.txt").write_text("mine")
    assert command("handover", "lines.csv", "--out", "again").code == 0
    assert not Path("again/later.parquet").exists()
    assert Path("again/notes.txt").read_text() == "mine"


def test_a_customer_table_gives_users_and_their_tastes(command, shop, segmentation, generated):
    segmentation.save("model.json")
    generated.head(200).to_csv("customers.csv", index=False)
    answer = command("handover", "customers.csv", "--model", "model.json", "--out", "c", "--json")
    assert answer.code == 0, answer.err
    told = json.loads(answer.out)
    assert told["users"] == 200
    assert told["items"] is told["interactions"] is told["later"] is None
    users = pd.read_parquet("c/users.parquet")
    scored = segmentation.assign(generated.head(200))
    assert users["customer_id"].tolist() == scored["customer_id"].tolist()
    assert users["risk_index"].tolist() == scored["risk_index"].tolist()
    spend = users.filter(regex="affinity_(wines|fruits|meat|fish|sweets|gold)")
    assert np.allclose(spend.sum(axis=1), 1.0)
    features = sparse.load_npz("c/user_features.npz")
    assert 0 <= features.min() <= features.max() <= 1
    atomic = read_atomic(Path("c", ATOMIC, f"{ATOMIC}.user"))
    assert atomic["affinity_meat"].tolist() == users["affinity_meat"].tolist()
    assert {path.name for path in Path("c", ATOMIC).iterdir()} == {f"{ATOMIC}.user"}


def test_a_model_of_order_lines_gives_segments_risk_and_value(command, shop):
    quick = "[settings]\nn_boot = 3\nn_null = 2\nn_starts = 3\nk_max = 4\nhorizon = 0\n"
    Path("quick.toml").write_text(quick)
    arguments = ("--config", "quick.toml", "--out", "results", "--no-report")
    assert command("segment", "lines.csv", *arguments).code == 0
    answer = command("handover", "lines.csv", "--model", "results/model.json", "--out", "m")
    assert answer.code == 0, answer.err
    users = pd.read_parquet("m/users.parquet").set_index("customer_id")
    known = pd.read_csv("results/segments.csv", dtype={"customer_id": str})
    known = known.set_index("customer_id").loc[users.index]
    for name in ("segment_id", "confidence", "is_high_value", "is_churn_prone", "risk_index"):
        assert users[name].astype(str).tolist() == known[name].astype(str).tolist(), name


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("lines.csv --out x --split soon", "--split takes a day such as"),
        ("lines.csv --out x --split 2031-01-01", "No purchase lies on or after 2031-01-01"),
        ("lines.csv --out x --as-of 2999-01-01", "--as-of 2999-01-01 lies in the future"),
        ("people.csv --out x", "'people.csv' is a customer table, and no model is given"),
        ("people.csv --model m.json --out x --split 2024-01-01", "--split: only for order lines"),
        ("quoted.csv --out x", "1 ids hold a tab, a line end or a quote"),
        (
            "in/items.parquet --out in",
            "'in/items.parquet' would be replaced by the results in 'in'",
        ),
        ("nothing.csv --out x", "nothing.csv"),
    ],
)
def test_a_refusal_writes_nothing(command, shop, segmentation, generated, arguments, said):
    segmentation.save("m.json")
    generated.head(60).to_csv("people.csv", index=False)
    lines = pd.read_csv("lines.csv", dtype=str).head(400)
    lines.loc[lines["StockCode"] == lines["StockCode"][0], "StockCode"] = 'half"inch'
    lines.to_csv("quoted.csv", index=False)
    Path("in").mkdir(exist_ok=True)
    lines.to_parquet("in/items.parquet")
    before = contents(Path("in"))
    answer = command("handover", *arguments.split())
    assert answer.code == 2
    assert said in answer.err
    assert not Path("x").exists()
    assert contents(Path("in")) == before


def run_example(**changes: str) -> list[str]:
    """Run the code of the page, and return the lines that it prints."""
    (code,) = blocks(PAGE, "python")
    for known, other in changes.items():
        assert known in code
        code = code.replace(known, other)
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(code, str(PAGE), "exec"), {})  # noqa: S102 - our own documentation
    return printed.getvalue().splitlines()


def figures(text: str) -> list[float]:
    return [float(each) for each in re.findall(r"[-+]?\d+\.\d+", text)]


def test_the_example_prints_what_the_page_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (shown,) = blocks(PAGE, "text")
    printed = run_example()
    for line, said in zip(printed, shown.splitlines(), strict=True):
        assert re.sub(r"[-+]?\d+\.\d+", "#", line) == re.sub(r"[-+]?\d+\.\d+", "#", said)
        assert figures(line) == pytest.approx(figures(said), abs=0.004)
    low, high = figures(printed[-1])[1:]
    assert low < 0 < high  # "the interval holds 0"


def test_the_example_on_a_real_shop_is_as_the_page_says(tmp_path, monkeypatch, retail_path):
    monkeypatch.chdir(tmp_path)
    printed = run_example(
        **{
            'smartcart.make_orders(1000).to_csv("lines.csv", index=False)': "",
            '"lines.csv"': repr(str(retail_path)),
            "date(2024, 6, 1)": "date(2010, 9, 1)",
            "AlternatingLeastSquares(16": "AlternatingLeastSquares(64",
        }
    )
    popularity, without, with_segments = (figures(line)[0] for line in printed[1:4])
    assert [popularity, without, with_segments] == pytest.approx([0.060, 0.121, 0.122], abs=0.003)
    assert figures(printed[4])[1] < 0 < figures(printed[4])[2]
