"""Cases 60 to 110 of the catalogue of bad input, as files: what stands in the cells.

Each case changes cells of one small clean table and says what must come of it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO, StringIO
from typing import Literal

import openpyxl

import smartcart

Row = dict[str, str]
Change = Callable[[list[Row]], list[Row]]

N = 40


@dataclass(frozen=True)
class ValueCase:
    """One file and its fate.

    ``same`` says that the customers read must be exactly those of the clean table (without those
    set aside); ``counts`` are repairs or flags that must be reported, by rule and column.
    """

    number: int
    name: str
    content: bytes
    expect: Literal["read", "refuse"] = "read"
    message: str = ""
    aside: tuple[int, ...] = ()
    dropped: int = 0
    same: bool = True
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)


def clean_rows() -> list[Row]:
    """Return the clean table as text cells; nothing in it needs a repair."""
    table = smartcart.make_customers(N, seed=7)
    table["Income"] = table["Income"].fillna(40_000).clip(upper=90_000)
    table["Year_Birth"] = table["Year_Birth"].clip(lower=1940, upper=1990)
    table["Marital_Status"] = table["Marital_Status"].replace(
        {"YOLO": "Single", "Absurd": "Single", "Alone": "Single"}
    )
    rows = table.astype(str).to_dict("records")
    rows[0]["Dt_Customer"] = "21-08-2013"  # a day that proves the order
    return rows


def as_csv(rows: list[Row], delimiter: str = ",") -> bytes:
    """Write rows as a text table."""
    text = StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def put(column: str, *cells: str, at: int = 5) -> Change:
    """Put cells into a column, from row `at` downwards."""

    def change(rows: list[Row]) -> list[Row]:
        for i, cell in enumerate(cells):
            rows[at + i][column] = cell
        return rows

    return change


def write(column: str, form: Callable[[str], str]) -> Change:
    """Write every cell of a column in another form."""

    def change(rows: list[Row]) -> list[Row]:
        for row in rows:
            row[column] = form(row[column])
        return rows

    return change


def grouped(comma: str, point: str) -> Callable[[str], str]:
    """Return a form with thousands and two decimals."""
    swap = str.maketrans({",": comma, ".": point})
    return lambda cell: f"{float(cell):,.2f}".translate(swap)


def iso(cell: str) -> str:
    """Turn DD-MM-YYYY into YYYY-MM-DD."""
    return "-".join(reversed(cell.split("-")))


def serial(cell: str) -> str:
    """Turn DD-MM-YYYY into the day number of a spreadsheet."""
    return str((datetime.strptime(cell, "%d-%m-%Y") - datetime(1899, 12, 30)).days)


def exchanged_workbook() -> bytes:
    """Return the table as a spreadsheet leaves it that took DD-MM for MM-DD where it could."""
    book = openpyxl.Workbook()
    sheet = book.active
    rows = clean_rows()
    sheet.append(list(rows[0]))
    for row in rows:
        cells = []
        for name, cell in row.items():
            if name == "Dt_Customer":
                day, month, year = map(int, cell.split("-"))
                cells.append(datetime(year, day, month) if day <= 12 else cell)
            elif name in ("Education", "Marital_Status"):
                cells.append(cell)
            else:
                cells.append(float(cell))
        sheet.append(cells)
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def case(number: int, name: str, *changes: Change, delimiter: str = ",", **more) -> ValueCase:
    """Return the case of the clean table with some changes."""
    rows = clean_rows()
    for change in changes:
        rows = change(rows)
    return ValueCase(number, name, as_csv(rows, delimiter), **more)


def refuse(number: int, name: str, message: str, *changes: Change, **more) -> ValueCase:
    """Return a case that must be refused with a message."""
    return case(number, name, *changes, expect="refuse", message=message, **more)


def again(i: int, **cells: str) -> Change:
    """Append row `i` once more, with some cells changed."""
    return lambda rows: [*rows, {**rows[i], **cells}]


def money() -> Iterator[ValueCase]:
    yield case(60, "dollars", write("Income", lambda x: f"${float(x):,.2f} "))
    yield case(60, "euros", write("Income", lambda x: "€ " + grouped(".", ",")(x)), delimiter=";")
    yield case(60, "blank thousands", write("Income", lambda x: f"{int(x):,}".replace(",", " ")))
    yield case(60, "currency behind", write("Income", lambda x: f"{x} USD"))
    yield case(60, "in brackets: negative", put("Income", "(500)"), aside=(5,))
    yield case(60, "84k", put("Income", "84k"), aside=(5,))
    yield refuse(60, "two currencies", "Income", put("Income", "$84,835.00", "€84,835.00"))
    yield case(61, "decimal comma", write("Income", grouped(".", ",")), delimiter=";")
    yield refuse(61, "two marks", "Income", put("Income", "84.835,00", "84,835.00"))
    yield refuse(62, "three digits after one comma", "Income", put("Income", "84,835"))
    yield case(63, "scientific", write("Income", lambda x: f"{float(x):.10E}"))


def numbers() -> Iterator[ValueCase]:
    errors = ("#REF!", "#N/A", "#DIV/0!", "####")
    yield case(64, "spreadsheet errors", put("Income", *errors), same=False)
    words = ("NA", "None", "null", "-", "?", "n/a", "", "  ")
    yield case(65, "words for missing", put("Income", *words), same=False)
    yield case(65, "NA is a category", put("Education", "NA"), same=False)
    yield case(66, "infinite", put("MntWines", "inf", "-Infinity", "1e309"), aside=(5, 6, 7))
    yield case(67, "beyond any range", put("Income", "1e160", "1e308"), aside=(5, 6))
    far = {("far_out", "Income"): 1}
    yield case(68, "666666", put("Income", "666666"), same=False, counts=far)
    yield case(69, "no income", put("Income", "0"), same=False)
    yield case(69, "negative income", put("Income", "-1"), aside=(5,))
    yield case(70, "negative spend", put("MntWines", "-3"), aside=(5,))
    old = {("age_set_missing", "Year_Birth"): 3}
    born = ("1893", "1899", "1900")
    yield case(71, "too old", put("Year_Birth", *born), same=False, counts=old)
    yield case(72, "too young", put("Year_Birth", "2020", "2010"), aside=(5, 6))
    yield case(73, "two digits", write("Year_Birth", lambda year: year[2:]))
    yield case(73, "a date of birth", write("Year_Birth", lambda year: f"{year}-05-23"))
    yield case(94, "impossible children", put("Kidhome", "1.5", "-1", "50"), aside=(5, 6, 7))


def dates() -> Iterator[ValueCase]:
    yield case(74, "day first, proven further down", put("Dt_Customer", *(), at=0))
    yield case(75, "ISO", write("Dt_Customer", iso))
    mixed = put("Dt_Customer", *(iso(row["Dt_Customer"]) for row in clean_rows()[10:20]), at=10)
    yield case(75, "ISO and day first", mixed)
    yield refuse(76, "both orders", "Dt_Customer", put("Dt_Customer", "08-21-2013"))
    yield case(77, "day numbers of a spreadsheet", write("Dt_Customer", serial))
    yield ValueCase(78, "day and month exchanged by a spreadsheet", exchanged_workbook())
    never = put("Dt_Customer", "31-02-2014", "00-00-0000")
    yield case(79, "days that never were", never, aside=(5, 6))
    yield case(80, "in the far future", put("Dt_Customer", "21-08-2113"), aside=(5,))
    yield case(81, "with a time", write("Dt_Customer", lambda day: f"{iso(day)}T13:45:00Z"))


def ids() -> Iterator[ValueCase]:
    yield case(82, "no id", put("ID", "", "  "), aside=(5, 6))
    yield case(83, "id 0", put("ID", "0"), same=False)
    yield case(84, "leading zeros", put("ID", "0001"), same=False)
    yield case(85, "23 digits", put("ID", "12345678901234567890123"), same=False)
    damaged = put("ID", "1.2E+10", "1.3E+10")
    yield refuse(85, "damaged by a spreadsheet", r"(?i)spreadsheet", damaged)
    yield case(86, "the same row twice", again(3), dropped=1)
    yield case(87, "the same id twice", again(3, MntWines="1"), aside=(3, 40))
    yield case(88, "equal but for the id", again(3, ID="999999"), same=False)
    yield case(89, "e-mail as id", put("ID", "ann@example.org"), same=False)


def categories() -> Iterator[ValueCase]:
    recoded = {("category_recoded", "Marital_Status"): 3}
    odd = put("Marital_Status", "YOLO", "Absurd", "Alone")
    yield case(90, "unknown words", odd, same=False, counts=recoded)
    status = write(
        "Marital_Status", lambda word: f" {word.upper()} " if word == "Married" else word
    )
    yield case(91, "spelling", put("Marital_Status", "Married", "Married", "married "), same=False)
    yield case(91, "one spelling throughout", status, same=False)
    yield case(93, "yes and no", write("Complain", lambda flag: "yes" if flag == "1" else "no"))
    yield case(93, "1.0 and 0.0", write("Response", lambda flag: f"{flag}.0"))
    yield case(93, "2 is no flag", put("Response", "2"), aside=(5,))
    nothing = (
        put("NumWebPurchases", "0"),
        put("NumCatalogPurchases", "0"),
        put("NumStorePurchases", "0"),
    )
    unbought = {("spend_without_purchases", ""): 1}
    yield case(98, "spend without purchase", *nothing, same=False, counts=unbought)
    yield case(100, "an empty column", write("Income", lambda _: ""), same=False)
    yield case(102, "mostly missing", put("Income", *[""] * 30), same=False)


def hostile() -> Iterator[ValueCase]:
    formulas = ('=HYPERLINK("x")', "=cmd|'/c calc'!A1", "+1", "-1", "@x")
    yield case(106, "formulas", put("Education", *formulas), same=False)
    scripts = ("<script>alert(1)</script>", "<img onerror=x>", "</script>")
    yield case(107, "scripts", put("Education", *scripts), same=False)
    yield case(109, "SQL and addresses", put("Education", "'; DROP", "file:///etc"), same=False)
    yield case(110, "templates", put("Education", "{{7*7}}", "%s%n", "a\nlog"), same=False)


CASES = [each for group in (money, numbers, dates, ids, categories, hostile) for each in group()]
