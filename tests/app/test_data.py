"""The page Data: every table is read, asked about or refused in words, and leaves no file."""

from __future__ import annotations

import stat
import tempfile

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from tests.app.conftest import FEW, as_upload, settled, texts

import smartcart
from smartcart.app.reading import Answers, read_answered
from smartcart.app.serve import SCRIPT
from smartcart.app.session import KEY, Session
from smartcart.app.upload import MAX_MEGABYTES, Upload, on_disk
from smartcart.errors import DataError


@pytest.fixture
def customers() -> pd.DataFrame:
    return smartcart.make_customers(120, seed=3)


def upload_on(page: AppTest, upload: Upload) -> AppTest:
    page.file_uploader(key="upload").set_value((upload.name, upload.content, "text/csv"))
    page.run()
    page.button(key="read").click()
    return settled(page)


def test_a_first_visit_offers_two_ways_in_and_nothing_else():
    page = AppTest.from_file(str(SCRIPT), default_timeout=60).run()
    assert not page.exception
    assert [button.label for button in page.button] == ["Read it", "Try the example"]
    assert "No customers yet." in [each.value for each in page.sidebar.caption]


def test_an_upload_is_accounted_for_in_plain_words(open_page, customers):
    twice = pd.concat([customers, customers.tail(1)]).astype({"Income": object})
    twice.loc[0, "Income"] = "a lot"
    page = upload_on(open_page("data"), as_upload(twice))
    said = texts(page)
    assert "121 records = 119 customers + 1 set aside + 1 copies + 0 without a customer" in said
    assert "Income must be" in said
    assert [each.label for each in page.get("download_button")] == ["Download them, with reasons"]
    assert page.session_state[KEY].customers.quality.source.name == "customers.csv"


def test_the_real_table_is_read_as_the_command_line_reads_it(open_page, real_path):
    page = upload_on(open_page("data"), Upload.of(real_path.name, real_path.read_bytes()))
    here, there = page.session_state[KEY].customers, smartcart.read_customers(real_path)
    assert here.data_hash == there.data_hash
    assert here.quality.to_dict() == there.quality.to_dict()


@pytest.mark.parametrize(
    ("spoil", "setting", "options", "answer"),
    [
        (
            lambda t: t.assign(Dt_Customer=[f"0{1 + i % 9}-0{1 + i % 7}-2013" for i in range(120)]),
            "date_order",
            ["The day", "The month"],
            "dmy",
        ),
        (
            lambda t: t.assign(Income=[f"{1 + i % 9},{100 + i}" for i in range(120)]),
            "decimal",
            [r"A point\, as in 1234\.5", r"A comma\, as in 1234\,5"],
            ",",
        ),
    ],
)
def test_what_the_reader_may_not_decide_is_asked(
    open_page, customers, spoil, setting, options, answer
):
    page = upload_on(open_page("data"), as_upload(spoil(customers)))
    question = page.radio(key=f"answer-{setting}")
    assert question.value is None
    assert question.options == options
    assert page.session_state[KEY].customers is None
    question.set_value(answer).run()
    page.button(key="answer").click()
    settled(page)
    assert len(page.session_state[KEY].customers) == 120
    assert page.session_state[KEY].answers.settings == {setting: answer}


def test_of_several_sheets_one_is_chosen(open_page, customers, tmp_path):
    pytest.importorskip("openpyxl")
    path = tmp_path / "book.xlsx"
    with pd.ExcelWriter(path) as book:
        customers.to_excel(book, sheet_name="May", index=False)
        customers.head(60).to_excel(book, sheet_name="June", index=False)
    page = upload_on(open_page("data"), Upload.of("book.xlsx", path.read_bytes()))
    assert page.radio(key="answer-sheet").options == ["May", "June"]
    page.radio(key="answer-sheet").set_value("June").run()
    page.button(key="answer").click()
    assert len(settled(page).session_state[KEY].customers) == 60


