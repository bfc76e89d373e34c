"""A campaign planned for the customers of a session: the plan, its facts, its audience."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from smartcart.app.downloads import csv_bytes
from smartcart.customers import Customers, Kind, Role
from smartcart.jobs.campaign import plan_for_model
from smartcart.jobs.campaign_outputs import list_audience
from smartcart.jobs.objections import read_objections
from smartcart.jobs.stopwatch import Display
from smartcart.report.campaign import collect_campaign_facts
from smartcart.report.campaign.facts import CampaignFacts
from smartcart.report.campaign.view import view_campaign
from smartcart.segmentation import Segmentation
from smartcart.value import Offer

__all__ = ["Asked", "Plan", "list_outcomes", "make_plan", "table_of"]


@dataclass(frozen=True)
class Asked:
    """What a person asks for: an offer, the outcome to learn from, a name, a share held out."""

    offer: Offer
    outcome: str
    holdout: float
    name: str = ""


@dataclass(frozen=True)
class Plan:
    """A plan as the page shows it.

    Attributes
    ----------
    asked : Asked
    facts : CampaignFacts
    texts : dict
        What the page of ``smartcart campaign`` says.
    audience : bytes
        ``audience.csv``, harmless in a spreadsheet.
    objections : str
        How many were left out because they object.
    """

    asked: Asked
    facts: CampaignFacts
    texts: dict[str, Any]
    audience: bytes
    objections: str


def list_outcomes(customers: Customers) -> dict[str, str]:
    """Return the columns that may say who answered, the header by our name, the likeliest first."""
    outcomes = customers.schema.with_role(Role.OUTCOME)
    found = sorted(outcomes, key=lambda column: column.rate != "response_rate")
    return {
        column.name: column.source
        for column in found
        if column.kind == Kind.FLAG and column.name in customers.table
    }


def make_plan(
    segmentation: Segmentation,
    customers: Customers,
    asked: Asked,
    store: str | None,
    display: Display | None = None,
) -> Plan:
    """Plan a campaign; who objects by the store is left out of everything.

    Raises
    ------
    DataError, SettingsError, StoreError
        As `plan_campaign` and `read_objections`.
    """
    objections = read_objections(store)
    plan = plan_for_model(
        segmentation,
        customers,
        asked.offer,
        outcome=asked.outcome,
        suppress=objections.ids,
        holdout=asked.holdout,
        name=asked.name,
        display=display,
    )
    facts = collect_campaign_facts(
        plan,
        dict(zip(segmentation.model.ids, segmentation.model.names, strict=True)),
        asked.offer,
        source=customers.quality.source.name,
        outcome=asked.outcome,
        campaign=asked.name,
    )
    audience = csv_bytes(list_audience(plan, segmentation))
    # Who objected when the segments were found is not among the customers any more.
    left_out = plan.suppressed.customers + customers.quality.customers - len(customers)
    return Plan(
        asked, facts, view_campaign(facts), audience, _tell(left_out, objections.store is not None)
    )


def _tell(left_out: int, has_store: bool) -> str:
    if not has_store:
        return "No store is in use, so no objection to marketing is known."
    if not left_out:
        return "By the store, none of these customers objects to marketing."
    if left_out == 1:
        return "1 customer objects to marketing and is left out of everything."
    return f"{left_out:,} customers object to marketing and are left out of everything."


def table_of(rows: list[dict[str, Any]], titles: tuple[str, ...], first: str) -> pd.DataFrame:
    """Return rows of the page as a table: the name of each, then its cells.

    Examples
    --------
    >>> table_of([{"id": "S1", "name": "Gold", "cells": ["5"]}], ("Customers",), "Segment")
      Segment Customers
    0 S1 Gold         5
    """
    names = [f"{each['id']} {each['name']}" if "id" in each else each["name"] for each in rows]
    cells = [each["cells"] for each in rows]
    table = pd.DataFrame(cells, columns=list(titles))
    table.insert(0, first, names)
    return table
