import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcart.tables import make_inert
from smartcart.tables.inert import undo_inert

FORMULAS = ["=1+1", "+SUM(A1)", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("x")']


@pytest.mark.parametrize("dtype", ["object", "str"])
def test_no_text_starts_as_a_formula_and_all_else_stays(dtype):
    plain = ["7", "-5", "+49301234567", "1,5", "A=1", "", "Zoë"]
    frame = pd.DataFrame({"id": pd.Series(FORMULAS + plain, dtype=dtype), "x": -1.5})
    made = make_inert(frame)
    assert made["id"].tolist() == [f"'{each}" for each in FORMULAS] + plain
    assert (made["x"] == -1.5).all()
    assert frame["id"].tolist() == FORMULAS + plain


@given(st.text(max_size=6).filter(lambda text: not text.startswith("'")))
def test_the_text_comes_back(text):
    (made,) = make_inert(pd.DataFrame({"id": [text]}))["id"]
    assert undo_inert(made) == text


def test_missing_text_stays_missing():
    frame = pd.DataFrame({"id": ["=1", None], "group": [None, None]})
    assert make_inert(frame)["id"].isna().tolist() == [False, True]
