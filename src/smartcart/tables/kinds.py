"""What a file is, by its first bytes; never by its name."""

from __future__ import annotations

import codecs
import re
from typing import Literal

from smartcart.errors import DataError
from smartcart.tables.source import GZIP, Source
from smartcart.tables.wording import quoted

__all__ = ["OLE", "Kind", "recognise"]

Kind = Literal["excel", "parquet", "text"]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = 1024

TABLES: dict[bytes, Kind] = {
    b"PK\x03\x04": "excel",
    b"PK\x05\x06": "excel",
    OLE: "excel",
    b"PAR1": "parquet",
}
AGAIN = "Export the table as CSV (UTF-8), Excel or Parquet, and give that file."
OTHERS: dict[bytes, str] = {
    b"%PDF": "a PDF document",
    b"\x89PNG\r\n": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF87a": "a GIF picture",
    b"GIF89a": "a GIF picture",
    b"PARE": "an encrypted Parquet file",
    b"SQLite format 3\x00": "an SQLite database",
    b"7z\xbc\xaf": "a 7z archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a zstandard archive",
    GZIP: "a gzip file inside a gzip file",
}
ADDRESSES = {
    f"{kind} database": f"Give its address, {scheme}:///FILE, and --table NAME."
    for kind, scheme in (("an SQLite", "sqlite"), ("a DuckDB", "duckdb"))
}
PAGE = re.compile(r"<(!doctype html|html|head|body|table|meta|script)\b", re.IGNORECASE)
# A header such as [ID],[Income] is no JSON: there, a bracket is followed by a value.
JSON = re.compile(r'\{\s*["}]|\[\s*(["\[\]{\d-]|true|false|null)')


def recognise(source: Source) -> Kind:
    """Return which reader a file belongs to, leaving its stream at the start.

    Raises
    ------
    DataError
        When the content is something else than a table; the message names what.
    """
    head = source.stream.read(HEAD)
    source.stream.seek(0)
    for magic, kind in TABLES.items():
        if head.startswith(magic):
            return kind
    other = next((what for magic, what in OTHERS.items() if head.startswith(magic)), "")
    other = "a DuckDB database" if head[8:12] == b"DUCK" else other
    if other := other or _other_text(head):
        step = ADDRESSES.get(other, AGAIN)
        raise DataError(f"The file {quoted(source.name)} looks like {other}, not a table.", step)
    return "text"


def _other_text(head: bytes) -> str:
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if wide else "utf-8-sig", errors="replace").lstrip()
    if PAGE.match(text):
        return "a web page (HTML)"
    if text.startswith("<?xml"):
        return "an XML file"
    return "JSON" if JSON.match(text) else ""