def test_a_table_nobody_described_is_guessed_and_corrected(open_page):
    shop = pd.DataFrame(
        {
            "Member": [f"M{i}" for i in range(60)],
            "Revenue": [10.5 * (i % 7) for i in range(60)],
            "Orders": [i % 5 for i in range(60)],
            "Town": ["Rome" if i % 2 else "*Oslo*" for i in range(60)],
        }
    )
    page = upload_on(open_page("data"), as_upload(shop))
    assert page.selectbox(key="identity").value == "Member"
    town = next(each for each in page.selectbox if each.label == "Town")
    town.set_value("").run()
    page.button(key="answer").click()
    found = settled(page).session_state[KEY].customers
    assert [column.source for column in found.schema.columns] == ["Member", "Revenue", "Orders"]


def test_too_many_records_set_aside_is_a_choice(open_page, customers):
    broken = customers.astype({"MntWines": object})
    broken.loc[:29, "MntWines"] = "many"
    page = upload_on(open_page("data"), as_upload(broken))
    assert "30 of 120 records would be set aside" in texts(page)
    page.button(key="answer").click()
    assert len(settled(page).session_state[KEY].customers) == 90


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><body>Log in</body></html>", "looks like a web page (HTML), not a table"),
        (b"\x7fELF\x02\x01\x01\x00" * 40, "nor Excel, nor Parquet"),
        (b"ID,Income\n", "has a header but no customers below it"),
    ],
)
def test_a_broken_file_is_refused_under_its_own_name_and_leaves_nothing(
    open_page, content, words, monkeypatch, tmp_path
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    page = upload_on(open_page("data"), Upload.of("shop.csv", content))
    assert words in texts(page)
    assert "shop.csv" in texts(page)
    assert "Traceback" not in texts(page)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_file_takes_nothing_away_from_who_has_customers(open_page, session):
    page = upload_on(open_page("data", session), Upload.of("shop.csv", b"ID,Income\n"))
    assert "has a header but no customers below it" in texts(page)
    assert len(session.customers) == 300
    assert session.segmentation is not None
    page.button(key="leave").click()
    assert "no customers below it" not in texts(settled(page))


def test_order_lines_become_customers(open_page):
    lines = smartcart.make_orders(n_customers=80, seed=0)
    page = upload_on(open_page("data"), as_upload(lines, "lines.csv"))
    customers = page.session_state[KEY].customers
    assert customers.quality.source.name == "lines.csv"
    assert f"{len(customers)} customers" in texts(page)
    assert "The order lines (" in " ".join(each.label for each in page.expander)


def test_an_upload_lies_on_disk_for_its_owner_alone_and_not_under_its_name(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(DataError, match=r"'shop\.csv' is wrong"):
        _read_wrongly(Upload.of("../../shop.csv", b"ID"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def _read_wrongly(upload, folder):
    with on_disk(upload) as path:
        assert path.is_relative_to(folder)
        assert "shop" not in str(path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        raise DataError(f"The file '{path.name}' is wrong.")


def test_an_upload_is_limited():
    with pytest.raises(DataError, match=f"takes up to {MAX_MEGABYTES} MB"):
        Upload.of("large.csv", bytes(MAX_MEGABYTES * 2**20 + 1))
    with pytest.raises(DataError, match=r"'shop.csv' is empty \(0 bytes\)"):
        Upload.of(r"C:\data\shop.csv", b"")


def test_customers_are_segmented_as_asked(open_page, customers):
    upload = as_upload(customers)
    session = Session(upload=upload, reading=read_answered(upload, Answers()), settings=FEW)
    page = open_page("data", session)
    page.selectbox(key="segments").set_value(2)
    page.radio(key="method").set_value("ward")
    page.date_input(key="snapshot").set_value(pd.Timestamp("2014-12-06").date())
    page.button("FormSubmitter:segment-Segment my customers").click().run()
    session.work.wait(60)
    page.run()  # the page moves on to the segments, which this test has not opened
    assert session.segmentation.k == 2
    assert session.segmentation.settings.method == "ward"
    assert session.segmentation.snapshot_date.isoformat() == "2014-12-06"
    assert session.segmentation.settings.n_boot == FEW.n_boot
