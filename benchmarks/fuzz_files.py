"""Damaged files for the fuzz of the reader, each with what must come out of it.

A mutation knows what it touched. Everything it did not touch must be read as it is in the sound
table, or not at all: that is what makes a silently wrong reading visible, and not only a crash.
"""

from __future__ import annotations

import gzip
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import smartcart

__all__ = ["FORMS", "FuzzFile", "make_file"]

CUSTOMERS = 25
#: Pieces that mean something to a reader of tables.
TOKENS = [
    *(b",", b";", b"\t", b"|", b'"', b"'", b"\n", b"\r\n", b"\r", b"\x00", b"\xff\xfe", b"  "),
    *(b"ID", b"Income", b"Total", b"sep=;\n", b"$84,835.00 ", b"1.2E+10", b"#REF!", b"=1+1"),
    *("“".encode(), "é".encode("cp1252"), "\u202e".encode(), b"\xef\xbb\xbf", b"NA", b"-", b"#"),
    *(b"31-02-2014", b"2014-06-29", b"41806", b"9" * 30, b"1e309", b"inf", b"<script>", b"\\"),
    *(b'""', b'",', b'"\n', b"\n\n", b"\xc3", b"\xe2\x80", "\U0001f600".encode(), b"Year_Birth"),
]
#: Cells that real files hold and that a reader may trip over.
CELLS = [
    *("", " ", "NA", "None", "null", "-", "?", "#REF!", "#N/A", "####", "nan", "inf", "-Infinity"),
    *("1e309", "1e308", "1.2E+10", "8.4E+04", "9" * 30, "-1", "-0", "+5", "0", "00", "0007", "1.5"),
    *("84k", "(500)", "$84,835.00 ", "€ 1.234,50", "1,234", "1.234", "12,5", "84 835", "84835 USD"),
    *("£5", "50%", "1'234.5", "0x1F", "1_000", "١٢٣", "５７", "½", "yes", "Y", "true", "2", "1.0"),
    *("31-02-2014", "00-00-0000", "29/06/2014", "06/29/2014", "2014-06-29", "29.06.14", "41806"),
    *("29 Jun 2014", "Jun 29, 2014", "2014-06-29T10:00:00+02:00", "05-04-2014", "1899-12-31"),
    *("2999-01-01", "57", "1893", "2030", "29-06-1957", "Married ", "MARRIED", "Marrried", "YOLO"),
    *("a@b.example", "+49 30 1234567", '"', '""', "'", "“x”", 'say "hi"', "a,b", "a;b", "a\tb"),
    *("a|b", "line\nbreak", "cr\rhere", "=HYPERLINK(1)", "@x", "\u202eabc", "\u200b1", "\xa05"),
    *(
        "\ufeff7",
        "\x01",
        "é",
        "😀",
        "Ω",
        "<b>",
        "Total",
        "ID",
        "{{7*7}}",
        "\\",
        "\\n",
        "x" * 40_000,
    ),
]
_PIECES = [b"0", b"-1", b"9" * 20, b"", b"&#0;", b"&x;", b"<v>", b"</c>", b't="s"', b't="d"', b"e"]
#: A workbook holds no longer text in a cell (32,767 letters).
_LONGEST_CELL = 30_000


@dataclass
class FuzzFile:
    """A file, and which parts of the sound table were touched in making it.

    `ids` are customers of whom anything may have changed, `columns` names that may mean
    something else now; with `any` nothing is promised, with `strangers` new ids may have come up.
    """

    data: bytes
    ids: set[str] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    any: bool = False
    strangers: bool = False


@dataclass
class _Sheet:
    """A table while it is mutated: a header, and rows that remember which customer they are."""

    header: list[str]
    rows: list[list[str]]
    touched: FuzzFile


@cache
def sound_table() -> pd.DataFrame:
    """Return the customers that every file holds."""
    return smartcart.make_customers(CUSTOMERS, seed=0)


def make_file(form: str, generator: np.random.Generator) -> FuzzFile:
    """Return a damaged file of one of the `FORMS`; the same generator makes the same file."""
    return FORMS[form](generator)


