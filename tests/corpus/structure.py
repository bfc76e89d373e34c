"""Files with one oddity each: cases 1 to 59, what a file is and how it is laid out."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import os
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.corpus.table import EDUCATION, HEADER, INCOME, ROWS, Case, clean_rows
from tests.corpus.write import book, exchanged, text, typed

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


CLEAN = text()
LINES = CLEAN.splitlines(keepends=True)


def with_cell(row: int, column: int, cell: str) -> list[list[str]]:
    """Return the rows with one cell replaced."""
    rows = [list(each) for each in ROWS]
    rows[row][column] = cell
    return rows


def with_column(column: int, change: Callable[[str], str]) -> list[list[str]]:
    """Return the rows with one column changed."""
    return [[*row[:column], change(row[column]), *row[column + 1 :]] for row in ROWS]


def inserted(place: int, *lines: str) -> bytes:
    """Return the text with lines put before the line of that place (0 is the header)."""
    return "".join([*LINES[:place], *(f"{line}\n" for line in lines), *LINES[place:]]).encode()


def repacked(package: bytes, change: dict[str, Callable[[bytes], bytes]]) -> bytes:
    """Return a workbook with some of its parts rewritten."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change[name](data) if name in change else data)
    return out.getvalue()


def with_parts(package: bytes, parts: dict[str, bytes]) -> bytes:
    """Return a workbook with more parts."""
    out = io.BytesIO(package)
    with zipfile.ZipFile(out, "a") as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return out.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


def lying() -> bytes:
    """Return a workbook whose package understates the size of its sheet."""
    package = bytearray(zipped({"xl/worksheets/sheet1.xml": b"<c>" * 3_000_000}))
    size = (9_000_000).to_bytes(4, "little")
    for _ in range(2):
        at = package.index(size)
        package[at : at + 4] = (100).to_bytes(4, "little")
    return bytes(package)


def far_cell(workbook: Any) -> None:
    workbook.active["XFD1048576"] = 1


def hidden(workbook: Any) -> None:
    sheet = workbook.active
    sheet.row_dimensions[5].hidden = True
    sheet.auto_filter.ref = "A1:V41"
    sheet.merge_cells("X1:Y1")


def formula(workbook: Any) -> None:
    workbook.active.cell(2, INCOME + 1).value = "=40000+40240"


def at_1904(workbook: Any) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    workbook.epoch = CALENDAR_MAC_1904


def dangling(path: Path) -> None:
    path.symlink_to(path.with_name("gone.csv"))


def beyond_the_limit(path: Path) -> None:
    """Make a file of more than 2 GB that takes no room on the disk."""
    path.write_text(CLEAN)
    os.truncate(path, (2 << 30) + 1)


def being_written(path: Path) -> Callable[[], None]:
    """Go on writing a file for as long as it is looked at."""
    path.write_text(text(ROWS * 100))
    stop = threading.Event()

    def write() -> None:
        with path.open("a") as file:
            while not stop.wait(0.001):
                file.write(LINES[1])
                file.flush()

    writer = threading.Thread(target=write, daemon=True)
    writer.start()

    def end() -> None:
        stop.set()
        writer.join()

    return end


LEGACY = (
    text(with_cell(0, EDUCATION, "2n Cycle"))
    .replace("\n", ",Café\n")
    .replace("Response,Café", "Response,Notes", 1)
)
MODERN = LEGACY.encode().splitlines(keepends=True)
MIXED = b"".join(
    line.decode().encode("cp1252") if place in (3, 5) else line for place, line in enumerate(MODERN)
)
SEMI = text(with_column(INCOME, lambda v: f"{v},00"), ";")
TOTAL = "Total" + "," * (len(HEADER) - 1)
UNITS = ",".join("text" if name in ("Education", "Marital_Status") else "EUR" for name in HEADER)
NOTED = [*HEADER, "Notes"]
COUNTED = [f"c{n}" for n in range(10_000)]


def noted(first: str, others: str = "x") -> list[list[str]]:
    """Return the rows with a column of notes, which the check ignores."""
    return [[*ROWS[0], first], *([*row, others] for row in ROWS[1:])]


def wide(delimiter: str = ",", end: str = "\n", first: str = "x", others: str = "x") -> bytes:
    return text(noted(first, others), delimiter, end, NOTED).encode()


