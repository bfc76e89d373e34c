"""Write made-up customers to an Excel file whose bytes do not depend on the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pyarrow as pa

from smartcart.errors import MissingExtraError

__all__ = ["MAX_CUSTOMERS", "write_excel"]

MAX_CUSTOMERS = 1_048_575  # rows of a sheet, less the header
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


class _TimelessZip(ZipFile):
    """An archive that says of each of its files that it is from 1980."""

    def open(self, name: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(name, ZipInfo):
            name.date_time = ZIP_EPOCH
        return super().open(name, *args, **kwargs)


def write_excel(sink: BinaryIO, tables: Iterator[pa.Table], schema: pa.Schema) -> None:
    """Write the tables to one sheet, row by row; a missing income is an empty cell.

    Raises
    ------
    MissingExtraError
        When openpyxl is not installed.
    """
    try:
        openpyxl = import_module("openpyxl")
        excel_writer = import_module("openpyxl.writer.excel").ExcelWriter
    except ImportError as error:
        raise MissingExtraError("Writing Excel files", "excel") from error
    book = openpyxl.Workbook(write_only=True)
    book.properties.created = book.properties.modified = datetime(*ZIP_EPOCH)
    _fill(book.create_sheet("customers"), tables, schema)
    with _TimelessZip(sink, "w", ZIP_DEFLATED) as archive:
        excel_writer(book, archive).save()


def _fill(sheet: Any, tables: Iterator[pa.Table], schema: pa.Schema) -> None:
    sheet.append(schema.names)
    try:
        for table in tables:
            for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
                sheet.append(row)
    finally:
        sheet.close()  # a sheet left open complains when it is thrown away