def _text_bytes(generator: np.random.Generator) -> FuzzFile:
    """Flip, insert, cut and double bytes of a plain text file; whole lines stay as they were."""
    table = sound_table()
    sep = ",;"[int(generator.integers(2))]
    sound = table.to_csv(index=False, sep=sep).encode()
    data = _bytes(sound, generator)
    header, *lines = sound.splitlines()
    left = set(re.split(rb"\r\n|\r|\n", data))
    if header not in left:
        return FuzzFile(data, any=True)
    ids = {str(row) for row, line in zip(table["ID"], lines, strict=True) if line not in left}
    return FuzzFile(data, ids=ids, strangers=True)


def _packed_bytes(generator: np.random.Generator) -> FuzzFile:
    """Damage bytes of forms in which one byte may change everything."""
    return FuzzFile(_bytes(_one(_packed_files(), generator), generator), any=True)


@cache
def _packed_files() -> list[bytes]:
    table = sound_table()
    text, parquet = table.to_csv(index=False), BytesIO()
    table.to_parquet(parquet, index=False)
    return [
        text.replace("\n", "\r\n").encode("utf-16"),
        text.replace(",", ";").encode("utf-8-sig"),
        table.to_csv(index=False, sep="\t", quoting=1).encode(),
        gzip.compress(text.encode(), mtime=0),
        _sound_workbook(),
        parquet.getvalue(),
    ]


@cache
def _sound_workbook() -> bytes:
    stream = BytesIO()
    sound_table().to_excel(stream, index=False)
    return _without_clock(stream.getvalue())


