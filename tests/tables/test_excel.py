import datetime as dt
import sys
import zipfile

import openpyxl
import pytest

from smartcart.errors import DataError, MissingExtraError
from smartcart.tables import read_table

NAMES = ("ID", "Income", "Dt_Customer")
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def workbook(folder, sheets, name="customers.csv"):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(folder / name)
    return folder / name


TABLE = [["ID", "Income"], [1, 2]]


def test_cells_are_the_text_a_csv_would_hold_and_lines_are_sheet_rows(tmp_path):
    rows = [
        [],
        ["ID", " Income ", "Dt_Customer", "Complain"],
        [5524, 58138.0, dt.date(2012, 9, 4), True],
        [],
        ["0001", 0.1, dt.datetime(2012, 9, 4, 13, 5), False],
        [10**16, None, None, "NA"],
    ]
    raw = read_table(workbook(tmp_path, {"Data": rows}), names=NAMES)
    assert list(raw.cells.columns) == ["ID", "Income", "Dt_Customer", "Complain"]
    assert raw.cells.to_numpy().tolist() == [
        ["5524", "58138", "2012-09-04", "1"],
        ["0001", "0.1", "2012-09-04T13:05:00", "0"],
        ["1e+16", "", "", "NA"],
    ]
    assert raw.lines.tolist() == [3, 5, 6]
    assert (raw.source.format, raw.source.dialect) == ("excel", {"sheet": "Data"})
    assert (raw.source.records, raw.source.non_data) == (5, 2)


def test_dates_next_to_text_are_marked_for_the_check(tmp_path):
    rows = [["ID", "Dt_Customer"], [1, dt.date(2012, 4, 9)], [2, "21-08-2013"], [3, "13-01-2014"]]
    raw = read_table(workbook(tmp_path, {"Data": rows}), names=NAMES)
    assert raw.cells["Dt_Customer"].tolist() == ["2012-04-09", "21-08-2013", "13-01-2014"]
    assert {name: mask.tolist() for name, mask in raw.date_cells.items()} == {
        "Dt_Customer": [True, False, False]
    }
    all_dates = [["ID", "Dt_Customer"], [1, dt.date(2012, 4, 9)], [2, None], [3, 41806]]
    assert not read_table(workbook(tmp_path, {"Data": all_dates}), names=NAMES).date_cells


def test_the_one_sheet_with_known_names_is_read(tmp_path):
    path = workbook(tmp_path, {"Notes": [["made", "by"], ["us", "all"]], "Data": TABLE, "Old": []})
    assert read_table(path, names=NAMES).source.dialect == {"sheet": "Data"}


def test_two_candidate_sheets_are_listed_and_one_can_be_named(tmp_path):
    path = workbook(tmp_path, {"May": TABLE, "June": [["ID", "Income"], [7, 8]], "Empty": []})
    with pytest.raises(DataError, match=r"2 sheets .* known column names: 'May', 'June'"):
        read_table(path, names=NAMES)
    assert read_table(path, names=NAMES, sheet="June").cells["ID"].tolist() == ["7"]
    with pytest.raises(DataError, match=r"no sheet 'Jun'(?s:.*)Did you mean 'June'"):
        read_table(path, sheet="Jun")
    with pytest.raises(DataError, match=r"sheet 'Empty' is empty"):
        read_table(path, sheet="Empty")
    with pytest.raises(DataError, match=r"2 sheets .* none known"):
        read_table(path)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "No sheet .* has a cell"),
        ([["ID", "Income"]], "header but no customers below"),
        ([["ID", "Income", "ID"], [1, 2, 3]], "stands twice .* columns 1 and 3"),
        ([[5524, 58138], [2174, 46344]], "No header was found: row 1 .* 2 cells"),
    ],
)
def test_sheet_without_a_usable_header_or_customers_is_refused(tmp_path, rows, message):
    with pytest.raises(DataError, match=message) as caught:
        read_table(workbook(tmp_path, {"Data": rows}), names=NAMES)
    assert "58138" not in str(caught.value)


def test_bomb_damage_and_password_are_refused_before_unpacking(tmp_path):
    path = tmp_path / "customers.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", bytes(20_000_000))
    with pytest.raises(DataError, match=r"unpacks from .* to 20,000,000 bytes"):
        read_table(path)
    with zipfile.ZipFile(path, "w") as package:
        for n in range(1001):
            package.writestr(f"xl/{n}", "")
    with pytest.raises(DataError, match=r"1,001 parts"):
        read_table(path)
    path.write_bytes(workbook(tmp_path, {"Data": TABLE}).read_bytes()[:-200])
    with pytest.raises(DataError, match=r"damaged or was not copied completely"):
        read_table(path)
    path.write_bytes(OLD + bytes(1000) + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(DataError, match=r"password-protected"):
        read_table(path)
    path.write_bytes(OLD + bytes(1000))
    with pytest.raises(DataError, match=r"is damaged"):
        read_table(path)


def test_without_the_excel_extra_the_message_holds_the_command(tmp_path, monkeypatch):
    path = workbook(tmp_path, {"Data": TABLE})
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(MissingExtraError, match=r'Reading Excel(?s:.*)"smartcart\[excel\]"'):
        read_table(path)


def test_a_package_whose_parts_lie_before_its_start_is_refused(tmp_path):
    data = bytearray(workbook(tmp_path, {"Data": TABLE}).read_bytes())
    end = data.rfind(b"PK\x05\x06")
    start = int.from_bytes(data[end + 16 : end + 20], "little")
    data[end + 16 : end + 20] = (start + 5_000).to_bytes(4, "little")
    (tmp_path / "moved.xlsx").write_bytes(data)
    with pytest.raises(DataError, match="damaged or was not copied completely"):
        read_table(tmp_path / "moved.xlsx", names=NAMES)
