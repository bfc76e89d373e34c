"""A customer table and a model in, the next best category and channel of every customer out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from smartcart.customers import FOUNDING_SCHEMA, Customers, Schema, has_required, known_names
from smartcart.errors import DataError, SettingsError, quoted
from smartcart.jobs.objections import Objections
from smartcart.jobs.order_customers import Place, read_for_model
from smartcart.jobs.stopwatch import Stopwatch
from smartcart.orders.columns import match_columns
from smartcart.recommend import NextBest, find_next_best
from smartcart.recommend.peer_test import PlaceInSegments
from smartcart.segmentation import Segmentation, place_customers
from smartcart.tables import read_head, write_csv, write_frame
from smartcart.value import suppress_customers

__all__ = [
    "NextBestOffers",
    "holds_customers",
    "place_by_model",
    "read_parts",
    "refuse_line_options",
    "run_next_best",
]


@dataclass(frozen=True)
class NextBestOffers:
    """Offers that have been written, with their summary."""

    found: NextBest
    file: Path
    summary: dict[str, Any]


def holds_customers(place: Place, segmentation: Segmentation | None) -> bool:
    """Say whether a source holds a customer table: it has the columns of one.

    With a model its columns are meant. What has neither these nor the columns of order lines is
    taken for a customer table where there is a model, and for order lines where there is none.
    """
    if place.is_folder:
        return False
    schema = FOUNDING_SCHEMA if segmentation is None else segmentation.model.scoring_schema
    options = {"sheet": place.sheet, "table": place.table, "query": place.query}
    head = read_head(place.source, **options, names=known_names(schema))
    if head is None:
        return False
    if has_required(list(map(str, head.columns)), schema):
        return True
    try:
        match_columns(head)
    except DataError:
        return segmentation is not None
    return False


def run_next_best(
    place: Place,
    out: Path,
    segmentation: Segmentation | None,
    as_of: date | None,
    watch: Stopwatch,
    objections: Objections,
) -> NextBestOffers:
    """Find the next best category and channel of every customer, and write them.

    Who objects is neither learnt from nor written. Records that cannot be used are written beside
    `out`, as ``NAME.quarantine.csv``.

    Raises
    ------
    SettingsError
        When there is no model.
    DataError
        When the table cannot be used, or has neither categories nor channels.
    """
    if segmentation is None:
        raise SettingsError(
            f"{quoted(place.name)} is a customer table, without products: a category and a channel "
            "are found by the segments of a model, and no model is given.",
            "Run smartcart segment on the table, then give its model.json to --model.",
        )
    watch("read", 0, 1)
    customers = read_parts(place, segmentation, as_of)
    customers, left_out = suppress_customers(customers, objections.ids)
    watch("judge", 0, 1)
    found = find_next_best(customers, place_by_model(segmentation))
    watch("report", 0, 1)
    write_frame(found.offers, out)
    aside = out.with_name(f"{out.stem}.quarantine.csv") if len(customers.quarantine) else None
    if aside is not None:
        write_csv(customers.quarantine, aside)
    summary = _summarize(found, customers, out, aside, watch.stop())
    return NextBestOffers(found, out, {**summary, **objections.account(left_out)})


def read_parts(place: Place, segmentation: Segmentation, as_of: date | None) -> Customers:
    """Read customers with all that their model needs, and the parts of value and purchases."""
    return read_for_model(place, segmentation, as_of, _with_parts(segmentation)).customers


def place_by_model(segmentation: Segmentation) -> PlaceInSegments:
    """Return a way to place customers by a model."""
    ids = np.array(segmentation.model.ids, dtype=object)

    def place(customers: Customers) -> pd.Series:
        position = place_customers(segmentation.model, customers)
        return pd.Series(ids[position.to_numpy()], index=position.index)

    return place


def refuse_line_options(given: Mapping[str, bool]) -> None:
    """Refuse options that mean nothing for a table without products.

    Raises
    ------
    SettingsError
        When any of them is given.
    """
    found = [option for option, is_given in given.items() if is_given]
    if found:
        raise SettingsError(
            f"{', '.join(found)}: only for order lines, and the source is a customer table.",
            f"Leave out {', '.join(found)}, or give order lines.",
        )


def _with_parts(segmentation: Segmentation) -> Schema:
    schema, must = segmentation.model.schema, segmentation.model.scoring_schema
    totals = {schema.value, schema.frequency} - {""}
    parts = {column.name for column in schema.columns if column.adds_to in totals}
    known = {column.name: column for column in must.columns}
    return replace(
        must,
        columns=tuple(
            known.get(column.name, replace(column, required=False))
            for column in schema.columns
            if column.name in known or column.name in parts
        ),
    )


def _summarize(
    found: NextBest,
    customers: Customers,
    out: Path,
    aside: Path | None,
    seconds: Mapping[str, float],
) -> dict[str, Any]:
    offers = found.offers
    return {
        "records": customers.quality.records,
        "customers": len(customers),
        "quarantined": customers.quality.quarantined,
        "quarantine": str(aside) if aside else None,
        "segments": _counts(offers["segment_id"]),
        "categories": _counts(offers["category"]),
        "channels": _counts(offers["channel"]),
        "peers": found.to_dict(),
        "file": str(out),
        "seconds": dict(seconds),
    }


def _counts(column: pd.Series) -> dict[str, int]:
    counts = column[column != ""].value_counts()
    return {str(name): int(counts[name]) for name in sorted(counts.index)}
