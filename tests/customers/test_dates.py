from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcart.customers.dates import read_dates
from smartcart.errors import DataError


def days(*cells: str, order: str = "auto") -> list[str]:
    read = read_dates(pd.Series(cells, dtype="str"), "Joined", order).values
    return read.dt.strftime("%Y-%m-%d").fillna("").tolist()


def test_one_day_above_twelve_decides_for_the_whole_column():
    assert days("05-04-2014", "21-08-2013") == ["2014-04-05", "2013-08-21"]
    assert days("05/04/2014", "08/21/2013") == ["2014-05-04", "2013-08-21"]


def test_year_first_needs_no_proof_and_a_time_of_day_is_dropped():
    assert days("2014-04-05", "2014/12/01 23:59:00") == ["2014-04-05", "2014-12-01"]


def test_a_day_that_does_not_exist_is_not_read():
    assert days("31-02-2014", "00-00-0000", "29-02-2012", "hello", "21-08-2013")[:4] == [
        "",
        "",
        "2012-02-29",
        "",
    ]


def test_a_column_without_proof_is_refused_until_a_person_says():
    with pytest.raises(
        DataError, match=r"'Joined' does not say whether day or month .*\(records 1, 2\)"
    ):
        days("05-04-2014", "06-07-2014", "08-08-2014")
    assert days("05-04-2014", order="dmy") == ["2014-04-05"]
    assert days("05-04-2014", order="mdy") == ["2014-05-04"]
    assert days("08-08-2014") == ["2014-08-08"]  # both readings agree


def test_a_column_that_proves_both_orders_is_refused_with_the_records():
    with pytest.raises(
        DataError, match=r"1 dates can only be day-month \(records 1\), 1 only month"
    ):
        days("21-08-2013", "08-21-2013", "01-02-2013")


@given(st.lists(st.dates(date(1900, 1, 13), date(2099, 12, 31)), min_size=1))
def test_dates_written_day_first_come_back(written):
    cells = [f"{day:%d-%m-%Y}" for day in written] + ["13-01-2000"]
    assert days(*cells)[:-1] == [f"{day:%Y-%m-%d}" for day in written]


def test_a_day_typed_twice_is_no_day_with_a_time_zone():
    with_zones = days("21-08-2013", "2013-08-21+02:00", "2013-08-21T10:00:00+0200", "14-10-20-2012")
    assert with_zones == [*["2013-08-21"] * 3, ""]
