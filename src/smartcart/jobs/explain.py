"""A model and a table in, the explanation of one customer out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from smartcart.jobs.order_customers import Place, read_for_model
from smartcart.jobs.stopwatch import Display
from smartcart.model_file import load_model
from smartcart.segmentation import Explanation

__all__ = ["run_explain"]


def run_explain(
    model: Path,
    source: Path | str,
    customer_id: str,
    sheet: str | None = None,
    display: Display | None = None,
    *,
    table: str | None = None,
    query: str | None = None,
    snapshot: date | None = None,
) -> Explanation:
    """Read a model and a table, and say why one of its customers is in its segment."""
    segmentation = load_model(model)
    if display is not None:
        display("read", 0, 1)
    place = Place(source, sheet, table, query)
    customers = read_for_model(place, segmentation, snapshot).customers
    return segmentation.explain(customers, customer_id)
