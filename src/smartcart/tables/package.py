"""Look through the parts of a workbook before anything unpacks them into memory."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from smartcart.errors import DataError
from smartcart.tables.package_part import PackagePart
from smartcart.tables.source import Source
from smartcart.tables.wording import quoted

__all__ = ["Package", "check_zip"]

MEMBER_LIMIT = 1_000
UNPACKED_LIMIT = 500 << 20
UNPACKED_RATIO = 200
BLOCK = 1 << 20
SHEET = re.compile(rb'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"[^>]*?\b\w+:id="([^"]*)"')
RELATION = re.compile(rb"<Relationship\b[^>]*>")
ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]*)"')
DATES_1904 = re.compile(rb'\bdate1904="(?:1|true)"')


@dataclass
class Package:
    """What the parts of a workbook say that its cells do not.

    Attributes
    ----------
    uncached : dict of str to set of int
        Rows with a formula whose result is not stored, by the name of the sheet.
    dates_from_1904 : bool
        Whether serial dates count from 1904.
    """

    uncached: dict[str, set[int]] = field(default_factory=dict)
    dates_from_1904: bool = False


def check_zip(source: Source) -> Package:
    """Unpack every part once, in small blocks, and keep nothing of it.

    Raises
    ------
    DataError
        When the package is damaged, no workbook, unpacks to far more than a table needs,
        defines XML entities, or has a cell far away from all others.
    """
    try:
        with zipfile.ZipFile(source.stream) as package:
            return _check_parts(source, package)
    except DataError:
        raise
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        ValueError,
        zlib.error,
        EOFError,
        RuntimeError,
        OSError,  # a part that says it lies before the start of the file
    ):
        raise DataError(
            f"The Excel file {quoted(source.name)} is damaged or was not copied completely.",
            "Copy or save it again.",
        ) from None


def _check_parts(source: Source, package: zipfile.ZipFile) -> Package:
    members = package.infolist()
    if not any(member.filename.startswith("xl/") for member in members):
        raise DataError(
            f"The file {quoted(source.name)} looks like a zip archive, not an Excel workbook.",
            "Unpack it and give the table inside.",
        )
    declared = sum(member.file_size for member in members)
    limit = min(UNPACKED_LIMIT, UNPACKED_RATIO * source.size)
    if len(members) > MEMBER_LIMIT or declared > limit:
        raise _too_large(source, len(members), declared)
    unpacked, rows = 0, {}
    for member in members:
        part = PackagePart(source, member.filename)
        for block in _blocks(package, member):
            unpacked += len(block)
            # The declared size is a claim; this is what it is.
            if unpacked > limit:
                raise _too_large(source, len(members), unpacked)
            part.add(block)
        part.finish()
        rows[member.filename] = part.uncached
    return _described(package, rows)


def _blocks(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(member) as stream:
        while block := stream.read(BLOCK):
            yield block


def _described(package: zipfile.ZipFile, rows: dict[str, set[int]]) -> Package:
    """Give the rows of every part the name of its sheet."""
    names = set(package.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return Package()
    book = package.read("xl/workbook.xml")
    relations = {}
    for relation in RELATION.findall(package.read("xl/_rels/workbook.xml.rels")):
        attributes = dict(ATTRIBUTE.findall(relation))
        relations[attributes.get(b"Id", b"")] = attributes.get(b"Target", b"").decode()
    uncached = {}
    for name, key in SHEET.findall(book):
        target = relations.get(key, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        uncached[unescape(name.decode())] = rows.get(part, set())
    return Package(uncached, bool(DATES_1904.search(book)))


def _too_large(source: Source, parts: int, unpacked: int) -> DataError:
    return DataError(
        f"The Excel file {quoted(source.name)} has {parts:,} parts and unpacks from "
        f"{source.size:,} to {unpacked:,} bytes. Limits: {MEMBER_LIMIT:,} parts, "
        f"{UNPACKED_LIMIT:,} bytes and {UNPACKED_RATIO} times its size.",
        "Export the table as CSV.",
    )
