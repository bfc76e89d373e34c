"""What a segmentation leaves in its folder: tables, model, summary, report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

import smartcart
from smartcart.customers import Customers
from smartcart.errors import SettingsError, SmartCartError
from smartcart.forecast import OrderForecast
from smartcart.jobs.rules import summarize_rules
from smartcart.jobs.stopwatch import Stopwatch
from smartcart.jobs.worth import summarize_churn, summarize_value
from smartcart.profiles import NO_P_VALUES
from smartcart.segmentation import Segment, Segmentation, Training, assign_in_parts
from smartcart.tables import check_database_table, is_address, write_csv, write_json, write_parts
from smartcart.threads import beside

__all__ = [
    "OWNED",
    "QUALITY_FILES",
    "check_out_table",
    "summarize",
    "write_quality",
    "write_segmentation",
]

#: What is told of the reading alone.
QUALITY_FILES = ("quality.json", "quarantine.csv")

#: Everything that segmenting writes into an output folder.
OWNED = (
    "customers.csv",
    "segments.csv",
    "segments",
    "profiles.csv",
    "k_selection.csv",
    *QUALITY_FILES,
    "model.json",
    "summary.json",
    "report.html",
    "figures",
)

#: The columns of ``segments.csv``; a table of a database with others is somebody's own.
ASSIGNMENT_COLUMNS = (
    "customer_id",
    "segment_id",
    "segment",
    "confidence",
    "runner_up",
    "unusual",
    "sub_segment_id",
    "risk_index",
    "is_high_value",
    "is_churn_prone",
)

_STAGES = ("read", "forecast", "features", "choose", "fit", "profile", "report")


def write_segmentation(
    segmentation: Segmentation,
    folder: Path,
    watch: Stopwatch,
    *,
    report: bool,
    forecast: OrderForecast | None = None,
    segments: bool = True,
) -> dict[str, Any]:
    """Write every output into a folder and return the summary.

    Without `segments`, ``segments.csv`` is left to whoever holds all customers.
    """
    watch("report", 0, 1)
    with beside(lambda: _write_segments(segmentation, folder) if segments else None):
        write_csv(segmentation.profiles.reset_index(), folder / "profiles.csv")
        write_csv(segmentation.k_scores.reset_index(), folder / "k_selection.csv")
        write_quality(_training(segmentation).customers, folder)
        segmentation.save(folder / "model.json")
        if report:
            from smartcart.report import render, write_figures, write_html

            rendered = render(segmentation)
            write_html(rendered.html, folder / "report.html")
            write_figures(rendered.figures, folder / "figures", rendered.svg)
    summary = summarize(segmentation, watch.stop())
    summary["forecast"] = forecast and forecast.to_dict()
    write_json(summary, folder / "summary.json")
    return summary


def _write_segments(segmentation: Segmentation, folder: Path) -> None:
    customers = _training(segmentation).customers
    write_parts(lambda: assign_in_parts(segmentation.model, customers), folder / "segments.csv")


def write_quality(customers: Customers, folder: Path) -> None:
    """Write the account of the reading, and the records set aside."""
    write_json(customers.quality.to_dict(), folder / "quality.json")
    write_csv(customers.quarantine, folder / "quarantine.csv")


def check_out_table(source: Path | str, table: str) -> None:
    """Find out, before the long work, whether the segments may go to a table of the source.

    Raises
    ------
    SettingsError
        When the source is no database, or the table is there and not ours.
    """
    if not table or not is_address(source):
        raise SettingsError(
            "Segments go to a table of the database that the customers come from, and "
            + ("the name of that table is empty." if not table else "the source is a file."),
            "Give a name of a table, or a file to write to.",
        )
    check_database_table(str(source), table, ASSIGNMENT_COLUMNS)


def summarize(segmentation: Segmentation, seconds: Mapping[str, float]) -> dict[str, Any]:
    """Return the content of ``summary.json``."""
    quality = _training(segmentation).customers.quality
    figures = segmentation.figures
    day = segmentation.snapshot_date
    return {
        "smartcart_version": smartcart.__version__,
        "source": quality.source.name,
        "records": quality.records,
        "customers": quality.customers,
        "quarantined": quality.quarantined,
        "snapshot_date": day.isoformat() if day else None,
        "order_lines": quality.lines,
        "method": segmentation.settings.method,
        "k": segmentation.k,
        "reason": segmentation.choice.reason,
        "verdict": segmentation.verdict.name,
        "verdict_reason": segmentation.verdict.sentence,
        "silhouette": figures["silhouette"],
        "silhouette_null": figures["silhouette_null"],
        "silhouette_z": figures["silhouette_z"],
        "border_density": figures["border_density"],
        "stability": {
            "ari_median": figures["stability_ari_median"],
            "ari_q10": figures["stability_ari_q10"],
            "ari_null": figures["stability_null"],
        },
        "ward_agreement_ari": figures["ward_agreement_ari"],
        "returned_share": figures["returned_share"],
        "variance_kept": figures["variance_kept"],
        "contributions": _records(segmentation.contributions),
        "descriptors": {"note": NO_P_VALUES, "tests": _records(segmentation.descriptors)},
        "fairness": _records(segmentation.fairness),
        "warnings": list(segmentation.warnings),
        "rules": summarize_rules(segmentation),
        "value": summarize_value(segmentation),
        "churn": summarize_churn(segmentation),
        "segments": [_segment(segment) for segment in segmentation.segments],
        "seconds": {stage: seconds[stage] for stage in _STAGES if stage in seconds},
    }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (
        table.astype(object).where(table.notna(), None).reset_index().to_dict("records")
    )
    return rows


def _segment(segment: Segment) -> dict[str, Any]:
    return asdict(segment)


def _training(segmentation: Segmentation) -> Training:
    if segmentation.training is None:
        raise SmartCartError("A loaded model has no customers to write.", "Segment them anew.")
    return segmentation.training
