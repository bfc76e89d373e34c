"""The catalogue of values: each case is a few cells, and what must become of them.

Every column is filled up with good rows, so that a case says only what it is about. Whatever
comes, the records are customers, quarantined or dropped.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pytest

from smartcart.customers import (
    Column,
    Customers,
    Kind,
    RawTable,
    Role,
    Schema,
    SourceFacts,
    check_customers,
)
from smartcart.errors import DataError
from smartcart.settings import Settings

SCHEMA = Schema(
    (
        Column("customer_id", "ID", Role.ID, Kind.ID, required=True),
        Column("birth_year", "Born", Role.DESCRIPTOR, Kind.BIRTH_YEAR, low=1800),
        Column("status", "Status", Role.DESCRIPTOR, Kind.CATEGORY, recode={"YOLO": "Other"}),
        Column("income", "Income", Role.DESCRIPTOR, Kind.AMOUNT, low=0, high=1e8),
        Column("score", "Score", Role.DESCRIPTOR, Kind.NUMBER, low=-1e9, high=1e9),
        Column("n_kids", "Kids", Role.DESCRIPTOR, Kind.COUNT, low=0, high=20),
        Column("joined_on", "Joined", Role.DESCRIPTOR, Kind.DATE),
        Column("spend_x", "X", Role.SEGMENTATION, Kind.AMOUNT, low=0, high=1e7, required=True,
               adds_to="spend_total"),
        Column("n_x", "N", Role.SEGMENTATION, Kind.COUNT, low=0, high=10_000, required=True,
               adds_to="n_purchases"),
        Column("answered", "Answered", Role.OUTCOME, Kind.FLAG, low=0, high=1),
    )
)  # fmt: skip
NAMES = {column.source: column.name for column in SCHEMA.columns}
GOOD = {
    "Born": "1980",
    "Status": "Single",
    "Income": "50000",
    "Score": "1",
    "Kids": "0",
    "Joined": "2013-08-21",
    "X": "5",
    "N": "1",
    "Answered": "0",
}
STARTS = {"ID": 100, "X": 1, "Score": 1}  # they differ, so that no row repeats another
BAD = "set aside"


@dataclass
class Case:
    """`values` has one entry per cell: what is read, None for missing, BAD for quarantine."""

    name: str
    column: str
    cells: list[Any]
    values: list[Any] | None = None
    repairs: dict[str, int] = field(default_factory=dict)
    flags: dict[str, int] = field(default_factory=dict)
    refused: str = ""
    settings: dict[str, Any] = field(default_factory=dict)


CASES = [
    Case("60 dollar and thousands", "Income", ['$84,835.00 ', "$7.50"], [84835, 7.5],
         {"currency_sign": 2, "thousands_mark": 1}),
    Case("60 euro, comma decimals", "Income", ["€ 1.234,50", "7"], [1234.5, 7],
         {"currency_sign": 1, "thousands_mark": 1, "decimal_comma": 1}),
    Case("60 blanks in thousands", "Income", ["84 835", "1 234 567"], [84835, 1234567],
         {"thousands_mark": 2}, {"far_out": 1}),
    Case("60 NBSP, thin and narrow space", "Income", ["84\xa0835", "84\u2009835", "84\u202f835,5"],
         [84835, 84835, 84835.5], {"thousands_mark": 3, "decimal_comma": 1}),
    Case("60 apostrophe thousands", "Income", ["84'835", "84’835.50"], [84835, 84835.5],
         {"thousands_mark": 2}),
    Case("60 name of the currency", "Income", ["84835 USD", "7 usd", "$5"], [84835, 7, 5],
         {"currency_sign": 3}),
    Case("60 brackets are negative", "Score", ["(500)", "($1,500.00)", "-3"], [-500, -1500, -3],
         {"accounting_negative": 2, "currency_sign": 1, "thousands_mark": 1}),
    Case("60 brackets that do not close", "Score", ["(500", "500)", "7"], [BAD, BAD, 7]),
    Case("60 signs before a currency", "Score", ["-$5", "$-5", "−5"], [-5, -5, -5],
         {"currency_sign": 2}),
    Case("60 84k is not guessed", "Income", ["84k", "1e", "12 34", "1,23,4"], [BAD] * 4),
    Case("60 two currencies", "Income", ["$5", "€ 6", "£7"],
         refused=r"'Income' holds amounts in 3 currencies.*lines 1.*lines 2.*lines 3"),
    Case("60 money is no count", "N", ["$5", "7"], [BAD, 7]),
    Case("61 comma decimals proven once", "Income", ["84.835,00", "1.234", "12"],
         [84835, 1234, 12], {"thousands_mark": 2, "decimal_comma": 1}),
    Case("61 point decimals proven once", "Income", ["84,835.00", "1,234", "12"],
         [84835, 1234, 12], {"thousands_mark": 2}),
    Case("61 12,5 proves the comma", "Income", ["12,5", "1.234"], [12.5, 1234],
         {"thousands_mark": 1, "decimal_comma": 1}),
    Case("61 1234,567 proves the comma", "Income", ["1234,567", "2,250"], [1234.567, 2.25],
         {"decimal_comma": 2}),
    Case("61 both proven", "Income", ["84.835,00", "84,835.00"],
         refused=r"mixes two ways .* 1 numbers prove a decimal point \(lines 2\), 1 a decimal "
                 r"comma \(lines 1\)"),
    Case("62 1,234 alone", "Income", ["1,234", "2,500", "7", "3,125", "4,000"],
         refused=r"(?s)4 numbers could be read either way.*\(lines 1, 2, 4\).*decimal = '\.'"),
    Case("62 1.234 alone", "Income", ["1.234", "7"], refused="could be read either way"),
    Case("62 a person says point", "Income", ["1,234", "1.234"], [1234, 1.234],
         {"thousands_mark": 1}, settings={"decimal": "."}),
    Case("62 a person says comma", "Income", ["1,234", "1.234"], [1.234, 1234],
         {"thousands_mark": 1, "decimal_comma": 1}, settings={"decimal": ","}),
    Case("62 plain integers", "Income", ["1234", "0", "+7"], [1234, 0, 7], {}, {"zero_value": 1}),
    Case("63 scientific", "Income", ["8.4835E+04", "1e3"], [84835, 1000]),
    Case("63 percent mixed", "Score", ["12.5%", "7"],
         refused=r"'Score' holds 1 percentages \(lines 1\) and \d+ other numbers"),
    Case("64 errors of Excel", "Income", ["#REF!", "#N/A", "#DIV/0!", "####", "#N/A"], [None] * 5,
         {"excel_error": 5}, {"missing_value": 5, "mostly_missing": 5}),
    Case("64 errors in a category", "Status", ["#N/A", "Single"], [None, "Single"],
         {"excel_error": 1}, {"missing_value": 1}),
    Case("65 words for missing", "Income", ["NA", "None", "null", "-", "?", "n/a", "", "  "],
         [None] * 8, {"missing_token": 6}, {"missing_value": 8, "mostly_missing": 8}),
    Case("65 NA is a category", "Status", ["NA", "None"], ["NA", "None"]),
    Case("66 no finite number", "Income", ["inf", "-Infinity", "nan", "1e309", "9" * 400],
         [BAD] * 5),
    Case("67 beyond any range", "X", ["1e308", "1e160"], [BAD, BAD]),
    Case("68 a placeholder income", "Income", ["9999999"], [9999999], {}, {"far_out": 1}),
    Case("69 income 0 and below", "Income", ["0", "-1"], [0, BAD], {}, {"zero_value": 1}),
    Case("70 a refund", "X", ["-3", "(3)"], [BAD, BAD], {"accounting_negative": 1}),
    Case("71 born 1893", "Born", ["1893"], [None], {"age_set_missing": 1},
         {"age_not_plausible": 1}),
    Case("72 born in the future, a child", "Born", ["2030", "2005"], [BAD, BAD]),
    Case("73 two digits", "Born", ["57", "99"], [1957, BAD],
         {"two_digit_year": 2}),
    Case("73 a full date", "Born", ["29-06-1957", "1957-06-29", "6/29/1957"], [1957] * 3,
         {"year_of_date": 3}),
    Case("75 ISO and day first", "Joined", ["2013-08-01", "13-08-2013"],
         ["2013-08-01", "2013-08-13"]),
    Case("76 US and EU", "Joined", ["13-08-2013", "08-13-2013"],
         refused=r"mixes two orders .*\(lines 1\).*\(lines 2\)"),
    Case("76 undecidable", "Joined", ["05-04-2013"], refused="whether day or month comes first"),
    Case("76 a person says", "Joined", ["05-04-2013"], ["2013-04-05"],
         settings={"date_order": "dmy"}),
    Case("two-digit years in dates", "Joined", ["13-08-13", "14/08/2013"],
         ["2013-08-13", "2013-08-14"], {"two_digit_year": 1}),
    Case("names of months", "Joined", ["29 Jun 2013", "Jun 29, 2013", "1st of May", "31-Feb-2013"],
         ["2013-06-29", "2013-06-29", BAD, BAD]),
    Case("79 days that do not exist", "Joined", ["31-02-2013", "00-00-0000", "2013-02-30"],
         [BAD] * 3),
    Case("80 placeholders", "Joined", ["1900-01-01", "1989-12-31", "2113-08-21"], [BAD] * 3),
    Case("81 time and zone dropped", "Joined",
         ["2013-08-01T23:59:00Z", "2013-08-01 23:59:00+02:00", "2013-08-01Z"], ["2013-08-01"] * 3),
    Case("91 spellings", "Status", ["married ", "MARRIED", "Married", "Married", "married"],
         ["Married"] * 5, {"category_spelling": 3}),
    Case("91 a misspelling", "Status", ["Married"] * 9 + ["Marrried"], ["Married"] * 9
         + ["Marrried"], {}, {"category_near_miss": 1}),
    Case("90 a recoded level in any case", "Status", ["YOLO", "yolo"], ["Other"] * 2,
         {"category_recoded": 2}),
    Case("93 flags", "Answered", ["yes", "no", "Y", "1.0", "true", "2", "maybe"],
         [1, 0, 1, 1, 1, BAD, BAD], {"word_read_as_flag": 4}),
    Case("94 kids", "Kids", ["1.5", "-1", "50", "2"], [BAD, BAD, BAD, 2]),
    Case("95 true is no amount", "X", ["true", "False"], [BAD, BAD]),
    Case("96 digits without end", "X", ["9" * 5000], [BAD]),
    Case("98 spend without purchases", "N", ["0"], [0], {}, {"spend_without_purchases": 1}),
    Case("106 a formula is data", "Status", ["=1+1"], ["=1+1"]),
]  # fmt: skip


def filled(column: str, cells: list[Any], n: int = 4) -> pd.DataFrame:
    """Return the cells of a case with `n` good rows below."""
    good = [GOOD[column]] * n if column in GOOD else [str(900 + i) for i in range(n)]
    total = len(cells) + n
    frame = {name: [text] * total for name, text in GOOD.items()}
    frame |= {name: [str(first + i) for i in range(total)] for name, first in STARTS.items()}
    frame[column] = cells + good
    return pd.DataFrame(frame)


def check(raw: pd.DataFrame | RawTable, **settings: Any) -> Customers:
    """Check a table and the identity that must hold for any."""
    customers = check_customers(raw, SCHEMA, Settings(max_quarantine=1.0, **settings))
    quality = customers.quality
    assert quality.customers == len(customers.table)
    assert quality.quarantined == len(customers.quarantine)
    assert quality.records == quality.customers + quality.quarantined + quality.duplicates_dropped
    return customers


def found(findings: Any, column: str) -> dict[str, int]:
    return {f.rule: f.count for f in findings if f.column in (column, "")}


def value_of(customers: Customers, column: str, customer: str) -> Any:
    if customer not in customers.table.index:
        (row,) = customers.quarantine[customers.quarantine["customer_id"] == customer].to_dict(
            "records"
        )
        assert row["column"] == column
        assert row["reason"]
        assert row["fix"]
        return BAD
    value = customers.table.loc[customer, NAMES[column]]
    if pd.isna(value):
        return None
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_of_the_catalogue(case):
    frame = filled(case.column, case.cells)
    if case.refused:
        with pytest.raises(DataError, match=case.refused) as caught:
            check(frame, **case.settings)
        assert not any(cell in str(caught.value) for cell in case.cells if len(cell) > 5)
        return
    customers = check(frame, **case.settings)
    ids = [str(100 + i) for i in range(len(case.cells))]
    assert [value_of(customers, case.column, each) for each in ids] == case.values
    assert found(customers.quality.repairs, case.column) == case.repairs
    assert found(customers.quality.flags, case.column) == case.flags


def test_63_a_column_of_percentages_is_read_as_shares():
    customers = check(filled("Score", ["12.5%", "7 %", ""], n=0))
    assert customers.table["score"].tolist()[:2] == [0.125, 0.07]
    assert found(customers.quality.repairs, "Score") == {"percent": 2}


def test_64_tokens_are_counted_one_by_one():
    (repair,) = check(filled("Income", ["#REF!", "#N/A", "#REF!"])).quality.repairs
    assert repair.meaning.endswith("read as missing: #N/A x 1, #REF! x 2")


@pytest.mark.parametrize("place", [0, 1, 2])
def test_61_the_proof_is_kept_with_the_line(place):
    cells = ["7", "8", "9"]
    cells[place] = "12,5"
    (repair,) = check(filled("Income", cells)).quality.repairs
    assert repair.meaning.endswith(f"proven by line {place + 1}")


@pytest.mark.parametrize(("system", "day"), [("1900", "2014-06-16"), ("1904", "2018-06-17")])
def test_77_day_numbers_of_a_spreadsheet(system, day):
    frame = filled("Joined", ["41806", "41806.75", ""], n=0)
    source = SourceFacts("x", "excel", dialect={"date_system": system}, records=3)
    customers = check(RawTable(frame, np.arange(2, 5), source))
    assert value_of(customers, "Joined", "100") == value_of(customers, "Joined", "101") == day
    (repair,) = customers.quality.repairs
    assert (repair.rule, repair.count) == ("excel_day_number", 2)
    assert f"{system} date system" in repair.meaning


def workbook(cells: list[str], dates: list[bool]) -> RawTable:
    frame = filled("Joined", cells, n=0)
    source = SourceFacts("x", "excel", records=len(cells))
    return RawTable(frame, np.arange(2, len(cells) + 2), source, (), {"Joined": np.array(dates)})


def test_78_day_and_month_exchanged_by_a_spreadsheet_are_put_back():
    raw = workbook(["2013-05-04", "21-08-2013", "2013-12-01 00:00:00"], [True, False, True])
    customers = check(raw)
    days = [value_of(customers, "Joined", each) for each in ("100", "101", "102")]
    assert days == ["2013-04-05", "2013-08-21", "2013-01-12"]
    (repair,) = customers.quality.repairs
    assert (repair.rule, repair.count) == ("day_month_exchanged", 2)
    as_us = check(workbook(["2013-05-04", "08-21-2013"], [True, False]))
    assert value_of(as_us, "Joined", "100") == "2013-04-05"


@pytest.mark.parametrize(
    "cells",
    [
        ["2013-05-14", "21-08-2013"],  # a date cell that cannot have been exchanged
        ["2013-05-04", "05-08-2013"],  # a text that a spreadsheet would have read
    ],
)
def test_78_a_mixture_without_the_signature_is_refused(cells):
    with pytest.raises(
        DataError, match=r"1 date cells \(first at line 2\).*may have exchanged day and month"
    ):
        check(workbook(cells, [True, False]))


def test_78_date_cells_and_iso_texts_are_fine_as_they_are():
    customers = check(workbook(["2013-05-04", "2013-08-01"], [True, False]))
    assert value_of(customers, "Joined", "100") == "2013-05-04"
    assert customers.quality.repairs == ()


def test_82_to_85_ids_are_text_as_written_and_may_not_be_missing():
    ids = ["0", "0001", "9007199254740993", "12345678901234567890123", " a ", "", "#N/A", "NULL"]
    customers = check(filled("ID", ids, n=0))
    assert set(customers.table.index) == {"0", "0001", "9007199254740993", ids[3], "a"}
    assert customers.quarantine["reason"].tolist() == ["no id"] * 3


@pytest.mark.parametrize("ids", [["1", "1.2E+10", "1,3E+9"], [1.0, 2.0**53, 2.0**60]])
def test_85_ids_damaged_by_a_spreadsheet_are_refused(ids):
    with pytest.raises(DataError, match=r"damaged the ids. 2 of them .* first at line 2"):
        check(filled("ID", ids, n=0))


@pytest.mark.parametrize("dtype", ["float64", "float32", "Float64", "double[pyarrow]"])
def test_85_whole_numbers_stored_as_floats_lose_their_point(dtype):
    frame = filled("Income", ["7", "8", "9"], n=0)
    customers = check(frame.assign(ID=pd.Series([7, 8, None], dtype=dtype)))
    assert list(customers.table.index) == ["7", "8"]


def test_86_87_the_same_row_again_and_the_same_id_for_another():
    frame = filled("ID", ["1", "2"], n=2)
    customers = check(pd.concat([frame, frame.iloc[[0]], frame.iloc[[1]].assign(X="77")]))
    assert (customers.quality.duplicates_dropped, customers.quality.quarantined) == (1, 2)
    assert set(customers.quarantine["customer_id"]) == {"2"}


def test_89_ids_that_name_a_person_are_flagged_and_not_shown():
    ids = ["a.b@c.example", "+49 30 1234567", "030 / 123456", "17", "2013-0001"]
    customers = check(filled("ID", ids, n=0).assign(Income="0"))
    flags = {flag.rule: flag for flag in customers.quality.flags}
    assert flags["ids_look_personal"].count == 3
    assert flags["zero_value"].ids == ("17", "2013-0001")
    assert flags["zero_value"].count == 5


def test_without_ids_the_rows_are_numbered_and_that_is_said():
    customers = check(filled("Income", ["7", "8"], n=1).drop(columns="ID"))
    assert list(customers.table.index) == ["row-000001", "row-000002", "row-000003"]
    flag = customers.quality.flags[0]
    assert (flag.rule, flag.count, flag.ids) == ("ids_made_up", 3, ())
    assert "do not last" in flag.meaning


def test_92_a_column_of_too_many_levels_is_no_category():
    customers = check(filled("Status", [f"Text {i:05d}" for i in range(10_000)]))
    (flag,) = (f for f in customers.quality.flags if f.column == "Status")
    assert flag.rule == "too_many_levels"
    assert "status" not in customers.table
    assert "status" not in customers.schema
    assert customers.quality.ignored_columns == ()


def test_95_typed_true_and_false_are_no_amounts():
    with pytest.raises(DataError, match="No customer is left"):
        check(filled("X", ["1"], n=2).assign(X=True))


def test_96_a_python_number_of_thousands_of_digits_is_refused():
    with pytest.raises(DataError, match="'Income' holds a number of thousands of digits"):
        check(filled("Income", [10**5000], n=1))


def test_99_100_102_103_what_a_whole_column_says():
    frame = filled("Income", ["7"] * 9 + [""] * 11, n=0)
    frame["Score"] = [str(i) for i in range(20)]
    frame["X"] = frame["Score"]
    frame["Born"] = ""
    flags = {(f.rule, f.column): f.count for f in check(frame).quality.flags}
    assert flags["mostly_missing", "Income"] == 11
    assert flags["all_missing", "Born"] == 20
    assert flags["constant_column", "Kids"] == 20
    assert flags["equal_columns", "X"] == 20


def test_104_the_same_customers_in_another_spelling_are_the_same_data():
    plain = filled("Income", ["84835.5", "1234"])
    money = filled("Income", ["$84,835.50 ", "1,234"])
    assert check(plain).data_hash == check(money).data_hash


def test_typed_dates_of_birth_give_their_year():
    customers = check(filled("Kids", ["0"]).assign(Born=pd.Timestamp("1957-06-29")))
    assert customers.table["birth_year"].tolist() == [1957.0] * 5
    assert found(customers.quality.repairs, "Born") == {"year_of_date": 5}
