"""Read a list of customer ids: one on each line, with a header or without."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from itertools import chain

from smartcart.customers import Column, Schema, known_names
from smartcart.customers.columns import plain_name
from smartcart.tables.inert import undo_inert
from smartcart.tables.source import open_source
from smartcart.tables.text import decoded, survey_text

__all__ = ["read_id_list"]

_DELIMITERS = ",;\t|"
_QUOTE = '"'
_HEADERS = ("id", "ids", "customer", "customers", "customer_id", "customer_ids")


def read_id_list(path: str | os.PathLike[str], column: Column) -> frozenset[str]:
    """Read the ids of a text or CSV file.

    The first cell of a line is an id; blanks around it, and an apostrophe that made it
    harmless in a spreadsheet, do not belong to it. A first line that names the id is a header.

    Parameters
    ----------
    path : path-like
        Plain or gzipped, in any encoding that tables are read in.
    column : Column
        The column of the ids: its names are known as headers.

    Raises
    ------
    DataError
        When the file is missing, empty, or no text.
    """
    with open_source(path) as source, decoded(source.stream, survey_text(source)) as text:
        ids = list(_first_cells(text))
    headers = {plain_name(name) for name in (*known_names(Schema((column,))), *_HEADERS)}
    if ids and plain_name(ids[0]) in headers:
        ids = ids[1:]
    return frozenset(undo_inert(each) for each in ids)


def _first_cells(lines: Iterator[str]) -> Iterator[str]:
    """Return the first cell of every line, each read by itself.

    A quote that nobody closed then hides no line: every id missed would be contacted.
    """
    first = next(lines, "")
    delimiter = next((each for each in _DELIMITERS if each in first), ",")
    for line in chain([first], lines):
        cell = line.strip().partition(delimiter)[0]
        if line.lstrip().startswith(_QUOTE):
            cell = next(csv.reader([line.strip()], delimiter=delimiter), [""])[0]
        if cell.strip():
            yield cell.strip()
