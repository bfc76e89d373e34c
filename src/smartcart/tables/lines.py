"""The rows of a table as the lines of a CSV file, by columns and not by cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["save_lines"]

#: Rows made into text at once.
_BLOCK = 1 << 16
#: Numbers of another size get an exponent by Arrow where they get none by `repr`, or the reverse.
_PLAIN = (1e-4, 1e10)
#: A text that holds one of these stands between quotes.
_SPECIAL = '[",\n]'


def save_lines(parts: Iterable[pd.DataFrame], path: Path) -> bool:
    r"""Write tables one below the other, with the bytes that `DataFrame.to_csv` writes.

    Parameters
    ----------
    parts : iterable of DataFrame
        With the same columns; only the names of the first are written.
    path : Path

    Returns
    -------
    bool
        False where a column holds what is not written here: text with a carriage return, or
        anything but numbers and texts. What was written so far is of no use then.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     frame = pd.DataFrame({"id": ["a,b", None], "x": [1.0, 1e-05]})
    ...     save_lines([frame, frame[:1]], Path(folder, "a.csv"))
    ...     Path(folder, "a.csv").read_text()
    True
    'id,x\n"a,b",1.0\n,1e-05\n"a,b",1.0\n'
    """
    rest = iter(parts)
    first = next(rest)
    if len(first.columns) < 2 or any("\r" in str(name) for name in first.columns):
        return False
    header = first.iloc[:0].to_csv(index=False, lineterminator="\n").encode()
    with path.open("wb") as file:
        file.write(header)
        for block in _blocks(chain([first], rest)):
            lines = _lines(block)
            if lines is None:
                return False
            file.write(lines)
    return True


def _blocks(parts: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    for part in parts:
        for start in range(0, len(part), _BLOCK):
            yield part.iloc[start : start + _BLOCK]


def _lines(block: pd.DataFrame) -> memoryview | None:
    """Return the rows as text; None where that is left to pandas."""
    columns = [_cells(block.iloc[:, place]) for place in range(block.shape[1])]
    if any(column is None for column in columns):
        return None
    columns[-1] = _joined(columns[-1], "\n")
    rows = _joined(*columns, between=",")
    rows = rows.combine_chunks() if isinstance(rows, pa.ChunkedArray) else rows
    # Each row ends with its line end, so that the rows, as they stand in memory, are the file.
    _, offsets, data = rows.buffers()
    ends_at = np.frombuffer(offsets, np.int64)[[rows.offset, rows.offset + len(rows)]]
    return memoryview(data)[int(ends_at[0]) : int(ends_at[1])]


def _cells(column: pd.Series) -> Any:
    """Return the cells of a column as text, missing ones empty."""
    kind = column.dtype
    if pd.api.types.is_bool_dtype(kind):
        return None
    if pd.api.types.is_float_dtype(kind):
        numbers = column.to_numpy(dtype=np.float64, na_value=np.nan)
        return _floats(numbers) if column.dtype == np.float64 else None
    if pd.api.types.is_integer_dtype(kind):
        return pc.fill_null(pa.array(column, from_pandas=True).cast(pa.large_string()), "")
    return _texts(column)


def _floats(numbers: np.ndarray[Any, np.dtype[np.float64]]) -> Any:
    """Write numbers as `repr` does: with the fewest digits that read back as the same number."""
    size = np.abs(numbers)
    known = ~np.isnan(numbers)
    odd = known & (size != 0) & ~((size >= _PLAIN[0]) & (size < _PLAIN[1]))
    whole = known & ~odd & (numbers == np.floor(numbers))
    cells = pa.array(numbers, mask=~known).cast(pa.large_string())
    if whole.any():
        cells = pc.if_else(pa.array(whole), _joined(cells, ".0"), cells)
    if odd.any():
        written = pa.array([repr(number) for number in numbers[odd].tolist()], pa.large_string())
        cells = pc.replace_with_mask(cells, pa.array(odd), written)
    return pc.fill_null(cells, "")


def _texts(column: pd.Series) -> Any:
    try:
        cells = pa.array(column, from_pandas=True)
    except (pa.ArrowException, UnicodeError):
        return None
    cells = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    if pa.types.is_null(cells.type):
        return pa.array([""] * len(cells), pa.large_string())
    if not (pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type)):
        return None
    cells = pc.fill_null(cells.cast(pa.large_string()), "")
    if pc.any(pc.match_substring(cells, "\r")).as_py():
        return None
    special = pc.match_substring_regex(cells, _SPECIAL)
    if pc.any(special).as_py():
        doubled = pc.replace_substring(cells, '"', '""')
        cells = pc.if_else(special, _joined('"', doubled, '"'), cells)
    return cells


def _joined(*texts: Any, between: str = "") -> Any:
    kind = pa.large_string()
    texts = tuple(pa.scalar(text, kind) if isinstance(text, str) else text for text in texts)
    return pc.binary_join_element_wise(*texts, pa.scalar(between, kind))
