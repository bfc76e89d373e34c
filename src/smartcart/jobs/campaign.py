"""A model and a table in, the plan of a campaign out: in memory, or in a folder, all or nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smartcart.customers import Column, Customers, Schema, outcome_column, with_column
from smartcart.errors import SettingsError, quoted
from smartcart.jobs.campaign_outputs import (
    CAMPAIGN_FILES,
    summarize_campaign,
    write_campaign,
    write_campaign_page,
)
from smartcart.jobs.objections import read_objections
from smartcart.jobs.order_customers import Place, read_for_model
from smartcart.jobs.overwriting import spare_others, spare_read
from smartcart.jobs.stopwatch import Display, Stopwatch
from smartcart.model_file import load_model
from smartcart.segmentation import Segmentation, place_customers
from smartcart.tables import check_output_folder, output_folder, read_id_list
from smartcart.value import CampaignPlan, Offer, check_holdout_share, plan_campaign

__all__ = ["CampaignJob", "PlannedCampaign", "plan_for_model", "run_campaign"]

#: Our name of who answered, and that of the founding table.
_DEFAULT_OUTCOME = ("has_responded", "Response")


@dataclass(frozen=True)
class CampaignJob:
    """Whom to choose from, for which offer, and where to.

    `outcome` is the column that says who answered an earlier campaign, `treatment` one that
    says who was contacted in it; either may be a column that the model does not know. Customers
    in the file `suppress`, and those who object by the `store`, are left out; without an address,
    it is the store of the user, where there is one.
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
    store: str | None = field(default=None, repr=False)
    sheet: str | None = None
    table: str | None = None
    query: str | None = None
    report: bool = True


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
    _prepare(job)
    segmentation = load_model(job.model)
    known = segmentation.model.schema
    outcome = _outcome(known, job.outcome)
    treatment = _treatment(known, job.treatment, outcome)
    listed = frozenset() if job.suppress is None else read_id_list(job.suppress, known.id_column)
    objections = read_objections(job.store)
    watch("read", 0, 1)
    customers = _read(job, segmentation, (outcome, treatment))
    plan = plan_for_model(
        segmentation,
        customers,
        job.offer,
        outcome=outcome.source,
        treatment=treatment.source if treatment else None,
        suppress=listed | objections.ids,
        holdout=job.holdout,
        name=job.name,
        display=watch,
    )
    watch("report", 0, 1)
    summary = summarize_campaign(plan, segmentation, customers, job.offer)
    summary |= {"campaign": job.name, "outcome": outcome.source, "treatment": job.treatment}
    summary |= {"suppressions": objections.store}
    with output_folder(job.out, CAMPAIGN_FILES) as folder:
        write_campaign(plan, segmentation, customers, summary, folder)
        if job.report:
            write_campaign_page(plan, segmentation, summary, job.offer, folder)
    return PlannedCampaign(plan, segmentation, customers, job, summary)


def plan_for_model(
    segmentation: Segmentation,
    customers: Customers,
    offer: Offer,
    *,
    outcome: str,
    treatment: str | None = None,
    suppress: Collection[str] = (),
    holdout: float = 0.1,
    name: str = "",
    display: Display | None = None,
) -> CampaignPlan:
    """Plan a campaign for customers that are read, by the segments of a model; see `plan_campaign`.

    `display` hears of every fold in which models are tried, and may end the work by raising.
    """
    say = display or Stopwatch()
    say("campaign", 0, 1)
    return plan_campaign(
        customers,
        segmentation.k,
        offer,
        outcome=outcome,
        settings=segmentation.settings,
        labels=place_customers(segmentation.model, customers),
        suppress=suppress,
        holdout_share=holdout,
        campaign=name,
        treatment=treatment,
        segment_ids=segmentation.model.ids,
        progress=lambda done, total: say("campaign", done, total),
    )


def _prepare(job: CampaignJob) -> None:
    """Find out before the long work what would fail after it."""
    check_holdout_share(job.holdout)
    check_output_folder(job.out)
    spare_read(job.out, CAMPAIGN_FILES, job.source, job.model, job.suppress)
    spare_others(job.out, CAMPAIGN_FILES, "campaign.json")
    if job.report:
        from smartcart.report import require_report_parts

        require_report_parts()


def _read(
    job: CampaignJob, segmentation: Segmentation, more: tuple[Column | None, ...]
) -> Customers:
    """Read by the model's whole schema: what describes a customer may predict an answer."""
    schema = segmentation.model.schema
    for column in filter(None, more):
        schema = with_column(schema, column)
    place = Place(job.source, job.sheet, job.table, job.query)
    return read_for_model(place, segmentation, schema=schema).customers


def _outcome(schema: Schema, name: str | None) -> Column:
    ours, theirs = _DEFAULT_OUTCOME
    return outcome_column(schema, name or (ours if ours in schema else theirs))


def _treatment(schema: Schema, name: str | None, outcome: Column) -> Column | None:
    column = None if name is None else outcome_column(schema, name)
    if column is not None and column.name == outcome.name:
        raise SettingsError(
            f"Column {quoted(column.source)} cannot say both who was contacted and who answered.",
            "Give --treatment and --outcome a column each.",
        )
    return column