def _without_clock(workbook: bytes) -> bytes:
    """Take the time of writing out of a workbook, so that the same number makes the same file."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = re.sub(rb"20\d\d-\d\d-\d\dT[\d:]+Z", b"2020-01-01T00:00:00Z", old.read(name))
            new.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _bytes(base: bytes, generator: np.random.Generator) -> bytes:
    """Return a copy with 1 to 8 changes: bytes flipped, pieces put in, cut out or doubled."""
    data = bytearray(base)
    for _ in range(int(generator.integers(1, 9))):
        at = int(generator.integers(0, len(data) + 1))
        until = min(len(data), at + int(generator.integers(1, 40)))
        kind = generator.integers(0, 5)
        if kind == 0 and at < len(data):
            data[at] ^= 1 << int(generator.integers(0, 8))
        elif kind == 1:
            data[at:at] = _one(TOKENS, generator)
        elif kind == 2:
            del data[at:until]
        elif kind == 3:
            data[at:at] = data[at:until]
        elif generator.random() < 0.1:
            del data[at:]
    return bytes(data)


def _dialects(generator: np.random.Generator) -> FuzzFile:
    """Change cells, rows and names, and write the table in one of many dialects."""
    sheet = _mutated(generator)
    sep = _one([",", ";", "\t", "|"], generator)
    always = generator.random() < 0.3
    text = "\n".join(sep.join(_cell(c, sep, always) for c in row) for row in _all_rows(sheet))
    text += "\n" * int(generator.random() < 0.8)
    if generator.random() < 0.2:
        text = _one([f"sep={sep}\n", "Report of May\n\n", "# export\n", "\n"], generator) + text
    newline = _one(["\n", "\r\n", "\r"], generator)
    coding = _one(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"], generator)
    data = text.replace("\n", newline).encode(coding, errors="ignore")
    sheet.touched.data = gzip.compress(data, mtime=0) if generator.random() < 0.1 else data
    return sheet.touched


def _cell(cell: str, sep: str, always: bool) -> str:
    special = always or any(letter in cell for letter in f'{sep}"\n\r')
    return '"' + cell.replace('"', '""') + '"' if special else cell


def _all_rows(sheet: _Sheet) -> list[list[str]]:
    return [sheet.header, *sheet.rows]


def _mutated(generator: np.random.Generator) -> _Sheet:
    table = sound_table()
    header, rows = list(table.columns), table.astype("str").to_numpy().tolist()
    rows = [["" if cell == "nan" else cell for cell in row] for row in rows]
    sheet = _Sheet(header, rows, FuzzFile(b""))
    for _ in range(int(generator.integers(1, 7))):
        change = _one([_change_cell, _change_cell, _change_column, _change_rows, _change_names,
                       _write_amounts], generator)  # fmt: skip
        change(sheet, generator)
    return sheet


def _change_cell(sheet: _Sheet, generator: np.random.Generator) -> None:
    row = sheet.rows[int(generator.integers(len(sheet.rows)))]
    if not row:
        return
    place = int(generator.integers(len(row)))
    _touch(sheet, row)
    row[place] = str(_one(CELLS, generator))
    _touch(sheet, row)


def _touch(sheet: _Sheet, row: list[str]) -> None:
    """Promise nothing more of the customer in this row, under whatever id it goes now."""
    places = [i for i, name in enumerate(sheet.header) if _is_id(name)]
    sheet.touched.ids.update(row[place].strip() for place in places if place < len(row))


def _is_id(name: str) -> bool:
    return name.strip().casefold() == "id"


def _change_column(sheet: _Sheet, generator: np.random.Generator) -> None:
    """Put one kind of cell into many rows of a column."""
    place = int(generator.integers(len(sheet.header) + 1)) - 1
    if place < 1:
        return
    cells = [_one(CELLS, generator) for _ in range(int(generator.integers(1, 3)))]
    share = generator.random()
    name = sheet.header[place]
    sheet.touched.columns.add(name)
    sheet.touched.strangers |= _is_id(name)
    for row in sheet.rows:
        if len(row) > place and generator.random() < share:
            row[place] = str(_one(cells, generator))


def _change_rows(sheet: _Sheet, generator: np.random.Generator) -> None:
    at, other = (int(each) for each in generator.integers(0, len(sheet.rows), 2))
    row = sheet.rows[at]
    kind = int(generator.integers(7))
    if kind == 0 and len(sheet.rows) > 2:
        del sheet.rows[at]
    elif kind == 1:
        sheet.rows.insert(other, list(row))
    elif kind == 2:
        sheet.rows.insert(at, [""] * int(generator.integers(0, len(row) + 1)))
    elif kind == 3:
        sheet.rows.insert(at, list(sheet.header))
    elif kind == 4:
        sheet.rows.append(["Total", *[""] * (len(row) - 2), "99999"])
    elif kind == 5:
        _touch(sheet, row)
        del row[int(generator.integers(len(row) + 1)) :]
        row.append("")
    else:
        _touch(sheet, row)
        row.insert(int(generator.integers(len(row) + 1)), str(_one(CELLS, generator)))
        _touch(sheet, row)


def _change_names(sheet: _Sheet, generator: np.random.Generator) -> None:
    if len(sheet.header) < 2:
        return
    place = int(generator.integers(len(sheet.header)))
    name = sheet.header[place]
    kind = int(generator.integers(5))
    if kind == 0:
        sheet.header[place] = _one([f" {name} ", name.upper(), name.replace("_", " ")], generator)
        return
    if kind == 1:
        order = generator.permutation(len(sheet.header))
        if all(len(row) == len(sheet.header) for row in sheet.rows):
            sheet.header[:] = [sheet.header[i] for i in order]
            for row in sheet.rows:
                row[:] = [row[i] for i in order]
        return
    sheet.touched.any |= kind == 4 or _is_id(name)
    sheet.touched.columns.add(name)
    if kind == 2:
        sheet.header[place] = str(
            _one(["", "Notes", "ID", "Income", "x" * 300, "\u202e"], generator)
        )
        sheet.touched.columns.add(sheet.header[place])
    elif kind == 3 and all(len(row) == len(sheet.header) for row in sheet.rows):
        del sheet.header[place]
        for row in sheet.rows:
            del row[place]
    elif kind == 4:
        del sheet.header[place:]


def _write_amounts(sheet: _Sheet, generator: np.random.Generator) -> None:
    """Write a column of money as people do; its values stay what they are."""
    names = [name for name in sheet.header if name.startswith(("Mnt", "Income"))]
    if not names:
        return
    place = sheet.header.index(str(_one(names, generator)))
    form = _one(["${:,.2f} ", "€ {:,.2f}", "{:,.2f} USD", "{:.1f}", "{:,.0f}.00"], generator)
    swap = generator.random() < 0.4
    for row in sheet.rows:
        if len(row) > place and re.fullmatch(r"\d+(\.\d+)?", row[place]):
            text = str(form).format(float(row[place]))
            row[place] = text.translate(str.maketrans(",.", ".,")) if swap else text


def _workbook_cells(generator: np.random.Generator) -> FuzzFile:
    """Change cells of a workbook, some of them to numbers, dates and truth values."""
    from openpyxl import Workbook

    sheet = _mutated(generator)
    book = Workbook()
    page = book.active
    sheet.touched.any |= generator.random() < 0.3
    for row in _all_rows(sheet):
        page.append([_typed(cell, generator, sheet.touched.any) for cell in row])
    if generator.random() < 0.2:
        book.create_sheet("Notes").append(["ID", "remark"])
    sheet.touched.ids.update([each[:_LONGEST_CELL] for each in sheet.touched.ids])
    stream = BytesIO()
    book.save(stream)
    sheet.touched.data = _without_clock(stream.getvalue())
    return sheet.touched


def _typed(cell: str, generator: np.random.Generator, wild: bool) -> object:
    if wild and generator.random() < 0.02:
        return _one(
            [True, False, pd.Timestamp("2014-05-04").to_pydatetime(), 1e300, -1.5], generator
        )
    if re.fullmatch(r"[1-9]\d{0,14}|0", cell):
        return int(cell)
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", cell)[:_LONGEST_CELL] or None


def _workbook_parts(generator: np.random.Generator) -> FuzzFile:
    """Damage the XML inside a workbook and pack it again, so that the zip file is sound."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(_sound_workbook())) as sound,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        names = sound.namelist()
        victim = str(_one([*names, *["xl/worksheets/sheet1.xml"] * 10], generator))
        for name in names:
            part = sound.read(name)
            if name == victim:
                part = _xml(part, generator)
            if name != victim or generator.random() > 0.02:
                new.writestr(zipfile.ZipInfo(name), part)
    return FuzzFile(out.getvalue(), any=True)


