"""Files with one oddity each: cases 60 to 110, what stands in the cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from tests.corpus.table import HEADER, JOINED, ROWS, Case, Change, N, Row, clean_rows
from tests.corpus.write import as_csv, book, exchanged, typed


def changed(*changes: Change) -> list[Row]:
    """Return the clean rows with some changes."""
    rows = clean_rows()
    for change in changes:
        rows = change(rows)
    return rows


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


def case(number: int, name: str, *changes: Change, delimiter: str = ",", **more) -> Case:
    """Return the case of the clean table with some changes."""
    rows = changed(*changes)
    more.setdefault("expect", "quarantine" if more.get("lost") or more.get("more_aside") else "ok")
    return Case(number, name, as_csv(rows, delimiter), written=rows, **more)


def repair(number: int, name: str, *changes: Change, **more) -> Case:
    """Return a case of which every cell is read, with a repair that is counted."""
    return case(number, name, *changes, expect="repair", **more)


def kept(number: int, name: str, *changes: Change, **more) -> Case:
    """Return a case whose cells are all read as they are written."""
    return case(number, name, *changes, truth=changed(*changes), **more)


def aside(number: int, name: str, change: Change, *rows: int) -> Case:
    """Return a case of which some rows must be set aside."""
    return case(number, name, change, lost=rows)


def refuse(number: int, name: str, message: str, *changes: Change, **more) -> Case:
    """Return a case that must be refused with a message."""
    return case(number, name, *changes, expect="refuse", message=message, **more)


def again(i: int, **cells: str) -> Change:
    """Append row `i` once more, with some cells changed."""
    return lambda rows: [*rows, {**rows[i], **cells}]


def money() -> Iterator[Case]:
    yield repair(60, "dollars", write("Income", lambda x: f"${float(x):,.2f} "))
    euros = write("Income", lambda x: "€ " + grouped(".", ",")(x))
    yield repair(60, "euros", euros, delimiter=";")
    blanks = write("Income", lambda x: f"{int(x):,}".replace(",", " "))
    yield repair(60, "blank thousands", blanks)
    yield repair(60, "currency behind", write("Income", lambda x: f"{x} USD"))
    yield aside(60, "in brackets: negative", put("Income", "(500)"), 5)
    yield aside(60, "84k", put("Income", "84k"), 5)
    yield refuse(
        60, "two currencies", "lines 7.*lines 8", put("Income", "$84,835.00", "€84,835.00")
    )
    yield repair(61, "decimal comma", write("Income", grouped(".", ",")), delimiter=";")
    yield refuse(61, "two marks", "lines 8.*lines 7", put("Income", "84.835,00", "84,835.00"))
    yield refuse(62, "three digits after one comma", "lines 7", put("Income", "84,835"))
    yield case(63, "scientific", write("Income", lambda x: f"{float(x):.10E}"))
    yield refuse(63, "a percentage among amounts", "lines 7", put("Income", "50%"))


def numbers() -> Iterator[Case]:
    errors = put("Income", "#REF!", "#N/A", "#DIV/0!", "####")
    none = changed(put("Income", *[""] * 4))
    yield repair(
        64, "spreadsheet errors", errors, truth=none, counts={("excel_error", "Income"): 4}
    )
    words = put("Income", "NA", "None", "null", "-", "?", "n/a", "", "  ")
    none = changed(put("Income", *[""] * 8))
    count = {("missing_token", "Income"): 6}
    yield repair(65, "words for missing", words, truth=none, counts=count)
    yield kept(65, "NA is a category", put("Education", "NA"))
    yield kept(65, "None is a category", put("Education", "None"))
    yield aside(66, "infinite", put("MntWines", "inf", "-Infinity", "1e309"), 5, 6, 7)
    yield aside(66, "nan as text", put("MntWines", "nan"), 5)
    yield aside(67, "beyond any range", put("Income", "1e160", "1e308"), 5, 6)
    yield aside(67, "a number of 5,000 digits", put("Income", "9" * 5_000), 5)
    far = {("far_out", "Income"): 1}
    yield kept(68, "666666", put("Income", "666666"), counts=far)
    yield kept(68, "9999999", put("Income", "9999999"), counts=far)
    zero = {("zero_value", "Income"): 1}
    yield kept(69, "no income", put("Income", "0"), counts=zero)
    yield aside(69, "negative income", put("Income", "-1"), 5)
    yield aside(70, "negative spend", put("MntWines", "-3"), 5)
    old = {("age_set_missing", "Year_Birth"): 3}
    born, unknown = put("Year_Birth", "1893", "1899", "1900"), put("Year_Birth", *[""] * 3)
    yield repair(71, "too old", born, truth=changed(unknown), counts=old)
    yield aside(72, "too young", put("Year_Birth", "2020", "2010"), 5, 6)
    short = {("two_digit_year", "Year_Birth"): N}
    yield repair(73, "two digits", write("Year_Birth", lambda year: year[2:]), counts=short)
    full = {("year_of_date", "Year_Birth"): N}
    yield repair(73, "a date of birth", write("Year_Birth", lambda y: f"{y}-05-23"), counts=full)
    yield aside(94, "impossible children", put("Kidhome", "1.5", "-1", "50"), 5, 6, 7)


def dates() -> Iterator[Case]:
    ambiguous_first = put("Dt_Customer", "05-04-2013", at=0)
    yield kept(74, "day first, proven further down", ambiguous_first)
    no_proof = write("Dt_Customer", lambda day: f"0{int(day[0]) + 1}{day[2:]}")
    yield refuse(74, "no day above 12", "day or month comes first.*lines 2, ", no_proof)
    yield case(75, "ISO", write("Dt_Customer", iso))
    mixed = put("Dt_Customer", *(iso(row["Dt_Customer"]) for row in clean_rows()[10:20]), at=10)
    yield case(75, "ISO and day first", mixed)
    both = put("Dt_Customer", "08-21-2013")
    yield refuse(76, "both orders", r"day-month \(lines 3, 6, .*month-day \(lines 7\)", both)
    number = {("excel_day_number", "Dt_Customer"): N}
    serials = write("Dt_Customer", serial)
    yield repair(
        77, "day numbers of a spreadsheet", serials, counts=number, note="1900 date system"
    )
    low = sum(int(row[JOINED][:2]) <= 12 for row in ROWS)
    yield Case(
        78,
        "day and month exchanged by a spreadsheet",
        book({"Data": [HEADER, *(exchanged(row) for row in typed()[1:])]}),
        "repair",
        counts={("day_month_exchanged", "Dt_Customer"): low},
    )
    yield aside(79, "days that never were", put("Dt_Customer", "31-02-2014", "00-00-0000"), 5, 6)
    yield aside(80, "in the far future", put("Dt_Customer", "21-08-2113"), 5)
    yield aside(80, "a placeholder of long ago", put("Dt_Customer", "01-01-1900"), 5)
    yield case(81, "with a time", write("Dt_Customer", lambda day: f"{iso(day)}T13:45:00Z"))
    zone = write("Dt_Customer", lambda day: f"{day.replace('-', '/')} 23:59:59+02:00")
    yield case(81, "with a time zone", zone)


def ids() -> Iterator[Case]:
    yield aside(82, "no id", put("ID", "", "  "), 5, 6)
    yield kept(83, "id 0", put("ID", "0"))
    yield kept(84, "leading zeros", put("ID", "0001"))
    yield kept(84, "leading zeros in every id", write("ID", lambda number: f"{number:0>7}"))
    yield kept(84, "one id with and without zeros", put("ID", "0001", "1", "01"))
    yield kept(85, "23 digits", put("ID", "12345678901234567890123"))
    yield kept(85, "beyond what a float can tell apart", put("ID", *BEYOND))
    damaged = put("ID", "1.2E+10", "1.3E+10")
    yield refuse(85, "damaged by a spreadsheet", r"spreadsheet damaged the ids.*line 7", damaged)
    yield Case(
        85,
        "damaged in a workbook",
        book({"Data": typed(row.values() for row in changed(put("ID", *BEYOND)))}),
        "refuse",
        r"spreadsheet damaged the ids.*line 7",
    )
    yield case(86, "the same row twice", again(3), dropped=1, expect="repair")
    export = as_csv(clean_rows())
    yield Case(86, "the whole export twice", export * 2, "repair", dropped=N, non_data=1)
    differ = again(3, MntWines="1")
    yield case(87, "the same id twice", differ, lost=(3,), more_aside=1)
    same = {("same_except_id", ""): 1}
    yield kept(88, "equal but for the id", again(3, ID="999999"), counts=same)
    personal = {("ids_look_personal", "ID"): 1}
    yield kept(89, "e-mail as id", put("ID", "ann@example.org"), counts=personal)
    yield kept(89, "telephone as id", put("ID", "+49 30 1234567"), counts=personal)


def categories() -> Iterator[Case]:
    recoded = {("category_recoded", "Marital_Status"): 3}
    odd, read = (
        put("Marital_Status", *words)
        for words in (("YOLO", "Absurd", "Alone"), ("Other", "Other", "Single"))
    )
    yield repair(90, "unknown words", odd, truth=changed(read), counts=recoded)
    spelt, read = (
        put("Marital_Status", *words)
        for words in (("MARRIED", "Married", "married "), ["Married"] * 3)
    )
    count = {("category_spelling", "Marital_Status"): 2}
    yield repair(91, "spelling", spelt, truth=changed(read), counts=count)
    near = {("category_near_miss", "Marital_Status"): 1}
    yield kept(91, "misspelt", put("Marital_Status", "Marrried"), counts=near)
    many = [
        {**row, "ID": str(100_000 + i), "Education": f"Level {i}"}
        for i, row in enumerate(clean_rows() * 250)
    ]
    left_out = [{k: v for k, v in row.items() if k != "Education"} for row in many]
    count = {("too_many_levels", "Education"): len(many)}
    yield Case(92, "10,000 categories", as_csv(many), truth=left_out, written=many, counts=count)
    word = {("word_read_as_flag", "Complain"): N}
    words = write("Complain", lambda flag: "yes" if flag == "1" else "No")
    yield repair(93, "yes and no", words, counts=word)
    truths = write("Complain", lambda flag: "true" if flag == "1" else "false")
    yield repair(93, "true and false", truths, counts=word)
    yield case(93, "1.0 and 0.0", write("Response", lambda flag: f"{flag}.0"))
    yield aside(93, "2 is no flag", put("Response", "2"), 5)
    yield aside(93, "false is no amount", put("MntWines", "false"), 5)
    nothing = [put(f"Num{channel}Purchases", "0") for channel in ("Web", "Catalog", "Store")]
    unbought = {("spend_without_purchases", ""): 1}
    yield kept(98, "spend without purchase", *nothing, counts=unbought)


def whole_tables() -> Iterator[Case]:
    rows = [row for row in clean_rows() if int(row["Dt_Customer"][:2]) > 12]  # whose order is sure
    few = "1 customer, too few.*each needs at least"
    yield Case(99, "one customer", as_csv(rows[:1]), "refuse", few, written=rows[:1], job="segment")
    few = "3 customers, too few.*each needs at least"
    yield Case(99, "three", as_csv(rows[:3]), "refuse", few, written=rows[:3], job="segment")
    alike = [{**rows[0], "ID": row["ID"]} for row in clean_rows()]
    none = "No column is left to compare customers by"
    yield Case(100, "all alike", as_csv(alike), "refuse", none, written=alike, job="segment")
    empty = {("all_missing", "Income"): N}
    yield kept(100, "an empty column", write("Income", lambda _: ""), counts=empty)
    constant = {("constant_column", "MntFishProducts"): N}
    yield kept(100, "a constant column", write("MntFishProducts", lambda _: "7"), counts=constant)
    two = [{**rows[i % 2], "ID": row["ID"]} for i, row in enumerate(clean_rows())]
    fewer = "Only 2 distinct customers exist, so 3 segments became 2"
    yield Case(101, "two kinds of customer", as_csv(two), truth=two, message=fewer, job="segment")
    missing = {("mostly_missing", "Income"): 30}
    yield kept(102, "mostly missing", put("Income", *[""] * 30), counts=missing)
    copied = [{**row, "MntFruits": row["MntWines"]} for row in clean_rows()]
    equal = {("equal_columns", "MntFruits"): N}
    yield Case(103, "a column twice", as_csv(copied), truth=copied, counts=equal)


def hostile() -> Iterator[Case]:
    formulas = ('=HYPERLINK("x")', "=cmd|'/c calc'!A1", "+1", "-1", "@x")
    yield kept(106, "formulas", put("Education", *formulas))
    yield kept(106, "formula as id", put("ID", "=1+1", "-1", "@x"))
    scripts = ("<script>alert(1)</script>", "<img onerror=x>", "</script>")
    yield kept(107, "scripts", put("Education", *scripts))
    page = clean_rows()
    script = as_csv([{**row, "<script>alert(1)</script>": "1"} for row in page])
    yield Case(107, "script in a header", script)
    yield Case(107, "script in a file name", as_csv(page), file="<script>alert(1)<script>.csv")
    yield kept(109, "SQL and addresses", put("Education", "'; DROP", "file:///etc"))
    templates = ("{{7*7}}", "%s%n", "a\nlog", "Ignore all instructions")
    yield kept(110, "templates", put("Education", *templates))


BEYOND = ("9007199254740993", "9007199254740995", "9007199254740997")
GROUPS = (money, numbers, dates, ids, categories, whole_tables, hostile)
CASES = [each for group in GROUPS for each in group()]
