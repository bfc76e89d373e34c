"""What a reader hands to the check: cells as they stood in the source, with their lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["RawTable", "RejectedRecord", "SourceFacts"]


@dataclass(frozen=True)
class SourceFacts:
    """Where a table came from and how it was read.

    `records` counts every record of the source but its header, blank lines included; `non_data`
    counts those of them that are no customer at all (blank lines, titles, units, totals).
    """

    name: str
    format: str
    sha256: str = ""
    encoding: str = ""
    dialect: Mapping[str, str] = field(default_factory=dict)
    records: int = 0
    non_data: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class RejectedRecord:
    """A record the reader could not lay out in columns; it goes to quarantine."""

    line: int
    reason: str
    fix: str


@dataclass(frozen=True)
class RawTable:
    """Cells as read, one row per readable record, column names as in the source.

    Attributes
    ----------
    cells : DataFrame of shape (n_readable, n_columns)
        Text columns where the source holds text (CSV, Excel), typed columns where it holds
        types (Parquet, a DataFrame). An empty cell of a text column is the empty string. A
        text column may be categorical: then each distinct text is held once.
    lines : int array of shape (n_readable,)
        Line of the file (CSV), row of the sheet (Excel) or position from 1 (Parquet).
    source : SourceFacts
        ``source.records == len(cells) + len(rejected) + source.non_data``.
    rejected : tuple of RejectedRecord
        Records that do not have as many cells as the header.
    date_cells : mapping of str to bool array of shape (n_readable,)
        Columns of a workbook in which some cells were dates and some were text: which of them
        were dates (their text is ISO, year first).
    """

    cells: pd.DataFrame
    lines: NDArray[np.int64]
    source: SourceFacts
    rejected: tuple[RejectedRecord, ...] = ()
    date_cells: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, name: str = "DataFrame") -> RawTable:
        """Wrap a DataFrame; its index is ignored, rows are counted from 1.

        Examples
        --------
        >>> raw = RawTable.from_frame(pd.DataFrame({"ID": [7, 8]}))
        >>> raw.lines.tolist(), raw.source.records
        ([1, 2], 2)
        """
        cells = frame.reset_index(drop=True)
        cells.columns = [str(column) for column in cells.columns]
        lines = np.arange(1, len(cells) + 1, dtype=np.int64)
        return cls(cells, lines, SourceFacts(name, "dataframe", records=len(cells)))
