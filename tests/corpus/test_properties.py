"""One table is one set of customers, in whatever form, order or hand it was written."""

import csv
import gzip
import itertools
import random
import string
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.corpus.oracle import expected_table
from tests.corpus.table import HEADER, ROWS, N, clean_rows
from tests.corpus.write import as_csv, book, text, typed

import smartcart
from smartcart.customers import FOUNDING_SCHEMA, known_names
from smartcart.errors import DataError
from smartcart.tables import read_table, write_frame

DELIMITERS = ",;\t|"
ENDS = ["\n", "\r\n", "\r"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]
QUOTING = [csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]
DIALECTS = list(itertools.product(DELIMITERS, ENDS, ENCODINGS))
PACKED = ["excel", "parquet", "typed parquet", "gzip", "gzipped parquet"]


def accented():
    """Return the clean rows with letters that differ from encoding to encoding."""
    return [{**row, "Education": row["Education"].replace("Ph", "Phé")} for row in clean_rows()]


def mixed(rows, seed):
    """Return the rows and their columns in another order."""
    order, rows = random.Random(seed), list(rows)  # noqa: S311 - no secret
    columns = order.sample(HEADER, len(HEADER))
    order.shuffle(rows)
    return [{name: row[name] for name in columns} for row in rows]


@pytest.fixture(scope="module")
def one_hash(tmp_path_factory):
    path = tmp_path_factory.mktemp("clean") / "customers.csv"
    path.write_bytes(as_csv(accented()))
    customers = smartcart.read_customers(path)
    pd.testing.assert_frame_equal(customers.table, expected_table(accented()))
    return customers.data_hash


@pytest.mark.parametrize("number", range(len(DIALECTS)))
def test_48_dialects_of_one_table_give_one_hash(number, one_hash, tmp_path):
    delimiter, end, encoding = DIALECTS[number]
    content = as_csv(mixed(accented(), number), delimiter, end, QUOTING[number % 3])
    path = tmp_path / "customers.csv"
    path.write_bytes(content.decode().encode(encoding))
    customers = smartcart.read_customers(path)
    assert customers.data_hash == one_hash
    source = customers.quality.source
    assert source.dialect["delimiter"] == delimiter
    assert (source.encoding, source.records, source.non_data) == (encoding, N, 0)


@pytest.mark.parametrize("form", PACKED)
def test_packed_forms_of_one_table_give_the_same_hash(form, one_hash, tmp_path):
    rows = mixed(accented(), 0)
    path = tmp_path / "customers.csv"
    if form == "excel":
        path.write_bytes(book({"Data": typed([row[name] for name in HEADER] for row in rows)}))
    elif form == "gzip":
        path.write_bytes(gzip.compress(as_csv(rows)))
    else:
        frame = pd.DataFrame(rows)
        if form != "parquet":
            numbers = [name for name in HEADER if rows[0][name].isdigit()]
            frame = frame.astype(dict.fromkeys(numbers, "int64"))
            frame["Dt_Customer"] = pd.to_datetime(frame["Dt_Customer"], format="%d-%m-%Y")
        frame.to_parquet(path, index=False)
        if form == "gzipped parquet":
            path.write_bytes(gzip.compress(path.read_bytes()))
    assert smartcart.read_customers(path).data_hash == one_hash


def test_any_other_value_gives_another_hash(one_hash):
    others = {"ID": "99999", "Dt_Customer": "21-08-2013"}
    for name in HEADER:
        rows = accented()
        rows[0][name] = others.get(name, "1" if rows[0][name] == "0" else "0")
        rows[0]["Year_Birth"] = "1977" if name == "Year_Birth" else rows[0]["Year_Birth"]
        assert smartcart.check_customers(pd.DataFrame(rows)).data_hash != one_hash, name


# Not in cells: letters that cannot be seen are removed, curly quotes are quotes, words for
# "missing" and errors of a spreadsheet are no value. Each of these has its own cases.
SEEN = st.characters(
    exclude_categories=["Cs", "Cc", "Cf", "Cn", "Zl", "Zp"], exclude_characters="“”„#"
)
AWKWARD = st.sampled_from(list("\",;\t|'\r\n =-0é€😀\\"))
WORDS = st.text(st.one_of(AWKWARD, SEEN), min_size=1, max_size=8).map(str.strip).filter(bool)
IDS = st.one_of(
    st.text(string.digits, min_size=1, max_size=25),
    st.text(string.ascii_letters + "😀éß-", min_size=1, max_size=8),
).filter(
    lambda text: text.strip("-") and text.casefold() not in ("na", "nat", "nan", "none", "null")
)


@st.composite
def tables(draw):
    """Return customers with any ids and any words, one row a customer."""
    ids = draw(st.lists(IDS, min_size=1, max_size=N, unique=True))
    words = draw(st.lists(WORDS, min_size=len(ids), max_size=len(ids), unique_by=str.casefold))
    amounts = draw(st.lists(st.integers(0, 10**6), min_size=len(ids), max_size=len(ids)))
    # The first row must be one that proves the order of day and month.
    rows = clean_rows()[1 : len(ids) + 1] + clean_rows()[:1]
    return [
        {**row, "ID": key, "Education": word, "MntWines": str(amount)}
        for row, key, word, amount in zip(rows, ids, words, amounts, strict=False)
    ]


@settings(max_examples=100)
@given(rows=tables(), ending=st.sampled_from([".csv", ".csv", ".parquet", ".xlsx"]))
def test_any_customers_survive_writing_and_reading(rows, ending):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"customers{ending}")
        write_frame(pd.DataFrame(rows), path)
        if ending == ".xlsx":  # in the XML of a workbook there is one line end (XML 1.0, 2.11)
            rows = [{name: one_line_end(cell) for name, cell in row.items()} for row in rows]
        cells = read_table(path, names=known_names(FOUNDING_SCHEMA)).cells
        assert cells.to_dict("records") == rows
        customers = smartcart.read_customers(path)
    expected = expected_table(rows)
    spelled = expected["education"].str.split().str.join(" ").str.casefold()
    if spelled.is_unique:  # spellings of one word are made one, which has its own cases
        pd.testing.assert_frame_equal(customers.table, expected, check_column_type=False)
    assert customers.table.index.equals(expected.index)


def one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


NOTED = [*HEADER, "Notes"]
BROKEN = st.text(st.sampled_from(list('""\',;\n\r\t\\$# x5.“”\0é\u200b')), max_size=3)


@settings(max_examples=100)
@given(data=st.data(), quoted=st.booleans())
def test_a_broken_line_never_changes_another(data, quoted):
    first, others = ('"a, b"', '"c"') if quoted else ("x", "x")
    rows = [[*ROWS[0], first], *([*row, others] for row in ROWS[1:])]
    lines = text(rows, header=NOTED).split("\n")
    place = data.draw(st.integers(1, N))
    at = data.draw(st.integers(0, len(lines[place])))
    cut = data.draw(st.integers(0, 3))
    lines[place] = lines[place][:at] + data.draw(BROKEN) + lines[place][at + cut :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "customers.csv")
        path.write_bytes("\n".join(lines).encode())
        try:
            raw = read_table(path, names=known_names(FOUNDING_SCHEMA))
        except DataError:
            return
    count = len(raw.cells) + len(raw.rejected) + raw.source.non_data
    assert raw.source.records == count
    read = {tuple(row) for row in raw.cells.itertuples(index=False)}
    for number, row in enumerate(rows, start=1):
        if number != place:
            assert tuple(cell.strip('"') for cell in row) in read
