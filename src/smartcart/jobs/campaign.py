"""A model and a table in, a folder with the plan of a campaign out, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from smartcart.customers import (
    FOUNDING_SCHEMA,
    Column,
    Customers,
    Schema,
    outcome_column,
    with_column,
)
from smartcart.errors import SettingsError, quoted
from smartcart.jobs.campaign_outputs import CAMPAIGN_FILES, summarize_campaign, write_campaign
from smartcart.jobs.stopwatch import Display, Stopwatch
from smartcart.model_file import load_model
from smartcart.segmentation import Segmentation, place_customers
from smartcart.tables import check_output_folder, output_folder, read_customers, read_id_list
from smartcart.value import CampaignPlan, Offer, check_holdout_share, plan_campaign

__all__ = ["CampaignJob", "PlannedCampaign", "run_campaign"]

_DEFAULT_OUTCOME = "has_responded"


@dataclass(frozen=True)
class CampaignJob:
    """Whom to choose from, for which offer, and where to.

    `outcome` is the column that says who answered an earlier campaign, `treatment` one that
    says who was contacted in it; either may be a column that the model does not know.
    """

    model: Path
    source: Path | str = field(repr=False)  # an address may hold a password
    out: Path
    offer: Offer
    outcome: str | None = None
    treatment: str | None = None
    holdout: float = 0.1
    name: str = ""
    suppress: Path | None = None
    sheet: str | None = None
    table: str | None = None
    query: str | None = None


@dataclass(frozen=True)
class PlannedCampaign:
    """A plan that has been written, with its summary."""

    plan: CampaignPlan
    segmentation: Segmentation
    customers: Customers
    job: CampaignJob
    summary: dict[str, Any]


def run_campaign(job: CampaignJob, display: Display | None = None) -> PlannedCampaign:
    """Read, plan and write; on any error the output folder stays as it was."""
    watch = Stopwatch(display)
    check_holdout_share(job.holdout)
    check_output_folder(job.out)
    segmentation = load_model(job.model)
    known = segmentation.model.schema
    outcome = _outcome(known, job.outcome)
    schema, treatment = with_column(known, outcome), None
    if job.treatment is not None:
        treatment = _treatment(known, job.treatment, outcome)
        schema = with_column(schema, treatment)
    suppress = _suppressed(job.suppress, known)
    watch("read", 0, 1)
    customers = read_customers(
        job.source,
        schema,
        segmentation.settings,
        sheet=job.sheet,
        table=job.table,
        query=job.query,
    )
    watch("campaign", 0, 1)
    labels = _place(segmentation, customers)
    plan = plan_campaign(
        customers,
        segmentation.k,
        job.offer,
        outcome=outcome.source,
        settings=segmentation.settings,
        labels=labels,
        suppress=suppress,
        holdout_share=job.holdout,
        campaign=job.name,
        treatment=treatment.source if treatment else None,
    )
    watch("report", 0, 1)
    with output_folder(job.out, CAMPAIGN_FILES) as folder:
        summary = summarize_campaign(plan, segmentation, customers, job.offer)
        summary |= {"campaign": job.name, "outcome": outcome.source, "treatment": job.treatment}
        write_campaign(plan, segmentation, customers, summary, folder)
    return PlannedCampaign(plan, segmentation, customers, job, summary)


def _outcome(schema: Schema, name: str | None) -> Column:
    if name is not None:
        return outcome_column(schema, name)
    if _DEFAULT_OUTCOME in schema:
        return outcome_column(schema, _DEFAULT_OUTCOME)
    return FOUNDING_SCHEMA[_DEFAULT_OUTCOME]


def _treatment(schema: Schema, name: str, outcome: Column) -> Column:
    column = outcome_column(schema, name)
    if column.name == outcome.name:
        raise SettingsError(
            f"Column {quoted(column.source)} cannot say both who was contacted and who answered.",
            "Give --treatment and --outcome a column each.",
        )
    return column


def _suppressed(path: Path | None, schema: Schema) -> frozenset[str]:
    return frozenset() if path is None else read_id_list(path, schema.id_column)


def _place(segmentation: Segmentation, customers: Customers) -> pd.Series:
    return place_customers(segmentation.model, customers)
