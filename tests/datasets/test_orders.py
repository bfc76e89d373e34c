"""Made-up orders: what the model says of them is true of them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from scipy.stats import kstest

from smartcart.datasets import make_orders, write_orders
from smartcart.datasets.order_blocks import BLOCK, draw_order_block
from smartcart.datasets.order_shop import DAYS, KINDS, catalogue
from smartcart.errors import SettingsError


@pytest.fixture(scope="module")
def blocks():
    return [draw_order_block(seed, number) for seed in (0, 1) for number in (0, 1)]


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    return make_orders(3000, seed=0)


def test_the_first_customers_do_not_depend_on_how_many_follow(lines):
    few = make_orders(700, seed=0)
    own = lines["Customer ID"].isin(few["Customer ID"].dropna())
    known = few["Customer ID"].notna()
    expected, found = lines[own], few[known]
    assert_frame_equal(found.reset_index(drop=True), expected.reset_index(drop=True))
    assert few["Customer ID"].max() < 12_000 + 700


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_file_read_back_is_what_make_orders_returns(tmp_path: Path, suffix: str):
    target = tmp_path / f"orders{suffix}"
    seen = []
    n_lines = write_orders(target, 2500, seed=3, progress=lambda *each: seen.append(each))
    expected = make_orders(2500, seed=3)
    assert n_lines == len(expected)
    assert seen == [(2000, 2500), (2500, 2500)]
    if suffix == ".csv":
        dates, texts = ["InvoiceDate"], {"Invoice": str, "StockCode": str}
        read = pd.read_csv(target, parse_dates=dates, dtype=texts)
    else:
        read = pd.read_parquet(target)
    read = read.astype({"Customer ID": "Int64", "InvoiceDate": expected["InvoiceDate"].dtype})
    assert_frame_equal(read, expected)
    again = tmp_path / f"again{suffix}"
    write_orders(again, 2500, seed=3)
    assert again.read_bytes() == target.read_bytes()


def test_shares_of_what_is_no_sale_are_as_stated(lines):
    orders = lines.drop_duplicates("Invoice")
    cancelled = orders["Invoice"].str.startswith("C")
    n = (~cancelled).sum()
    assert cancelled.sum() / n == pytest.approx(0.03, abs=0.006)
    assert (lines["StockCode"] == "POST").sum() / n == pytest.approx(0.06, abs=0.008)
    assert orders["Customer ID"].isna().sum() / n == pytest.approx(0.08, abs=0.01)
    assert (lines["Quantity"] < 0).equals(lines["Invoice"].str.startswith("C"))
    assert lines["InvoiceDate"].between("2023-01-01", "2024-12-31").all()
    sold = lines[~lines["Invoice"].str.startswith("C")]
    assert sold.groupby("Invoice")["InvoiceDate"].nunique().eq(1).all()


def test_kinds_are_as_frequent_as_their_shares_and_buy_what_they_like(blocks):
    kinds = np.concatenate([block.customers["kind"] for block in blocks])
    found = np.bincount(kinds) / len(kinds)
    assert found == pytest.approx([kind.share for kind in KINDS], abs=0.015)
    garden = np.arange(len(catalogue().codes)) // 65 == 2
    block = blocks[0]
    buyer = block.orders["customer"].to_numpy()[block.lines["order"]]
    bought = pd.Series(garden[block.lines["product"]]).groupby(
        block.customers["kind"].to_numpy()[buyer]
    )
    assert bought.mean().idxmax() == 2


def test_orders_of_who_stays_are_random_moments_at_the_rate_of_the_customer(blocks):
    for block in blocks:
        customers = block.customers[block.customers["leaving"] < 0.02]
        repeats = customers["n_orders"] - 1
        expected = customers["rate"] * (DAYS - customers["joined"])
        stayed = ~customers["left"]
        total, mean = repeats[stayed].sum(), expected[stayed].sum()
        assert abs(total - mean) < 4 * np.sqrt(mean)


def test_customers_leave_after_an_order_as_often_as_their_probability_says(blocks):
    customers = pd.concat([block.customers for block in blocks])
    repeats = customers["n_orders"] - 1
    # Each repeat order was one chance to leave; a sum of such chances has this variance.
    p = customers["leaving"]
    left, expected = customers["left"].sum(), (repeats * p).sum()
    assert abs(left - expected) < 4 * np.sqrt((repeats * p * (1 - p)).sum())


def test_without_a_season_first_orders_are_even_and_with_one_the_winter_is_fuller(blocks):
    joined = np.concatenate([block.customers["joined"] for block in blocks])
    assert kstest(joined / (0.8 * DAYS), "uniform").pvalue > 0.001
    days = draw_order_block(0, 0, season=0.8).orders["day"] % 365
    repeats = days.groupby((days < 91) | (days > 274)).size()
    assert repeats[True] > 1.5 * repeats[False]


def test_the_lines_of_two_blocks_share_no_invoice_and_no_customer():
    lines = make_orders(2 * BLOCK, seed=5)
    owners = lines.dropna().groupby("Invoice")["Customer ID"].nunique()
    assert owners.eq(1).all()
    first = lines["Customer ID"].dropna() - 12_000
    assert first.between(0, 2 * BLOCK - 1).all()
    assert first.nunique() > 0.97 * 2 * BLOCK  # of some every order is by nobody


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"n_customers": 0}, "n must be at least 1"),
        ({"seed": -1}, "seed must not be negative"),
        ({"season": 1.0}, "season must be from 0 to below 1, got 1.0"),
        ({"season": float("nan")}, "season must be from 0 to below 1"),
    ],
)
def test_numbers_out_of_range_are_refused(arguments, said):
    with pytest.raises(SettingsError, match=said):
        make_orders(**{"n_customers": 10, **arguments})


def test_an_excel_file_of_orders_is_refused_with_what_to_do(tmp_path: Path):
    with pytest.raises(SettingsError, match=r'Orders cannot be written as ".xlsx"'):
        write_orders(tmp_path / "orders.xlsx", 10)


def test_the_command_writes_them(command, tmp_path: Path):
    out = tmp_path / "orders.parquet"
    answer = command("generate", "orders", "--n", 50, "--season", 0.3, "--out", out)
    assert answer.code == 0
    lines = len(pd.read_parquet(out))
    assert f"Wrote {lines:,} order lines of 50 customers" in answer.err