def _xml(part: bytes, generator: np.random.Generator) -> bytes:
    if generator.random() < 0.3:
        return _bytes(part, generator)
    for _ in range(int(generator.integers(1, 6))):
        spots = list(re.finditer(rb'>([^<>]+)<|="([^"]*)"|</?[a-zA-Z]+', part))
        if not spots:
            break
        spot = spots[int(generator.integers(len(spots)))]
        group = next((g for g in (1, 2) if spot[g] is not None), 0)
        piece = _one([*_PIECES, *TOKENS], generator)
        part = part[: spot.start(group)] + bytes(piece) + part[spot.end(group) :]
    return part


def _parquet_types(generator: np.random.Generator) -> FuzzFile:
    """Store columns in types that hold the same values, or in some that hold other things."""
    table = sound_table()
    columns, touched = {}, FuzzFile(b"")
    for name in table:
        array = pa.Array.from_pandas(table[name])
        columns[name] = array
        if generator.random() < 0.15:
            kind = int(generator.integers(9))
            columns[name] = _recast(array, kind)
            if kind >= 5:
                touched.columns.add(name)
                touched.any |= name in ("ID", "Dt_Customer", "Year_Birth")
    stream = BytesIO()
    pq.write_table(pa.table(columns), stream)
    touched.data = stream.getvalue()
    return touched


def _recast(array: pa.Array, kind: int) -> pa.Array:
    same: list[Callable[[], pa.Array]] = [
        lambda: array.cast(pa.string()),
        lambda: array.cast(pa.large_string()),
        lambda: array.dictionary_encode(),
        lambda: array.cast(pa.int32()),
        lambda: array.cast(pa.decimal128(20, 2)),
    ]
    other: list[Callable[[], pa.Array]] = [
        lambda: pa.array([[1, 2]] * len(array)),
        lambda: pa.array([{"a": 1}] * len(array)),
        lambda: pa.array([b"\xff\x00"] * len(array)),
        lambda: pa.array([True, None] * len(array))[: len(array)],
    ]
    try:
        return [*same, *other][kind]()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return array


def _one(choices: list, generator: np.random.Generator):
    return choices[int(generator.integers(len(choices)))]


FORMS = {
    "text, bytes": _text_bytes,
    "packed, bytes": _packed_bytes,
    "text, cells and dialects": _dialects,
    "workbook, cells": _workbook_cells,
    "workbook, XML": _workbook_parts,
    "parquet, types": _parquet_types,
}
