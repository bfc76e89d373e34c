"""Read and judge a table, without a model."""

from __future__ import annotations

from pathlib import Path

from smartcart.customers import FOUNDING_SCHEMA, Customers, Schema
from smartcart.jobs.order_customers import Place, read_place
from smartcart.jobs.outputs import QUALITY_FILES, write_quality
from smartcart.jobs.overwriting import spare_others, spare_read
from smartcart.jobs.stopwatch import Display
from smartcart.settings import Settings
from smartcart.tables import check_output_folder, output_folder

__all__ = ["run_check"]


def run_check(
    source: Path | str,
    out: Path | None = None,
    settings: Settings | None = None,
    schema: Schema = FOUNDING_SCHEMA,
    sheet: str | None = None,
    display: Display | None = None,
    *,
    table: str | None = None,
    query: str | None = None,
) -> Customers:
    """Read a table and, where a folder is given, write ``quality.json`` and ``quarantine.csv``."""
    if out is not None:
        check_output_folder(out)
        spare_read(out, QUALITY_FILES, source)
        spare_others(out, QUALITY_FILES, "quality.json")
    if display is not None:
        display("read", 0, 1)
    settings = settings or Settings()
    place = Place(source, sheet, table, query)
    customers = read_place(place, schema, settings, as_of=settings.snapshot).customers
    if out is not None:
        with output_folder(out, QUALITY_FILES) as folder:
            write_quality(customers, folder)
    return customers
