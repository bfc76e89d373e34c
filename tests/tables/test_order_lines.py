"""Order lines out of core give the customers that they give in memory."""

import importlib.util
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import missing
from tests.orders.lines import by_hand, order_lines

from smartcart.errors import DataError, MissingExtraError, SettingsError
from smartcart.orders import CustomerOrders, check_lines, summarize_orders
from smartcart.tables import order_lines_files, read_orders
from smartcart.tables.order_lines_duck import summarize_large


@pytest.fixture(autouse=True)
def _duckdb() -> None:
    if importlib.util.find_spec("duckdb") is None:
        missing("duckdb")


def equal(found: CustomerOrders, told: CustomerOrders) -> None:
    assert found.account == told.account
    pd.testing.assert_frame_equal(found.table, told.table, rtol=1e-9, atol=1e-9)
    pd.testing.assert_frame_equal(found.purchases, told.purchases, rtol=1e-9, atol=1e-9)
    pd.testing.assert_frame_equal(found.returns, told.returns, rtol=1e-9, atol=1e-9)


@settings(max_examples=15)
@given(order_lines(min_size=5))
def test_both_ways_give_the_same_customers(cells):
    told = summarize_orders(check_lines(cells))
    with TemporaryDirectory() as folder:
        cells.to_csv(f"{folder}/lines.csv", index=False)
        cells.to_parquet(f"{folder}/lines.parquet", index=False)
        equal(summarize_large(([Path(folder, "lines.csv")], False)), told)
        equal(summarize_large(([Path(folder, "lines.parquet")], True)), told)


def test_a_real_shop_in_little_memory(retail_path):
    told = summarize_orders(check_lines(pd.read_parquet(retail_path)))
    equal(summarize_large(([retail_path], True), memory="200MB"), told)


def test_a_folder_is_one_table_whatever_the_order_of_its_columns(tmp_path):
    cells, day = by_hand(), date(2010, 1, 31)
    cells.iloc[:9].to_csv(tmp_path / "a.csv", index=False)
    cells.iloc[9:, ::-1].to_csv(tmp_path / "b.csv", index=False)
    (tmp_path / "README.md").write_text("about the files")
    equal(read_orders(tmp_path, day), summarize_orders(check_lines(cells, day)))


def test_times_of_a_parquet_file_may_have_a_zone(tmp_path):
    times = pd.to_datetime(by_hand()["InvoiceDate"], errors="coerce") - pd.Timedelta(hours=9)
    cells = by_hand().assign(InvoiceDate=times.dt.tz_localize("Asia/Tokyo"))
    cells.to_parquet(tmp_path / "lines.parquet")
    equal(read_orders(tmp_path), summarize_orders(check_lines(cells)))
    assert read_orders(tmp_path).account.first == date(2009, 12, 31)


def test_a_file_is_read_with_all_the_care_of_the_reader(tmp_path):
    cells = by_hand().assign(Price=[each.replace(".", ",") for each in by_hand()["Price"]])
    text = cells.to_csv(sep=";", index=False) + "too;few\n"
    (tmp_path / "lines.csv").write_text(text, encoding="cp1252")
    found = read_orders(tmp_path / "lines.csv")
    told = summarize_orders(check_lines(by_hand()))
    pd.testing.assert_frame_equal(found.table, told.table)
    assert found.account.rules[-1].lines == 1
    assert found.account.lines == 20


#: Between good lines, none of these is a line; the last two are text in a cell.
ODD = [
    "",
    "   ",
    "few,cells",
    "1,A,1,2010-01-05,4.00,7,France,more,cells",
    ",",
    '"A ""\n\nB"',
    'C"',
]


@settings(max_examples=15)
@given(
    order_lines(min_size=5),
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from(ODD)), max_size=8),
    st.sampled_from(["\n", "\r\n"]),
)
def test_lines_that_do_not_fit_are_counted_alike(cells, odd, end):
    plain = cells.assign(StockCode=cells["StockCode"].str.strip("\n"))
    header, *lines = plain.to_csv(index=False).splitlines()
    lines.insert(0, lines[-1])  # a first line without any number would be read as one of units
    for place, text in odd:
        in_cell = text.startswith('"') or text.endswith('"')
        lines.insert(place, f"1,A,1,2010-01-05,4.00,7,{text}" if in_cell else text)
    with TemporaryDirectory() as folder:
        file = Path(folder, "lines.csv")
        file.write_bytes(end.join([header, *lines, lines[-1], ""]).encode())
        equal(summarize_large(([file], False)), read_orders(file))


def test_columns_are_matched_whatever_their_case_and_repeated_names(tmp_path):
    names = [*by_hand().columns, "note", "Note"]
    extra = by_hand().assign(note="", Note="x").set_axis(names, axis=1)
    extra.iloc[:9].to_csv(tmp_path / "a.csv", index=False)
    extra.iloc[9:].rename(columns=str.upper).to_csv(tmp_path / "b.csv.gz", index=False)
    found = read_orders(tmp_path)
    equal(found, summarize_orders(check_lines(by_hand())))


def test_a_parquet_file_of_many_lines_is_large_however_well_it_is_packed(tmp_path, monkeypatch):
    file = tmp_path / "lines.parquet"
    by_hand().to_parquet(file)
    assert not order_lines_files.is_large(file)
    monkeypatch.setattr(order_lines_files, "MANY", 18)
    assert order_lines_files.is_large(file)


def test_what_cannot_be_read_out_of_core_is_refused_in_words(tmp_path, monkeypatch):
    with pytest.raises(DataError, match=r"holds no \.csv, \.tsv, \.txt or \.parquet file"):
        read_orders(tmp_path)
    by_hand().to_csv(tmp_path / "a.csv", index=False)
    with pytest.raises(SettingsError, match=r"--sheet is not for a folder"):
        read_orders(tmp_path, sheet="Lines")
    by_hand().to_parquet(tmp_path / "b.parquet")
    with pytest.raises(DataError, match="holds Parquet files and text files"):
        read_orders(tmp_path)
    (tmp_path / "a.csv").unlink()
    (tmp_path / "b.parquet").write_bytes((tmp_path / "b.parquet").read_bytes()[:-40])
    with pytest.raises(DataError, match="The order lines cannot be read"):
        read_orders(tmp_path)
    (tmp_path / "b.parquet").unlink()
    text = by_hand().to_csv(index=False)
    (tmp_path / "a.csv").write_text(text + '17,"A,1\n')
    with pytest.raises(DataError, match=r"Line 21 of '.*a\.csv' has a quote that is not closed"):
        read_orders(tmp_path)
    (tmp_path / "a.csv").write_bytes(text.replace("France", "Türkei").encode("cp1252"))
    with pytest.raises(DataError, match=r"Line 2 of '.*a\.csv' has letters that are not UTF-8"):
        read_orders(tmp_path)
    (tmp_path / "a.csv").write_text(text)
    (tmp_path / "b.csv").write_text(by_hand().to_csv(index=False, sep=";"))
    with pytest.raises(DataError, match="separate their cells in different ways: ',', ';'"):
        read_orders(tmp_path)
    (tmp_path / "b.csv").write_text("")
    with pytest.raises(DataError, match=r"b\.csv' has no column names in its first line"):
        read_orders(tmp_path)
    (tmp_path / "b.csv").unlink()
    by_hand().assign(InvoiceDate="1/2/2010").to_csv(tmp_path / "a.csv", index=False)
    with pytest.raises(DataError, match=r"19 dates could be read either way\.\n"):
        read_orders(tmp_path)
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    with pytest.raises(MissingExtraError, match="Reading a folder or a large file needs a part"):
        read_orders(tmp_path)
