"""Results as files to take away: those of the command line, harmless in a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from smartcart.jobs.stopwatch import Display
from smartcart.report import render, require_report_parts
from smartcart.segmentation import Segmentation
from smartcart.tables import make_inert, write_csv

__all__ = ["csv_bytes", "model_bytes", "profiles_csv", "report_bytes", "segments_csv"]


def csv_bytes(frame: pd.DataFrame) -> bytes:
    r"""Return a table as CSV; text that a spreadsheet would run as a formula is made harmless.

    Examples
    --------
    >>> csv_bytes(pd.DataFrame({"id": ["=1+1"], "n": [2]}))
    b"id,n\n'=1+1,2\n"
    """
    with TemporaryDirectory(prefix="smartcart-") as folder:
        path = Path(folder, "table.csv")
        write_csv(make_inert(frame), path)
        return path.read_bytes()


def segments_csv(segmentation: Segmentation) -> bytes:
    """Return ``segments.csv``: one row per customer."""
    return csv_bytes(segmentation.assignments)


def profiles_csv(segmentation: Segmentation) -> bytes:
    """Return ``profiles.csv``: one row per segment."""
    return csv_bytes(segmentation.profiles.reset_index())


def model_bytes(segmentation: Segmentation) -> bytes:
    """Return ``model.json``."""
    with TemporaryDirectory(prefix="smartcart-") as folder:
        path = Path(folder, "model.json")
        segmentation.save(path)
        return path.read_bytes()


def report_bytes(segmentation: Segmentation, display: Display | None = None) -> bytes:
    """Return ``report.html``: one file that opens anywhere, offline."""
    require_report_parts()
    if display is not None:
        display("report", 0, 1)
    return render(segmentation).html.encode()
