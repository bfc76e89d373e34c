"""A model and a table in, the segment of every customer out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from smartcart.jobs.order_customers import Place, read_for_model
from smartcart.jobs.outputs import check_out_table
from smartcart.jobs.overwriting import spare_read_file
from smartcart.jobs.stopwatch import Display
from smartcart.model_file import load_model
from smartcart.segmentation import Segmentation, assign_in_parts, list_unknown
from smartcart.tables import write_csv, write_database, write_parts

__all__ = ["run_score"]


def run_score(
    model: Path,
    source: Path | str,
    out: Path | str,
    sheet: str | None = None,
    display: Display | None = None,
    *,
    table: str | None = None,
    query: str | None = None,
    snapshot: date | None = None,
) -> dict[str, Any]:
    """Place customers in the segments of a model and write them.

    `out` is a file, or ``table:NAME`` for a table of the database that is the source. Records
    that cannot be used are written beside the result, as ``NAME.quarantine.csv``; beside a
    table means in the working folder. Order lines are summarised first, up to the day before
    `snapshot` or to the last one.

    Returns
    -------
    dict
        records, customers, quarantined, quarantine (file name or None), segments with id, name,
        size, share_customers, and notes on columns that stay empty.
    """
    segmentation = load_model(model)
    target = _table_name(out)
    if target is not None:
        check_out_table(source, target)
    else:
        spare_read_file(out, source, model)
    if display is not None:
        display("read", 0, 1)
    place = Place(source, sheet, table, query)
    customers = read_for_model(place, segmentation, snapshot).customers
    if display is not None:
        display("fit", 0, 1)
    counts = Counter[str]()
    aside = _aside(out, target) if len(customers.quarantine) else None
    if target is None:
        write_parts(lambda: _counted(assign_in_parts(segmentation.model, customers), counts), out)
    else:
        (assigned,) = _counted([segmentation.assign(customers)], counts)
        write_database(assigned, str(source), target)
    if aside is not None:
        write_csv(customers.quarantine, aside)
    return {
        "records": customers.quality.records,
        "customers": len(customers),
        "quarantined": customers.quality.quarantined,
        "quarantine": str(aside) if aside else None,
        "segments": _sizes(counts, segmentation),
        "notes": list(list_unknown(segmentation.model, customers.table)),
    }


def _table_name(out: Path | str) -> str | None:
    """Return the name after ``table:``, or None for a file."""
    form, colon, name = str(out).partition(":")
    return name if colon and form == "table" else None


def _aside(out: Path | str, table: str | None) -> Path:
    if table is None:
        return Path(out).with_name(f"{Path(out).stem}.quarantine.csv")
    # The name of a table may hold what no file name can.
    return Path(f"{re.sub(r'[^0-9A-Za-z_.-]', '_', table)}.quarantine.csv")


def _counted(parts: Iterable[pd.DataFrame], counts: Counter[str]) -> Iterator[pd.DataFrame]:
    """Pass parts on, and count their customers by segment."""
    counts.clear()  # parts may be asked for again
    for part in parts:
        counts.update(part["segment_id"].value_counts().to_dict())
        yield part


def _sizes(counts: Counter[str], segmentation: Segmentation) -> list[dict[str, Any]]:
    return [
        {
            "id": segment.id,
            "name": segment.name,
            "size": counts[segment.id],
            "share_customers": counts[segment.id] / counts.total(),
        }
        for segment in segmentation.segments
    ]
