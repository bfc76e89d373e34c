"""The fast way to read a text table in which nothing can be misread.

Most exports are plain: ASCII, no quotes, every line as wide as the header. For those the lines
need not be looked at one by one, once it is certain that the file is of that kind. Whatever is
not certain here is left to the careful reader, which gives the same cells for plain files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
from numpy.typing import NDArray

from smartcart.customers.raw import RawTable, SourceFacts
from smartcart.tables.header import check_header, clean_header, count_known
from smartcart.tables.source import Source

__all__ = ["read_plain"]

_DELIMITERS = ",;\t|"
_NEWLINE, _RETURN, _SPACE = 10, 13, 32
#: Letters by which a line could mean something else than it seems: quotes, escapes, currency
#: signs (whose thousands may stand in a cell of their own) and comments.
_SUSPICIOUS = b"\"'\\$#"
_BLOCK = 1 << 20
#: Below this size the careful reader is as quick.
_SMALL = 1 << 20
#: So much of the file tells which columns repeat their texts.
_SAMPLE = 1 << 18
_ENDS = 3


def read_plain(source: Source, names: Collection[str]) -> RawTable | None:
    """Read a plain text table, or return None where the careful reader is needed.

    Plain means: ASCII without quotes, escapes, currency or control characters; the first line
    is a header with at least two known names, none repeated, and stands there once; every line
    has as many cells as the header and none is blank; the first and last rows hold numbers
    where the rows beside them do. So there is no preamble, no units row, no total, nothing to
    repair and nothing to set aside.

    Parameters
    ----------
    source : Source
        An open text file; it is left at its start when None is returned.
    names : collection of str
        Column names and aliases that the caller knows.
    """
    if source.size < _SMALL or not names:
        return None
    data = source.stream.read()
    source.stream.seek(0)
    header_end = data.find(b"\n")
    delimiter, header = _header(data[: max(header_end, 0)], names)
    if not header or not _is_plain(data, header_end, delimiter, len(header)):
        return None
    check_header(header, f"line 1 of '{source.name}'")
    cells = _cells(data, header, delimiter)
    if cells is None or not _ends_look_alike(cells):
        return None
    lines = np.arange(2, len(cells) + 2, dtype=np.int64)
    newline = "CRLF" if data[header_end - 1] == _RETURN else "LF"
    facts = SourceFacts(
        source.name,
        "csv",
        source.sha256,
        encoding="utf-8",
        dialect={"delimiter": delimiter, "quote": '"', "newline": newline},
        records=len(cells),
        notes=source.notes,
    )
    return RawTable(cells, lines, facts)


def _header(line: bytes, names: Collection[str]) -> tuple[str, list[str]]:
    """Return the delimiter that gives most known names, and these names; none when unsure."""
    if not line.isascii():
        return "", []
    text = line.decode("ascii").rstrip("\r")
    split = {each: clean_header(text.split(each)) for each in _DELIMITERS}
    delimiter = max(split, key=lambda each: count_known(split[each], names))
    header = split[delimiter]
    plain = all(header) and count_known(header, names) >= 2
    return (delimiter, header) if plain else ("", [])


def _is_plain(data: bytes, header_end: int, delimiter: str, width: int) -> bool:
    """Say whether every line has `width` cells and no letter needs a second look."""
    if any(bytes([letter]) in data for letter in _SUSPICIOUS):
        return False
    if data.find(data[: header_end + 1], header_end + 1) >= 0 or not _is_printable(data):
        return False
    counts = _delimiters_by_line(data, delimiter)
    return bool((counts == width - 1).all())


def _is_printable(data: bytes) -> bool:
    """Say whether all is ASCII, and returns stand only before line feeds."""
    returns = data.count(b"\r") if b"\r" in data else 0
    if returns and returns != data.count(b"\r\n"):
        return False
    if not data.isascii() or b"\x7f" in data:
        return False
    control = sum(np.count_nonzero(block < _SPACE) for block in _blocks(data))
    return control == data.count(b"\n") + returns + data.count(b"\t")


def _delimiters_by_line(data: bytes, delimiter: str) -> NDArray[np.int64]:
    """Return how many delimiters stand in each line; a final line end closes the last one."""
    counts, open_line = [], 0
    for block in _blocks(data):
        marks = np.flatnonzero((block == ord(delimiter)) | (block == _NEWLINE))
        ends = np.flatnonzero(block[marks] == _NEWLINE)
        inner = np.diff(ends, prepend=-1) - 1
        if len(inner):
            inner[0] += open_line
            open_line = len(marks) - 1 - ends[-1]
        else:
            open_line += len(marks)
        counts.append(inner)
    if not data.endswith(b"\n"):
        counts.append(np.array([open_line]))
    return np.concatenate(counts)


def _blocks(data: bytes) -> Iterator[NDArray[np.uint8]]:
    for at in range(0, len(data), _BLOCK):
        yield np.frombuffer(data, np.uint8, min(_BLOCK, len(data) - at), at)


def _cells(data: bytes, header: Sequence[str], delimiter: str) -> pd.DataFrame | None:
    """Let Arrow cut the lines into text cells, each distinct text of a column held once."""
    head = data[: data.find(b"\n", _SAMPLE) + 1] or data
    sample = _cut(head, header, delimiter, pa.large_string())
    if sample is None:
        return None
    # Where nearly every text is another one, as with ids, nothing is gained by encoding.
    repeated = [len(column.unique()) < len(column) / 2 for column in sample.columns]
    encoded = pa.dictionary(pa.int32(), pa.large_string())
    types = [encoded if each else pa.large_string() for each in repeated]
    table = _cut(data, header, delimiter, *types)
    if table is None or table.num_rows == 0:
        return None
    columns = []
    for _ in header:  # each is let go of when it is converted
        columns.append(_series(table.column(0)))
        table = table.remove_column(0)
    return pd.DataFrame(dict(zip(header, columns, strict=True)), copy=False)


def _cut(data: bytes, header: Sequence[str], delimiter: str, *types: Any) -> Any:
    """Return the table, or None where Arrow does not take it; one type stands for all."""
    types = types if len(types) > 1 else types * len(header)
    try:
        return pa.csv.read_csv(
            pa.BufferReader(data),
            pa.csv.ReadOptions(column_names=list(header), skip_rows=1),
            pa.csv.ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=False),
            pa.csv.ConvertOptions(
                column_types=dict(zip(header, types, strict=True)), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None


def _series(column: Any) -> pd.Series:
    if not pa.types.is_dictionary(column.type):
        return pd.Series(pd.array(column, dtype="str"), copy=False)
    whole = column.unify_dictionaries().combine_chunks()
    codes = whole.indices.to_numpy(zero_copy_only=False)
    texts = pd.Index(pd.array(whole.dictionary, dtype="str"))
    return pd.Series(pd.Categorical.from_codes(codes, categories=texts), copy=False)


def _ends_look_alike(cells: pd.DataFrame) -> bool:
    """Say whether the first and last rows hold numbers wherever the rows inside do.

    Units, subtitles and totals stand at the ends, and hold text or nothing there.
    """
    inner = _is_number(cells.iloc[_ENDS : 20 * _ENDS]).mean() > 0.9
    ends = pd.concat([cells.head(_ENDS), cells.tail(_ENDS)])
    return bool((_is_number(ends) | ~inner)[inner.index[inner]].all(axis=None))


def _is_number(cells: pd.DataFrame) -> pd.DataFrame:
    texts = cells.astype("str")
    return texts.apply(lambda column: pd.to_numeric(column, errors="coerce").notna())