CASES = [
    Case(1, "no bytes", b"", "refuse", r"empty \(0 bytes\)"),
    Case(2, "only blanks", b"\n  \n\r\n", "refuse", "only blank lines"),
    Case(3, "header only", LINES[0].encode(), "refuse", "header but no customers"),
    Case(4, "byte order mark", codecs.BOM_UTF8 + CLEAN.encode(), "ok"),
    Case(5, "utf-16", CLEAN.encode("utf-16"), "ok"),
    Case(5, "utf-16 big end", codecs.BOM_UTF16_BE + CLEAN.encode("utf-16-be"), "ok"),
    Case(6, "utf-16-le without mark", CLEAN.encode("utf-16-le"), "ok", note="UTF-16 without"),
    Case(6, "utf-16-be without mark", CLEAN.encode("utf-16-be"), "ok", note="UTF-16 without"),
    Case(7, "cp1252", LEGACY.encode("cp1252"), "repair", note="decoded as cp1252, 40 lines"),
    Case(8, "mixed encodings", MIXED, "repair", note=r"cp1252, the others .*\(lines 4, 6\)"),
    Case(
        9,
        "no text in a line",
        CLEAN.encode().replace(b"2n Cycle", b"2n\xff\xfe", 1),
        "quarantine",
        lost=(0,),
        note=r"no text: 1 line \(line 2\)",
    ),
    Case(10, "workbook named csv", book({"Data": typed()}), "ok"),
    Case(
        10,
        "dates next to text",
        book({"Data": [HEADER, *([int(c) if c.isdigit() else c for c in row] for row in ROWS)]}),
        "ok",
    ),
    Case(
        10,
        "day and month exchanged in date cells",
        book({"Data": [HEADER, *(exchanged(row) for row in typed()[1:])]}),
        "repair",
    ),
    Case(11, "csv named xlsx", CLEAN.encode(), "ok", file="customers.xlsx"),
    Case(12, "damaged xls", OLE + bytes(2_000), "refuse", "is damaged"),
    Case(13, "several sheets", book({"Notes": [["made", "by"]], "Data": typed()}), "ok"),
    Case(13, "two candidates", book({"May": typed(), "June": typed()}), "refuse", "'May', 'June'"),
    Case(14, "hidden rows and merged cells", book({"Data": typed()}, hidden), "ok"),
    Case(14, "formula without value", book({"Data": typed()}, formula), "quarantine", lost=(0,)),
    Case(
        14,
        "title and total",
        book({"Data": [["Report"], [], *typed(), ["Total", 5]]}),
        "ok",
        non_data=3,
        note="above the header: 1 row",
    ),
    Case(
        14,
        "macros and external links",
        with_parts(
            book({"Data": typed()}),
            {"xl/vbaProject.bin": OLE, "xl/externalLinks/externalLink1.xml": b"<externalLink/>"},
        ),
        "ok",
    ),
    Case(14, "dates from 1904", book({"Data": typed()}, at_1904), "ok"),
    Case(
        15,
        "password",
        OLE + bytes(99) + "EncryptedPackage".encode("utf-16-le"),
        "refuse",
        "password-protected",
    ),
    Case(
        16,
        "zip bomb",
        zipped({"xl/worksheets/sheet1.xml": bytes(20_000_000)}),
        "refuse",
        "unpacks from",
    ),
    Case(16, "lying zip bomb", lying(), "refuse", "damaged|unpacks from"),
    Case(16, "many members", zipped({f"xl/{n}": b"" for n in range(1_001)}), "refuse", "1,001 p"),
    Case(16, "far out cell", book({"Data": typed()}, far_cell), "refuse", "16,384 columns"),
    Case(
        17,
        "entity bomb",
        repacked(
            book({"Data": typed()}),
            {"xl/workbook.xml": lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml},
        ),
        "refuse",
        "XML entities",
    ),
    Case(18, "gzip", gzip.compress(CLEAN.encode()), "ok", note="unpacked from gzip"),
    Case(18, "gzip bomb", gzip.compress(bytes(20 << 20)), "refuse", "unpacks to more than"),
    Case(
        18,
        "gzip cut off",
        gzip.compress(CLEAN.encode())[:-40],
        "refuse",
        "damaged or incomplete",
    ),
    Case(19, "pdf", b"%PDF-1.7\n", "refuse", "PDF"),
    Case(19, "random bytes", bytes(range(1, 256)) * 40, "refuse", "binary"),
    Case(20, "web page", b"<!DOCTYPE html><html>", "refuse", "web page"),
    Case(21, "json", json.dumps([{"ID": 1}]).encode(), "refuse", "JSON"),
    Case(21, "json lines", b'{"ID": 1}\n{"ID": 2}\n', "refuse", "JSON"),
    Case(21, "json in 100,000 levels", b"[" * 100_000 + b"]" * 100_000, "refuse", "JSON"),
    Case(22, "above the limit", beyond_the_limit, "refuse", "2,147,483,648 bytes"),
    Case(23, "folder", lambda path: path.mkdir(), "refuse", "The folder .* holds no"),
    Case(23, "pipe", lambda path: os.mkfifo(path), "refuse", "device or a pipe"),
    Case(23, "dangling link", dangling, "refuse", "There is no file"),
    Case(24, "being written", being_written, "refuse", "changed while it was read"),
    Case(25, "truncated", CLEAN[:-30].encode(), "refuse", r"middle of a row \(line 41\)"),
    Case(26, "no last line end", CLEAN[:-1].encode(), "ok"),
    Case(27, "odd file name", CLEAN.encode(), "ok", file="-a b\né.csv"),
    Case(28, "semicolon and decimal comma", SEMI.encode(), "ok"),
    Case(29, "tabs", text(delimiter="\t").encode(), "ok"),
    Case(29, "bars", text(delimiter="|").encode(), "ok"),
    Case(29, "spaces", text(delimiter="   ").encode(), "ok"),
    Case(30, "sep line", b"sep=;\r\n" + text(delimiter=";", end="\r\n").encode(), "ok"),
    Case(31, "comma and space", text(delimiter=", ").encode(), "ok"),
    Case(31, "comma space quotes", wide(", ", first='"a, b"'), "ok"),
    Case(32, "quoted newlines", wide(first='"a\nb"', others='"c\r\nd"'), "ok"),
    Case(33, "quote never closed", wide(first='"a'), "refuse", "opens on line 2"),
    Case(33, "quote never closed at the end", wide()[:-2] + b'"a\n', "refuse", "on line 41"),
    Case(
        33,
        "quote never closed among quoted",
        wide(first='"a', others='"b"'),
        "refuse",
        "opens on line 2",
    ),
    Case(
        33,
        "row swallowed",
        wide(first='"a').replace(b",x\n", b',x"\n', 1),
        "refuse",
        "opens on line 2",
    ),
    Case(
        34,
        "inner quotes",
        wide(first='"Cafe "De Tuin""'),
        "repair",
        note=r"quotes inside quoted cells: 1 row \(line 2\)",
    ),
    Case(
        34, "inner quotes that do not fit", wide(first='"Cafe "De", Tuin"'), "quarantine", lost=(0,)
    ),
    Case(35, "apostrophes", text(noted("'a, b'", "'c'"), header=NOTED).encode(), "ok"),
    Case(35, "backslash", wide(first='"Cafe \\"De, Tuin\\""'), "repair", note="quotes inside"),
    Case(35, "backslash before comma", wide(first="Tuin\\, De"), "repair", note="backslash"),
    Case(
        36,
        "curly quotes",
        text(with_column(EDUCATION, lambda v: f"“{v}”")).encode(),
        "repair",
        note="curly quotes read as quotes: 40 cells",
    ),
    Case(36, "curly quotes around comma", wide(first="“a, b”"), "repair", note="curly .*: 1 cell"),
    Case(
        37,
        "short row",
        "".join([LINES[0], "7817,1981,x\n", *LINES[2:]]).encode(),
        "quarantine",
        lost=(0,),
    ),
    Case(
        38, "long row", CLEAN.replace("\n7817", "\n7817,1,2,3", 1).encode(), "quarantine", lost=(0,)
    ),
    Case(
        39,
        "money without quotes",
        text(with_cell(0, INCOME, "$80,240.00")).encode(),
        "repair",
        note="cut at its comma",
    ),
    Case(
        39,
        "money in every row",
        text(with_column(INCOME, lambda v: f"${int(v):,}.00")).encode(),
        "repair",
        note="40 rows",
    ),
    Case(
        39,
        "number without currency",
        text(with_cell(0, INCOME, "80,240.00")).encode(),
        "quarantine",
        lost=(0,),
    ),
    Case(40, "trailing commas", text(end=",\n").encode(), "ok", note="no name and no cells"),
    Case(
        41,
        "trailing commas on data",
        LINES[0].encode() + text(end=",\n").encode().split(b"\n", 1)[1],
        "repair",
        note="a delimiter more than the header .* 40 rows",
    ),
    Case(42, "blank lines", inserted(5, "", "   "), "ok", non_data=2),
    Case(43, "returns", text(end="\r").encode(), "ok"),
    Case(
        43,
        "mixed line ends",
        b"".join(
            line.encode().rstrip() + end
            for line, end in zip(LINES, [b"\n", b"\r\n", b"\r"] * 20, strict=False)
        ),
        "ok",
    ),
    Case(
        44,
        "title",
        inserted(0, "Report: customers", "", "# made in May", "#"),
        "ok",
        non_data=4,
        note=r"above the header: 3 rows \(lines 1, 3, 4\)",
    ),
    Case(45, "units", inserted(1, UNITS), "ok", non_data=1, note="units .*line 2"),
    Case(45, "group header above", inserted(0, "Person,,,,Money" + "," * 17), "ok", non_data=1),
    Case(
        46,
        "repeated header",
        inserted(20, LINES[0].strip()),
        "ok",
        non_data=1,
        note="header repeated: 1 row .line 21",
    ),
    Case(
        46, "repeated header in capitals", inserted(20, LINES[0].strip().upper()), "ok", non_data=1
    ),
    Case(47, "total", inserted(41, TOTAL), "ok", non_data=1, note="at the end: 1 row .line 42"),
    Case(47, "total in short row", inserted(41, "", "Gesamt,123"), "ok", non_data=2),
    Case(47, "total without line end", inserted(41, "Sum,123")[:-1], "ok", non_data=1),
    Case(47, "count line", inserted(41, "40 rows"), "ok", non_data=1),
    Case(47, "remark", inserted(41, "", "Exported by the shop"), "ok", non_data=2),
    Case(
        48,
        "second table of known names",
        inserted(41, "", "ID,Income,Recency", "1,2,3"),
        "refuse",
        "second table begins on line 43",
    ),
    Case(
        48,
        "second table of other names",
        inserted(41, "", "Shop,City", "1,2"),
        "refuse",
        "second table begins on line 43",
    ),
    Case(
        48,
        "second table of the same width",
        inserted(41, ",".join(reversed(HEADER)), ",".join(reversed(ROWS[0]))),
        "refuse",
        "second table begins on line 42",
    ),
    Case(49, "no header", "".join(LINES[1:]).encode(), "refuse", "No header .*Known names: 'ID'"),
    Case(
        49,
        "header far down",
        "".join([*LINES[1:4], LINES[0], *LINES[4:]]).encode(),
        "refuse",
        "3 rows above the header .line 4",
    ),
    Case(
        50,
        "name twice",
        text(header=[*HEADER[:-1], "Income"]).encode(),
        "refuse",
        "stands twice .* columns 5 and 22",
    ),
    Case(
        51,
        "names spelled otherwise",
        text(header=[f"\ufeff {name.upper().replace('_', ' ')}\xa0" for name in HEADER]).encode(),
        "ok",
    ),
    Case(
        51,
        "two names for one column",
        text(header=[*HEADER[:-1], "income "]).encode(),
        "refuse",
        "claim to be 'Income': 'Income', 'income'",
        written=[dict(zip(HEADER[:-1], row, strict=False)) for row in ROWS],
    ),
    Case(
        52,
        "required column missing",
        text([row[:9] + row[15:] for row in ROWS], header=HEADER[:9] + HEADER[15:]).encode(),
        "refuse",
        "MntWines",
        written=[
            {name: cell for name, cell in row.items() if not name.startswith("Mnt")}
            for row in clean_rows()
        ],
    ),
    Case(53, "extra column", wide(first="a@b.c"), "ok"),
    Case(54, "other order", text([row[::-1] for row in ROWS], header=HEADER[::-1]).encode(), "ok"),
    Case(
        55,
        "many columns",
        text([[*row, *["1"] * 10_000] for row in ROWS], header=[*HEADER, *COUNTED]).encode(),
        "refuse",
        "10,022 columns",
        written=clean_rows(),
    ),
    Case(55, "long line", CLEAN.encode() + b"9," * 600_000, "refuse", "Line 42 .* longer"),
    Case(56, "comment inside", inserted(5, "# checked"), "quarantine", more_aside=1),
    Case(
        57,
        "nul bytes",
        CLEAN.replace("PhD", "Ph\0D", 3).encode(),
        "repair",
        note="3 invisible or control characters removed in 3 lines",
    ),
    Case(
        58,
        "invisible letters",
        CLEAN.replace("PhD", "\u200bPh\u202eD\x07", 1).encode(),
        "repair",
        note="3 invisible or control characters removed in 1 line",
    ),
    Case(
        59,
        "lone surrogate",
        CLEAN.encode().replace(b"2n Cycle", b"2n\xed\xa0\x80", 1),
        "quarantine",
        lost=(0,),
    ),
]
