import csv
import io
import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from smartcart.tables import columns, read_table

NAMES = ("ID", "Year_Birth", "Income", "Education", "Dt_Customer")


def read(folder, content, names=NAMES, encoding="utf-8"):
    path = folder / "customers.csv"
    path.write_bytes(content.encode(encoding))
    return read_table(path, names=names)


def rows_of(raw):
    return [list(row) for row in raw.cells.itertuples(index=False)]


def check_identity(raw):
    source = raw.source
    assert source.records == len(raw.cells) + len(raw.rejected) + source.non_data
    assert len(raw.lines) == len(raw.cells)


awkward = st.sampled_from(list(",;\t|\"'\r\n =-0\u2028é€"))
# Invisible characters are removed and curly quotes are quotes: both have their own tests.
letters = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn"], exclude_characters="\u180e“”„")
cell = st.text(st.one_of(awkward, letters), max_size=6).filter(
    lambda text: not re.fullmatch(" ?'.*'", text, re.DOTALL) and not text.endswith("\\")
)


@st.composite
def tables(draw):
    width = draw(st.integers(1, len(NAMES)))
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=6))
    ragged = st.sampled_from(["good", "good", "blank", *(["short", "long"] if width > 1 else [])])
    return list(NAMES[:width]), rows, draw(st.lists(ragged, max_size=4))


@settings(max_examples=300, deadline=None)
@given(
    table=tables(),
    delimiter=st.sampled_from(",;\t|"),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    quote_all=st.booleans(),
)
def test_any_written_table_is_read_back_cell_for_cell(
    table, delimiter, newline, encoding, quote_all
):
    header, rows, extra = table
    # Without quotes the writer leaves a line break of another kind bare: no reader can know.
    broken = any(re.search("[\r\n]", text) for row in rows for text in row)
    quoting = csv.QUOTE_ALL if quote_all or broken else csv.QUOTE_MINIMAL
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerow(header)
    for kind in extra:
        if kind == "blank":
            text.write(newline)
        elif kind != "good":
            writer.writerow(["x"] * (len(header) + (1 if kind == "long" else -1)))
    lines = []
    for row in rows:
        lines.append(len(re.findall("\r\n|\r|\n", text.getvalue())) + 1)
        writer.writerow(row)
    with tempfile.TemporaryDirectory() as folder:
        raw = read(Path(folder), text.getvalue(), encoding=encoding)

    assert list(raw.cells.columns) == header
    assert rows_of(raw) == rows
    assert raw.lines.tolist() == lines
    assert raw.source.non_data == extra.count("blank")
    assert len(raw.rejected) == extra.count("short") + extra.count("long")
    assert raw.source.encoding == encoding
    check_identity(raw)


def test_no_cell_is_converted(tmp_path):
    raw = read(tmp_path, 'ID,Income,Education\n0001,"58,138.00 ",NA\n1.0,,  None\n')
    assert rows_of(raw) == [["0001", "58,138.00 ", "NA"], ["1.0", "", "  None"]]
    assert {str(dtype) for dtype in raw.cells.dtypes} <= {"str", "object"}
    assert raw.source.dialect == {"delimiter": ",", "quote": '"', "newline": "LF"}
    assert raw.source.format == "csv"


def test_short_and_long_rows_are_set_aside_with_their_line_never_padded(tmp_path):
    raw = read(tmp_path, 'ID,Income,Education\n1,2\n\n2,"a\nb",c\n3,4,5,6\n4,5,6\n   \n')
    assert rows_of(raw) == [["2", "a\nb", "c"], ["4", "5", "6"]]
    assert raw.lines.tolist() == [4, 7]
    assert [(each.line, each.reason) for each in raw.rejected] == [
        (2, "2 cells, 3 expected"),
        (6, "4 cells, 3 expected"),
    ]
    assert all(each.fix for each in raw.rejected)
    assert raw.source.non_data == 2
    check_identity(raw)


def test_known_names_choose_the_delimiter_against_the_majority_of_cells(tmp_path):
    # Two decimal commas a row: three cells for ",", as the header has for ";".
    raw = read(tmp_path, "ID;Income;Education\n1;2,5;3,5\n2;4,5;5,5\n")
    assert rows_of(raw) == [["1", "2,5", "3,5"], ["2", "4,5", "5,5"]]


def test_without_known_names_the_agreement_of_the_rows_chooses(tmp_path):
    raw = read(tmp_path, "a, b|c\n1|2\n3|4,5,6\n", names=())
    assert list(raw.cells.columns) == ["a, b", "c"]


def test_sep_line_of_a_spreadsheet_is_honoured_and_is_no_record(tmp_path):
    raw = read(tmp_path, "sep=;\r\nID;Income\r\n1;2\r\n")
    assert rows_of(raw) == [["1", "2"]]
    assert (raw.lines.tolist(), raw.source.records) == ([3], 1)


def test_header_is_found_by_letters_and_digits_and_stripped(tmp_path):
    raw = read(tmp_path, "\n id ,year birth\n1,1957\n")
    assert list(raw.cells.columns) == ["id", "year birth"]
    assert (raw.source.records, raw.source.non_data) == (2, 1)


def test_cp1252_is_decoded_with_a_note(tmp_path):
    raw = read(tmp_path, "ID,Education\n1,Café\n2,Basic\n3,Grünä\n", encoding="cp1252")
    assert raw.cells["Education"].tolist() == ["Café", "Basic", "Grünä"]
    assert raw.source.encoding == "cp1252"
    assert raw.source.notes == ("decoded as cp1252, 2 lines hold non-ASCII letters",)


def test_empty_column_from_trailing_delimiters_is_left_out_with_a_note(tmp_path):
    raw = read(tmp_path, "ID,Income,\n1,2,\n3,4,\n")
    assert list(raw.cells.columns) == ["ID", "Income"]
    assert raw.source.notes == ("column 3 has no name and no cells: left out",)


def test_last_line_without_a_line_end_is_complete_when_its_cells_are(tmp_path):
    assert rows_of(read(tmp_path, "ID,Income\n1,2\n3,4")) == [["1", "2"], ["3", "4"]]


def test_rows_keep_their_order_over_parts_and_chunks(tmp_path, monkeypatch):
    monkeypatch.setattr(columns, "ROWS_IN_PART", 2)
    monkeypatch.setattr(columns, "PARTS_IN_CHUNK", 2)
    raw = read(tmp_path, "ID,Income\n" + "".join(f"{n},{n * n}\n" for n in range(11)))
    assert rows_of(raw) == [[str(n), str(n * n)] for n in range(11)]
    assert raw.lines.tolist() == list(range(2, 13))


def test_founding_table(real_path):
    raw = read_table(real_path, names=NAMES)
    assert raw.cells.shape == (2240, 22)
    assert (raw.source.records, raw.source.non_data, raw.rejected) == (2240, 0, ())
    assert (raw.cells["Income"] == "").sum() == 24
    assert raw.lines[[0, -1]].tolist() == [2, 2241]
