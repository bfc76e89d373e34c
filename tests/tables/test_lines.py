"""Tables written by columns have the bytes of tables written by cells."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcart.tables import read_table, write_parts
from smartcart.tables.lines import save_lines

NUMBERS = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.floats(0, 1),
    st.integers(-(10**18), 10**18).map(float),
    st.sampled_from([0.0, -0.0, 1e-4, 9.9e-5, 1e16, 123456.0, 0.1, 5e-324]),
)
TEXTS = st.one_of(st.none(), st.text(st.sampled_from('ab,"\n ;é7\r'), max_size=6))
ROWS = st.lists(
    st.tuples(TEXTS, NUMBERS, st.one_of(st.none(), st.integers(-5, 5)), st.integers(-9, 9)),
    min_size=1,
    max_size=8,
)


def frame_of(rows):
    texts, floats, gaps, whole = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "text, a": pd.Series(texts, dtype=object),
            "float": np.array(floats),
            "gaps": pd.array(gaps, dtype="Int64"),
            "whole": np.array(whole),
        }
    )


@given(ROWS, st.integers(1, 8))
def test_bytes_are_those_of_pandas_in_however_many_parts(tmp_path_factory, rows, size):
    path, frame = tmp_path_factory.getbasetemp() / "lines.csv", frame_of(rows)
    parts = [frame[at : at + size] for at in range(0, len(frame), size)]
    if any("\r" in str(text) for text in frame["text, a"]):
        assert not save_lines(parts, path)
    else:
        assert save_lines(parts, path)
        assert path.read_bytes() == frame.to_csv(index=False, lineterminator="\n").encode()


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".xlsx"])
def test_parts_are_one_table_in_every_format(tmp_path, ending):
    parts = [
        pd.DataFrame({"id": ["1"], "where": pd.Series([None], dtype=object)}),
        pd.DataFrame({"id": ["2"], "where": ["a,b"]}),
    ]
    write_parts(lambda: iter(parts), tmp_path / f"a{ending}")
    cells = read_table(tmp_path / f"a{ending}", names=("id", "where")).cells
    assert cells.to_numpy().tolist() == [["1", ""], ["2", "a,b"]]
