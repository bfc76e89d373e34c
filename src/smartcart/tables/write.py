"""Write tables and facts to files: the whole file, or none of it."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from smartcart.errors import SettingsError
from smartcart.tables.lines import save_lines
from smartcart.tables.sheet import write_sheet
from smartcart.tables.wording import listed, quoted
from smartcart.whole_file import whole_file, write_bytes

__all__ = ["write_csv", "write_frame", "write_json", "write_parts"]

#: From so many rows on, a table is written by columns; fewer are written sooner by cells.
_MANY = 10_000


def write_csv(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    r"""Write a table as CSV: UTF-8, commas, "\n" line ends, no index, missing cells empty.

    Floats are written with the fewest digits that read back as the same number.

    Raises
    ------
    SettingsError
        When the file cannot be written there. What stood at the path stays as it was.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_csv(pd.DataFrame({"id": ["0001"], "x": [0.1]}), Path(folder, "a.csv"))
    ...     Path(folder, "a.csv").read_text()
    'id,x\n0001,0.1\n'
    """
    with whole_file(path) as temporary:
        _save_csv(frame, temporary)


def write_json(data: Any, path: str | os.PathLike[str]) -> None:
    """Write plain data as JSON: UTF-8, indented by 2, keys in their order, a final line end.

    Raises
    ------
    ValueError
        When the data hold NaN or an infinite number, which JSON does not know.
    SettingsError
        When the file cannot be written there. What stood at the path stays as it was.
    """
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    write_bytes(text.encode("utf-8"), path)


def write_frame(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write a table in the format that the file's ending names: .csv, .parquet or .xlsx.

    Raises
    ------
    SettingsError
        When the ending is another, the file cannot be written there, or the table is larger
        than a sheet. What stood at the path stays as it was.
    MissingExtraError
        When the ending is .xlsx and the "excel" extra is not installed.
    """
    ending = Path(path).suffix.lower()
    save = FORMATS.get(ending)
    if save is None:
        raise SettingsError(
            f"Tables are written as {listed(list(FORMATS))}; {quoted(Path(path).name)} ends in "
            f"{quoted(ending)}.",
            "Give the file one of these endings.",
        )
    with whole_file(path) as temporary:
        save(frame, temporary)


def write_parts(parts: Callable[[], Iterable[pd.DataFrame]], path: str | os.PathLike[str]) -> None:
    r"""Write a table that comes in parts, so that it is never held as a whole.

    Parameters
    ----------
    parts : callable
        Returns the parts, anew at each call: tables with the same columns, at least one of them.
    path : path
        The ending names the format, as for `write_frame`. A sheet, and text with carriage returns,
        need the whole table at once.

    Raises
    ------
    SettingsError, MissingExtraError
        As `write_frame`.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> halves = [pd.DataFrame({"id": ["1"], "x": [0.5]}), pd.DataFrame({"id": ["2"], "x": [2.0]})]
    >>> with TemporaryDirectory() as folder:
    ...     write_parts(lambda: halves, Path(folder, "a.csv"))
    ...     Path(folder, "a.csv").read_text()
    'id,x\n1,0.5\n2,2.0\n'
    """
    ending = Path(path).suffix.lower()
    save = _STREAMS.get(ending)
    if save is None:
        write_frame(pd.concat(parts(), ignore_index=True), path)
        return
    with whole_file(path) as temporary:
        if not save(parts(), temporary):
            FORMATS[ending](pd.concat(parts(), ignore_index=True), temporary)


def _save_csv(frame: pd.DataFrame, path: Path) -> None:
    if len(frame) >= _MANY and save_lines([frame], path):
        return
    # The csv module leaves a lone carriage return unquoted, and a reader takes it for a line end.
    quoting = csv.QUOTE_NONNUMERIC if _has_carriage_return(frame) else csv.QUOTE_MINIMAL
    frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8", quoting=quoting)


def _save_parquet(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path, engine="pyarrow", index=False)


def _stream_parquet(parts: Iterable[pd.DataFrame], path: Path) -> bool:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rest = iter(parts)
    first = pa.Table.from_pandas(next(rest), preserve_index=False)
    schema = pa.schema([_with_gaps(field) for field in first.schema])
    with pq.ParquetWriter(path, schema) as writer:
        writer.write_table(first.cast(schema))
        for part in rest:
            writer.write_table(pa.Table.from_pandas(part, schema, preserve_index=False))
    return True


def _with_gaps(field: Any) -> Any:
    """Let a column that is empty in the first part hold text in a later one."""
    import pyarrow as pa

    return field.with_type(pa.string()) if pa.types.is_null(field.type) else field


_STREAMS: dict[str, Callable[[Iterable[pd.DataFrame], Path], bool]] = {
    ".csv": save_lines,
    ".parquet": _stream_parquet,
}
FORMATS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    ".csv": _save_csv,
    ".parquet": _save_parquet,
    ".xlsx": write_sheet,
}


def _has_carriage_return(frame: pd.DataFrame) -> bool:
    texts = [frame.iloc[:, place] for place in range(frame.shape[1])]
    return any("\r" in str(name) for name in frame.columns) or any(
        "\r" in text
        for column in texts
        if not pd.api.types.is_numeric_dtype(column.dtype)
        for text in column.dropna().astype(str)
    )
