"""The main job: a table in, a folder of segments out, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from smartcart.advice import Playbook
from smartcart.customers import FOUNDING_SCHEMA, Customers, Schema
from smartcart.errors import SettingsError, quoted
from smartcart.forecast import OrderForecast
from smartcart.jobs.objections import read_objections
from smartcart.jobs.order_customers import Place, Reading, may_hold_lines, read_place
from smartcart.jobs.outputs import OWNED, check_out_table, write_segmentation
from smartcart.jobs.playbook import read_playbook
from smartcart.jobs.rename import keep_own_names
from smartcart.jobs.stopwatch import Display, Stopwatch
from smartcart.orders.notices import list_notices
from smartcart.segmentation import Segmentation, segment_customers
from smartcart.settings import Settings
from smartcart.tables import (
    check_output_folder,
    is_address,
    output_folder,
    read_customers,
    write_csv,
    write_database,
    write_frame,
    write_json,
)
from smartcart.value import suppress_customers

__all__ = [
    "Finished",
    "SegmentJob",
    "prepare_output",
    "run_demo",
    "run_segment",
    "segment_reading",
    "spare_source",
]


@dataclass(frozen=True)
class SegmentJob:
    """What to segment, how, and where to.

    A source is a file or the address of a database, with a table or a query; then `out_table`
    is a table of the same database that receives the rows of ``segments.csv`` as well. It holds
    customers or order lines; `roles` are given to the columns of either. Who objects by the store
    at the address `store` (see `read_objections`) is left out before anything is learnt.
    """

    source: Path | str = field(repr=False)  # an address may hold a password
    out: Path
    settings: Settings = field(default_factory=Settings)
    schema: Schema = FOUNDING_SCHEMA
    sheet: str | None = None
    report: bool = True
    table: str | None = None
    query: str | None = None
    out_table: str | None = None
    playbook: Path | None = None
    own_names: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    store: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Finished:
    """A segmentation that has been written, with its summary."""

    segmentation: Segmentation
    customers: Customers
    summary: dict[str, Any]
    folder: Path
    out_table: str | None = None
    forecast: OrderForecast | None = None
    segments: str = "segments.csv"  # in the folder, or a path of its own


def run_segment(job: SegmentJob, display: Display | None = None) -> Finished:
    """Read, segment and write; on any error the output folder stays as it was."""
    watch = Stopwatch(display)
    prepare_output(job.out, report=job.report)
    if not is_address(job.source):
        spare_source(Path(job.source), job.out)
    if job.out_table is not None:
        check_out_table(job.source, job.out_table)
    place = Place(job.source, job.sheet, job.table, job.query)
    _check_playbook(job, place)
    objections = read_objections(job.store)
    watch("read", 0, 1)
    reading = read_place(
        place,
        job.schema,
        job.settings,
        as_of=job.settings.snapshot,
        roles=job.roles,
        horizon=job.settings.horizon,
        display=watch,
    )
    customers, left_out = suppress_customers(reading.customers, objections.ids)
    playbook = read_playbook(job.playbook, customers.schema) if job.playbook else None
    segmentation = segment_reading(
        replace(reading, customers=customers), job.settings, watch, playbook, job.own_names
    )
    segmentation = keep_own_names(job.out, segmentation, customers)
    with output_folder(job.out, OWNED) as folder:
        if reading.orders is not None:
            made = reading.orders.table
            kept = made.loc[customers.table.index] if left_out.customers else made
            write_frame(kept.reset_index(), folder / "customers.csv")
        summary = write_segmentation(
            segmentation, folder, watch, report=job.report, forecast=reading.forecast
        )
        summary |= objections.account(left_out)
        write_json(summary, folder / "summary.json")
        if job.out_table is not None:
            write_database(segmentation.assignments, str(job.source), job.out_table)
    return Finished(segmentation, customers, summary, job.out, job.out_table, reading.forecast)


def segment_reading(
    reading: Reading,
    settings: Settings,
    display: Display | None = None,
    playbook: Playbook | None = None,
    own_names: Mapping[str, str] | None = None,
) -> Segmentation:
    """Segment what was read; what the order lines say is said with the segments."""
    segmentation = segment_customers(
        reading.customers, settings, display, playbook=playbook, own_names=own_names
    )
    if reading.orders is not None:
        segmentation = segmentation.with_warnings(list_notices(reading.orders))
    if reading.forecast is not None:
        segmentation = _say_voice(segmentation, reading.forecast)
    return segmentation


def run_demo(out: Path, n: int, seed: int, display: Display | None = None) -> Finished:
    """Generate customers and segment them, so that a first run needs no file."""
    from smartcart.datasets import make_customers

    watch = Stopwatch(display)
    prepare_output(out, report=True)
    watch("read", 0, 1)
    settings = Settings(seed=seed)
    with output_folder(out, OWNED) as folder:
        source = folder / "customers.csv"
        write_csv(make_customers(n, seed), source)
        customers = read_customers(source, FOUNDING_SCHEMA, settings)
        segmentation = segment_customers(customers, settings, watch)
        summary = write_segmentation(segmentation, folder, watch, report=True)
    return Finished(segmentation, customers, summary, out)


def _check_playbook(job: SegmentJob, place: Place) -> None:
    """Refuse a playbook before the work; of order lines the columns are not known yet."""
    if job.playbook is None:
        return
    try:
        read_playbook(job.playbook, job.schema)
    except SettingsError:
        if not may_hold_lines(place, job.schema):
            raise


def _say_voice(segmentation: Segmentation, forecast: OrderForecast) -> Segmentation:
    """Let the result say in which voice coming back was forecast, beside the risk index."""
    churn = segmentation.churn
    if churn is None:
        return segmentation
    note = " ".join(filter(None, [forecast.voice.reason, churn.note]))
    return replace(segmentation, churn=replace(churn, note=note))


def prepare_output(out: Path, *, report: bool) -> None:
    """Find out before the long work what would fail after it."""
    if str(out).startswith("table:"):
        raise SettingsError(
            f"--out is the folder of the results, and {quoted(str(out))} asks for a table.",
            "Name the table with --out-table, and a folder with --out.",
        )
    check_output_folder(out)
    if report:
        from smartcart.report import require_report_parts

        require_report_parts()


def spare_source(source: Path, out: Path) -> None:
    """Refuse to replace the table that the segments are made of, or the folder it stands in.

    Raises
    ------
    SettingsError
    """
    if not source.exists() or not out.exists():
        return
    owned = [out / name for name in OWNED if (out / name).exists()]
    if any(mine.samefile(each) for mine in owned for each in (source, *source.resolve().parents)):
        raise SettingsError(
            f"{quoted(source)} would be replaced by the results in {quoted(out)}.",
            "Give another folder to --out.",
        )
