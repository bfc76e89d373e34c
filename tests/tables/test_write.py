import json

import numpy as np
import pandas as pd
import pytest

from smartcart.errors import MissingExtraError, SettingsError
from smartcart.tables import read_table, write_csv, write_frame, write_json

ENDINGS = (".csv", ".parquet", ".xlsx")


def names_in(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_csv_has_unix_line_ends_shortest_floats_and_empty_gaps(tmp_path):
    frame = pd.DataFrame({"id": ["0001", "é,"], "share": [0.1, np.nan], "n": [1, 2]}, index=[7, 7])
    write_csv(frame, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == 'id,share,n\n0001,0.1,1\n"é,",,2\n'.encode()


def test_json_keeps_the_order_of_keys_and_knows_no_nan(tmp_path):
    path = tmp_path / "a.json"
    write_json({"b": "é", "a": [1, 0.1]}, path)
    before = path.read_bytes()
    assert before == '{\n  "b": "é",\n  "a": [\n    1,\n    0.1\n  ]\n}\n'.encode()
    with pytest.raises(ValueError, match=r"not JSON compliant"):
        write_json({"a": float("nan")}, path)
    assert path.read_bytes() == before
    assert json.loads(before) == {"b": "é", "a": [1, 0.1]}


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_format_of_one_table_gives_the_same_cells(tmp_path, ending):
    table = pd.DataFrame(
        {
            "ID": ["0001", "=1+1", "#N/A", "NA"],
            "Education": ["PhD", "", " 2n Cycle ", 'a "b", c'],
            "Income": ["58138", "", "1.50", "-3"],
        }
    )
    path = tmp_path / f"customers{ending}"
    write_frame(table, path)
    raw = read_table(path.rename(tmp_path / "customers.dat"), names=("ID", "Income"))
    assert raw.cells.to_numpy().tolist() == table.to_numpy().tolist()
    assert raw.source.records == 4


def test_numbers_and_dates_of_a_sheet_and_a_csv_are_the_same_cells(tmp_path):
    table = pd.DataFrame(
        {"ID": [1, 2], "Income": [58138.5, np.nan], "When": pd.to_datetime(["2012-09-04", None])}
    )
    write_frame(table, tmp_path / "a.csv")
    write_frame(table, tmp_path / "a.xlsx")
    cells = [read_table(tmp_path / name).cells.to_numpy().tolist() for name in ("a.csv", "a.xlsx")]
    assert cells[0] == cells[1] == [["1", "58138.5", "2012-09-04"], ["2", "", ""]]


def test_carriage_return_in_a_cell_survives(tmp_path):
    write_csv(pd.DataFrame({"ID": ["1"], "Income": ["a\rb"]}), tmp_path / "a.csv")
    assert read_table(tmp_path / "a.csv").cells["Income"].tolist() == ["a\rb"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_failed_write_leaves_the_old_file_and_no_other(tmp_path, ending, monkeypatch):
    path = tmp_path / f"a{ending}"
    path.write_bytes(b"old")

    def fail(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(SettingsError, match=r"cannot be written: No space left on device"):
        write_frame(pd.DataFrame({"ID": ["1"]}), path)
    assert names_in(tmp_path) == [path.name]
    assert path.read_bytes() == b"old"


def test_unknown_ending_missing_folder_and_device_are_refused(tmp_path):
    frame = pd.DataFrame({"ID": ["1"]})
    with pytest.raises(SettingsError, match=r"'.csv', '.parquet', '.xlsx'; 'a.ods' ends in '.ods'"):
        write_frame(frame, tmp_path / "a.ods")
    with pytest.raises(SettingsError, match=r"cannot be written"):
        write_csv(frame, tmp_path / "gone" / "a.csv")
    with pytest.raises(SettingsError, match=r"is not a file"):
        write_csv(frame, tmp_path)
    assert names_in(tmp_path) == []


def test_what_a_sheet_cannot_hold_is_refused(tmp_path, monkeypatch):
    for cell in ("\x01", "x" * 32_768):
        with pytest.raises(SettingsError, match=r"32,767 printable letters"):
            write_frame(pd.DataFrame({"ID": [cell]}), tmp_path / "a.xlsx")
    with pytest.raises(SettingsError, match=r"16,385 columns"):
        write_frame(pd.DataFrame(np.zeros((1, 16_385))), tmp_path / "a.xlsx")
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(MissingExtraError, match=r"Writing Excel files"):
        write_frame(pd.DataFrame({"ID": ["1"]}), tmp_path / "a.xlsx")
    assert names_in(tmp_path) == []
