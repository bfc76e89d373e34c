"""Every file of the catalogue is read as it must be, or refused as it must be."""

import re
from pathlib import Path

import pandas as pd
import pytest
from tests.corpus.catalogue import CASES, NOT_A_FILE
from tests.corpus.oracle import expected_table
from tests.corpus.table import ROWS

import smartcart
from smartcart.errors import SmartCartError
from smartcart.jobs.order_customers import Place, read_place

ANY = smartcart.Settings(max_quarantine=1.0)
REFUSED = [case for case in CASES if case.expect == "refuse"]
READ = [case for case in CASES if case.expect != "refuse"]


PAGE = Path(__file__).parents[2] / "docs" / "reading.md"


def ids_of(cases):
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.id)


def test_every_number_of_the_catalogue_is_a_file_or_has_a_reason_not_to_be():
    numbers = {case.number for case in CASES}
    assert numbers.isdisjoint(NOT_A_FILE)
    assert numbers | set(NOT_A_FILE) == set(range(1, 111))
    assert len({case.id for case in CASES}) == len(CASES) >= 110


def test_the_page_on_reading_measures_these_files():
    assert f"| {len(CASES)} files |" in PAGE.read_text()


@ids_of(READ)
def test_what_can_be_read_is_read_right_and_adds_up(case, tmp_path):
    with case.at(tmp_path) as path:
        customers = smartcart.read_customers(path, settings=ANY)
    pd.testing.assert_frame_equal(
        customers.table, expected_table(case.customers), check_column_type=False
    )
    quality = customers.quality
    assert quality.records == (
        quality.customers + quality.quarantined + quality.duplicates_dropped + quality.non_data
    )
    assert quality.quarantined == len(case.lost) + case.more_aside == len(customers.quarantine)
    assert (quality.quarantined > 0) == (case.expect == "quarantine")
    assert (quality.duplicates_dropped, quality.non_data) == (case.dropped, case.non_data)


@ids_of([case for case in READ if case.note or case.counts or case.expect == "repair"])
def test_what_was_repaired_or_is_odd_is_counted(case, tmp_path):
    with case.at(tmp_path) as path:
        quality = smartcart.read_customers(path, settings=ANY).quality
    found = {(each.rule, each.column): each.count for each in (*quality.repairs, *quality.flags)}
    assert dict(case.counts).items() <= found.items()
    account = "\n".join((*quality.source.notes, *(each.meaning for each in quality.repairs)))
    assert re.search(case.note, account)
    assert account or quality.duplicates_dropped or case.expect != "repair"


@ids_of(REFUSED)
def test_what_must_be_refused_ends_in_one_message_and_exit_code_2(case, tmp_path, command):
    out = tmp_path / "out"
    with case.at(tmp_path) as path:
        answer = command(case.job, path, "--out", out)
    assert answer.code == 2
    assert re.search(case.message, answer.err.replace("\n", " "))
    assert "Next step: " in answer.err
    assert "Traceback" not in answer.err
    assert not out.exists()
    cells = {cell for row in ROWS for cell in (row[2], row[4], row[7])}  # no one's data
    assert not cells & set(re.findall(r"[\w-]+", answer.err))


@ids_of([case for case in READ if case.job == "segment"])
def test_what_only_segments_can_show_is_said_there(case, tmp_path, command):
    with case.at(tmp_path) as path:
        options = ("--segments", 3, "--out", tmp_path / "out", "--no-report")
        answer = command("segment", path, *options)
    assert answer.code == 0
    assert re.search(case.message, answer.err.replace("\n", " "))


@pytest.mark.parametrize(
    "source", ["file:///etc/passwd", "http://169.254.169.254/", "'; DROP", "a\0b", "~", "-"]
)
def test_an_address_or_a_statement_is_no_file(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SmartCartError, match=r"There is no|not read") as caught:
        smartcart.read_customers(source)
    assert caught.value.next_step


@ids_of(READ)
def test_no_file_of_the_catalogue_is_taken_for_order_lines(case, tmp_path):
    with case.at(tmp_path) as path:
        reading = read_place(Place(path), settings=ANY)
    assert reading.orders is None
    assert reading.customers.quality.lines is None
