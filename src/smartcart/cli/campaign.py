"""``smartcart campaign``: whom to contact, and what it is worth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartcart.cli.options import AsJson, Query, Sheet, Source, StoreAddress, Table

__all__ = ["campaign"]


def campaign(
    model: Annotated[Path, typer.Argument(help="A model.json.", show_default=False)],
    source: Source,
    contact_cost: Annotated[
        float, typer.Option(metavar="C", help="What one contact costs.", show_default=False)
    ],
    value: Annotated[
        float, typer.Option(metavar="V", help="What one answer brings.", show_default=False)
    ],
    out: Annotated[Path, typer.Option(help="Folder for the plan.", show_default=False)],
    budget: Annotated[
        float | None,
        typer.Option(metavar="B", help="Most that all contacts may cost.", show_default=False),
    ] = None,
    outcome: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="Who answered an earlier campaign, 0 or 1 (Response).",
            show_default=False,
        ),
    ] = None,
    treatment: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="Who was contacted in it, 0 or 1: then uplift is measured.",
            show_default=False,
        ),
    ] = None,
    holdout: Annotated[
        float,
        typer.Option(
            metavar="SHARE",
            help="Share of customers to leave uncontacted, so that the effect can be measured; "
            "0 for none.",
        ),
    ] = 0.1,
    name: Annotated[
        str,
        typer.Option(
            metavar="CAMPAIGN",
            help="Name of the campaign; another one leaves other customers uncontacted.",
            show_default=False,
        ),
    ] = "",
    suppress: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Ids of customers who must not be contacted, one on each line.",
            show_default=False,
        ),
    ] = None,
    store: StoreAddress = None,
    sheet: Sheet = None,
    table: Table = None,
    query: Query = None,
    no_report: Annotated[
        bool, typer.Option("--no-report", help="Leave out the page and its figures.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Choose whom to contact by expected profit, and say what it is worth."""
    from smartcart.cli.campaign_page import show_campaign
    from smartcart.cli.display import print_json, show_progress
    from smartcart.jobs import CampaignJob, run_campaign
    from smartcart.value import Offer

    job = CampaignJob(
        model,
        source,
        out,
        Offer(contact_cost, value, budget),
        outcome=outcome,
        treatment=treatment,
        holdout=holdout,
        name=name,
        suppress=suppress,
        store=store,
        sheet=sheet,
        table=table,
        query=query,
        report=not no_report,
    )
    with show_progress() as display:
        planned = run_campaign(job, display)
    show_campaign(planned)
    if as_json:
        print_json(planned.summary)
