import pandas as pd
import pytest

from smartcart.tables import write_csv, write_many_rows


def test_plain_rows_are_written_as_by_write_csv(tmp_path):
    frame = pd.DataFrame({"id": ["7", "Zoë"], "p": [0.1, 1 / 3], "n": [1, -2], "t": [None, "x"]})
    write_many_rows(frame, tmp_path / "many.csv")
    write_csv(frame, tmp_path / "plain.csv")
    assert (tmp_path / "many.csv").read_bytes() == (tmp_path / "plain.csv").read_bytes()


@pytest.mark.parametrize("text", ["a,b", 'say "x"', "two\nlines", "old\rmac", " blank "])
def test_text_of_any_kind_comes_back(tmp_path, text):
    frame = pd.DataFrame({"id": [text, "7"], "x": [1.5, 2.0]})
    write_many_rows(frame, tmp_path / "many.csv")
    read = pd.read_csv(tmp_path / "many.csv", dtype={"id": "str"})
    assert read["id"].tolist() == [text, "7"]
    assert read["x"].tolist() == [1.5, 2.0]
