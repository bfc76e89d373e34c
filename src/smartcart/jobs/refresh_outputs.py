"""The folder of a refresh: who is where, whom a mailing has to add and remove, what changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from smartcart.segmentation import Segmentation
from smartcart.tables import output_folder, write_csv, write_json
from smartcart.through_time import Changes

__all__ = ["REFRESH_FILES", "write_refresh"]

#: Everything that a refresh ever writes into its folder.
REFRESH_FILES = (
    "segments.csv",
    "audience.csv",
    "model.json",
    "refresh.json",
    "changes.html",
    "report.html",
)


def write_refresh(
    out: Path,
    serving: Segmentation,
    assigned: pd.DataFrame,
    changes: Changes,
    keep: Callable[[], dict[str, Any]],
    *,
    report: bool,
) -> dict[str, Any]:
    """Write the folder, all or nothing; `keep` keeps the run between writing and showing.

    What fails before it leaves the store as it was. Returned is the summary that `keep` gave.
    """
    with output_folder(out, REFRESH_FILES) as folder:
        write_csv(assigned, folder / "segments.csv")
        if changes.audience is not None:
            write_csv(changes.audience.table, folder / "audience.csv")
        serving.save(folder / "model.json")
        if report:
            from smartcart.report import write_changes

            write_changes(changes, folder / "changes.html")
            if serving.training is not None:
                serving.report(folder / "report.html")
        summary = keep()
        write_json(summary, folder / "refresh.json")
    return summary
