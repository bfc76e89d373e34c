"""Order lines or customers in, a folder for another recommender out, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from smartcart.customers import SourceFacts
from smartcart.errors import SettingsError, quoted
from smartcart.jobs.handover_files import HANDOVER_FILES, write_handover
from smartcart.jobs.next_best import holds_customers, place_by_model, read_parts
from smartcart.jobs.objections import Objections, leave_out_lines, read_objections
from smartcart.jobs.order_customers import Place, make_customers
from smartcart.jobs.order_days import check_as_of, check_last_day
from smartcart.jobs.order_forecast import forecast_customers
from smartcart.jobs.overwriting import spare_others, spare_read
from smartcart.jobs.stopwatch import Display, Stopwatch
from smartcart.model_file import load_model
from smartcart.orders import OrderLines, summarize_orders
from smartcart.recommend import (
    Handover,
    find_next_best,
    learn_fifths,
    make_handover,
)
from smartcart.recommend.handover import split_lines
from smartcart.recommend.parts import list_parts
from smartcart.segmentation import Segmentation
from smartcart.tables import (
    check_output_folder,
    output_folder,
    read_order_lines,
    write_json,
)
from smartcart.value import Suppressed, suppress_customers

__all__ = ["HandedOver", "HandoverJob", "run_handover"]

_ASSIGNED = ("segment_id", "confidence", "is_high_value", "is_churn_prone", "risk_index")
_SUMMARY = ("recency_days", "frequency", "T", "monetary_value", "n_orders", "spend_total")


@dataclass(frozen=True)
class HandoverJob:
    """What to hand over, and where to.

    `source` holds order lines, or a customer table, which needs `model`. Lines from `split` on
    are left out of all but ``later.parquet``. Customers who object by the `store` are left out of
    everything; without an address, it is the store of the user, where there is one.
    """

    source: Path | str = field(repr=False)  # an address may hold a password
    out: Path
    model: Path | None = None
    split: date | None = None
    as_of: date | None = None
    store: str | None = field(default=None, repr=False)
    sheet: str | None = None
    table: str | None = None
    query: str | None = None


@dataclass(frozen=True)
class HandedOver:
    """What was written, with its summary: ``handover.json``, and the seconds by stage."""

    handover: Handover
    folder: Path
    summary: dict[str, Any]


def run_handover(
    job: HandoverJob, display: Display | None = None, *, today: date | None = None
) -> HandedOver:
    """Write segments, affinities and purchases in the shapes that other recommenders take.

    Raises
    ------
    SettingsError
        When a customer table comes without a model, or with a split; when a day is out of range,
        or the folder cannot be written.
    DataError
        When the source cannot be used, or an id cannot be written.
    """
    watch = Stopwatch(display)
    today = today or date.today()
    check_as_of(job.as_of, today)
    check_output_folder(job.out)
    spare_read(job.out, HANDOVER_FILES, job.source, job.model)
    spare_others(job.out, HANDOVER_FILES, "handover.json")
    segmentation = None if job.model is None else load_model(job.model)
    place = Place(job.source, job.sheet, job.table, job.query)
    objections = read_objections(job.store)
    watch("read", 0, 1)
    if holds_customers(place, segmentation):
        handover, left_out = _of_customers(job, place, segmentation, objections)
        lines = None
    else:
        lines = read_order_lines(
            job.source, job.as_of, sheet=job.sheet, table=job.table, query=job.query
        )
        check_last_day(lines, today)
        lines, left_out = leave_out_lines(lines, objections.ids)
        handover = _of_lines(job, place, lines, segmentation, watch)
    watch("report", 0, 1)
    with output_folder(job.out, HANDOVER_FILES) as folder:
        write_handover(handover, folder)
        summary = _summarize(job, handover, lines) | objections.account(left_out)
        write_json(summary, folder / "handover.json")
    return HandedOver(handover, job.out, {**summary, "seconds": watch.stop()})


def _of_customers(
    job: HandoverJob,
    place: Place,
    segmentation: Segmentation | None,
    objections: Objections,
) -> tuple[Handover, Suppressed]:
    if segmentation is None:
        raise SettingsError(
            f"{quoted(place.name)} is a customer table, and no model is given that says the "
            "segments.",
            "Run smartcart segment on the table, then give its model.json to --model.",
        )
    if job.split is not None:
        raise SettingsError(
            "--split: only for order lines, and the source is a customer table.",
            "Leave out --split, or give order lines.",
        )
    customers = read_parts(place, segmentation, job.as_of)
    customers, left_out = suppress_customers(customers, objections.ids)
    users = segmentation.assign(customers).set_index("customer_id")[list(_ASSIGNED)]
    if list_parts(customers):
        users = users.join(find_next_best(customers, place_by_model(segmentation)).affinities)
    return make_handover(users), left_out


def _of_lines(
    job: HandoverJob,
    place: Place,
    lines: OrderLines,
    segmentation: Segmentation | None,
    watch: Stopwatch,
) -> Handover:
    past, later = (lines, None) if job.split is None else split_lines(lines, job.split)
    orders = summarize_orders(past)
    if segmentation is None:
        users = learn_fifths(past)(past).to_frame("segment_id")
    else:
        settings = segmentation.settings
        orders, _ = forecast_customers(orders, settings.horizon, settings.seed, watch)
        facts = SourceFacts(place.name, "order lines", "", records=len(orders.table))
        customers = make_customers(orders, facts, segmentation.model.scoring_schema, settings)
        users = segmentation.assign(customers).set_index("customer_id")[list(_ASSIGNED)]
    known = [name for name in _SUMMARY if name in orders.table]
    return make_handover(users.join(orders.table[known].astype("float64")), past, later)


def _summarize(job: HandoverJob, handover: Handover, lines: OrderLines | None) -> dict[str, Any]:
    bought = handover.bought
    segments: pd.Series = handover.users["segment_id"].value_counts().sort_index()
    later = None if bought is None or bought.later is None else len(bought.later)
    return {
        "users": len(handover.users),
        "items": None if bought is None else len(bought.items),
        "interactions": None if bought is None else len(bought.interactions),
        "later": later,
        "split": None if job.split is None else job.split.isoformat(),
        "as_of": None if lines is None else lines.account.as_of.isoformat(),
        "features": list(handover.feature_names),
        "segments": {str(name): int(n) for name, n in segments.items()},
    }
