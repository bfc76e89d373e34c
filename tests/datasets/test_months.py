"""A year of made-up tables: customers live, and what is said of the year is true of it."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import smartcart
from smartcart.datasets import make_months, write_months
from smartcart.datasets.founding import AMOUNTS
from smartcart.errors import DataError, SettingsError

N = 3000
JUNE, SEPTEMBER, OCTOBER = 5, 8, 9


@pytest.fixture(scope="module")
def tables() -> list[pd.DataFrame]:
    return [month.customers.set_index("ID") for month in make_months(N, seed=1)]


def test_customers_keep_their_number_and_day_of_joining_and_no_number_comes_back(tables):
    joined = pd.concat([table["Dt_Customer"].rename(i) for i, table in enumerate(tables)], axis=1)
    assert joined.bfill(axis=1)[0].eq(joined.ffill(axis=1)[11]).all()
    there = joined.notna().to_numpy()
    comes, goes = there.argmax(axis=1), 11 - there[:, ::-1].argmax(axis=1)
    assert (there.sum(axis=1) == goes - comes + 1).all()
    assert all(table.index.is_monotonic_increasing for table in tables)


def test_each_month_3_in_100_join_and_the_1_in_100_who_bought_last_longest_ago_leave(tables):
    for i in range(1, 12):
        before, now = tables[i - 1], tables[i]
        gone, new = before.index.difference(now.index), now.index.difference(before.index)
        assert len(gone) == round(0.01 * len(before))
        assert before.loc[gone, "Recency"].min() > 60
        expected = round(0.03 * len(before))
        if i == JUNE:
            expected += round(0.22 * (len(before) + expected - len(gone)))
        assert len(new) == expected


def test_days_since_the_last_purchase_grow_by_the_month_or_begin_anew(tables):
    for i in range(1, 12):
        now = tables[i]["Recency"]
        before = tables[i - 1]["Recency"].reindex(now.index)
        days = date(2026, i + 2, 1).toordinal() if i < 11 else date(2027, 1, 1).toordinal()
        days -= date(2026, i + 1, 1).toordinal()
        assert ((now < days) | (now == before + days)).all()
        assert ((now < days) & before.notna()).mean() == pytest.approx(0.4, abs=0.12)


def test_a_new_kind_is_there_from_june_on(tables):
    shares = [
        (
            (table["NumDealsPurchases"] >= 4)
            & (table["NumCatalogPurchases"] >= 4)
            & (table["NumWebVisitsMonth"] <= 2)
        ).mean()
        for table in tables
    ]
    assert max(shares[:JUNE]) < 0.01
    assert shares[JUNE] == pytest.approx(0.18, abs=0.01)
    assert min(shares[JUNE:]) > 0.15


def test_money_loses_8_percent_and_nothing_else_changes_for_all(tables):
    first, last = tables[0], tables[-1].reindex(tables[0].index).dropna(subset="Recency")
    income = (last["Income"] / first["Income"].reindex(last.index)).dropna().astype(float)
    assert income.to_numpy() == pytest.approx(1.08, abs=0.001)
    spend = last[list(AMOUNTS)].sum(axis=1).mean() / first[list(AMOUNTS)].sum(axis=1).mean()
    assert spend == pytest.approx(1.08, abs=0.05)
    counts = [name for name in first if name.startswith("Num")]
    assert (last[counts].mean() / first[counts].mean()).to_numpy() == pytest.approx(1, abs=0.05)


def test_habits_move_little_in_a_month(tables):
    wines = pd.concat([tables[i]["MntWines"] for i in (0, 1, 11)], axis=1).dropna()
    _, after_a_month, after_a_year = np.corrcoef(wines.to_numpy().T)[0]
    assert after_a_month > 0.99
    assert 0.7 < after_a_year < 0.95


def test_every_file_is_read_as_the_month_it_tells_of_but_two(tmp_path: Path):
    months, files = make_months(400), write_months(tmp_path / "new" / "months", 400)
    assert [file.name for file in files] == [f"2026-{number:02}.csv" for number in range(1, 13)]
    for number, (month, file) in enumerate(zip(months, files, strict=True)):
        if number == SEPTEMBER:
            with pytest.raises(DataError, match="ends in the middle of a row"):
                smartcart.read_customers(file)
        elif number == OCTOBER:
            with pytest.raises(DataError, match="1 required column is missing: 'MntWines'"):
                smartcart.read_customers(file)
        else:
            read = smartcart.read_customers(file)
            assert read.snapshot_date == month.day
            assert read.quality.quarantined == 0
            frame = pd.read_csv(file).astype({"Income": "Int64"})
            assert_frame_equal(frame, month.customers, check_dtype=False)


def test_the_same_seed_gives_the_same_bytes():
    one, two, other = ([each.content for each in make_months(150, seed)] for seed in (2, 2, 3))
    assert one == two
    assert all(a != b for a, b in zip(one, other, strict=True))


def test_one_customer_is_a_shop_too():
    assert [len(month.customers) for month in make_months(1)] == [1] * 12


def test_the_command_writes_the_files_or_says_why_not(command, tmp_path: Path):
    answer = command("generate", "months", "--n", 150, "--seed", 2, "--out", tmp_path / "months")
    assert answer.err == f"Wrote 2026-01.csv to 2026-12.csv to {tmp_path / 'months'}.\n"
    expected = [month.content for month in make_months(150, seed=2)]
    assert [path.read_bytes() for path in sorted((tmp_path / "months").iterdir())] == expected
    (tmp_path / "file").touch()
    answer = command("generate", "months", "--out", tmp_path / "file" / "months")
    assert answer.code == 2
    assert f'The months cannot be written into "{tmp_path}/file/months": Not a dir' in answer.err


@pytest.mark.parametrize(("n", "seed"), [(0, 0), (10, -1), (2.5, 0)])
def test_a_number_out_of_range_is_refused(n, seed):
    with pytest.raises(SettingsError):
        make_months(n, seed)
