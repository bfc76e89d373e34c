"""A model and a table in, the segment of every customer out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from smartcart.jobs.stopwatch import Display
from smartcart.model_file import load_model
from smartcart.segmentation import Segmentation
from smartcart.tables import read_customers, write_csv, write_frame

__all__ = ["run_score"]


def run_score(
    model: Path,
    source: Path,
    out: Path,
    sheet: str | None = None,
    display: Display | None = None,
) -> dict[str, Any]:
    """Place customers in the segments of a model and write them.

    Records that cannot be used are written beside the result, as ``NAME.quarantine.csv``.

    Returns
    -------
    dict
        records, customers, quarantined, quarantine (file name or None), and segments with id,
        name, size, share_customers.
    """
    segmentation = load_model(model)
    if display is not None:
        display("read", 0, 1)
    schema = segmentation.model.scoring_schema
    customers = read_customers(source, schema, segmentation.settings, sheet=sheet)
    if display is not None:
        display("fit", 0, 1)
    assigned = segmentation.assign(customers)
    aside = out.with_name(f"{out.stem}.quarantine.csv") if len(customers.quarantine) else None
    write_frame(assigned, out)
    if aside is not None:
        write_csv(customers.quarantine, aside)
    return {
        "records": customers.quality.records,
        "customers": len(customers),
        "quarantined": customers.quality.quarantined,
        "quarantine": str(aside) if aside else None,
        "segments": _sizes(assigned, segmentation),
    }


def _sizes(assigned: pd.DataFrame, segmentation: Segmentation) -> list[dict[str, Any]]:
    counts = assigned["segment_id"].value_counts()
    return [
        {
            "id": segment.id,
            "name": segment.name,
            "size": int(counts.get(segment.id, 0)),
            "share_customers": float(counts.get(segment.id, 0) / len(assigned)),
        }
        for segment in segmentation.segments
    ]
