"""What the plan of a campaign leaves in its folder: whom to contact, and why."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

import smartcart
from smartcart.customers import Customers
from smartcart.segmentation import Segmentation
from smartcart.tables import make_inert, write_csv, write_json
from smartcart.value import CampaignPlan, Fairness, Offer, Response, Uplift, expect_everybody

__all__ = [
    "CAMPAIGN_FILES",
    "list_audience",
    "summarize_campaign",
    "write_campaign",
    "write_campaign_page",
]

#: Everything that a campaign ever writes into its folder.
CAMPAIGN_FILES = (
    "audience.csv",
    "strategies.csv",
    "response.csv",
    "gains.csv",
    "segments_plan.csv",
    "fairness.csv",
    "uplift.csv",
    "campaign.json",
    "campaign_quarantine.csv",
    "campaign.html",
    "figures",
)

#: Strategies that stand beside the planner.
_BASELINES = ("rfm", "logistic", "random", "segments", "segment_recency", "boosting")


def write_campaign(
    plan: CampaignPlan,
    segmentation: Segmentation,
    customers: Customers,
    summary: Mapping[str, Any],
    folder: Path,
) -> None:
    """Write every output into a folder; text that a spreadsheet would run is made harmless."""
    names = _names(segmentation)
    winner = (plan.test.table.index == plan.test.winner).astype("int64")
    tables = {
        "strategies.csv": plan.test.table.assign(winner=winner).reset_index(),
        "response.csv": _named(plan.response.table.reset_index(), names),
        "gains.csv": _gains(plan.response).reset_index(),
        "segments_plan.csv": _named(plan.segments.reset_index(), names),
        "fairness.csv": plan.fairness.table,
    }
    if plan.uplift is not None:
        tables["uplift.csv"] = _named(plan.uplift.segments.reset_index(), names)
    if len(customers.quarantine):
        tables["campaign_quarantine.csv"] = customers.quarantine
    write_csv(list_audience(plan, segmentation), folder / "audience.csv")
    for name, table in tables.items():
        write_csv(make_inert(table), folder / name)
    write_json(summary, folder / "campaign.json")


def list_audience(plan: CampaignPlan, segmentation: Segmentation) -> pd.DataFrame:
    """Return the table of ``audience.csv``; text that a spreadsheet would run is made harmless."""
    return make_inert(_named(plan.audience.reset_index(), _names(segmentation)))


def write_campaign_page(
    plan: CampaignPlan,
    segmentation: Segmentation,
    summary: Mapping[str, Any],
    offer: Offer,
    folder: Path,
) -> None:
    """Write the page that a person opens, and its pictures."""
    from smartcart.report import write_figures, write_html
    from smartcart.report.campaign import collect_campaign_facts, render_campaign

    told = {name: summary[name] for name in ("source", "outcome", "campaign")}
    rendered = render_campaign(collect_campaign_facts(plan, _names(segmentation), offer, **told))
    write_html(rendered.html, folder / "campaign.html")
    write_figures(rendered.figures, folder / "figures", rendered.svg)


def summarize_campaign(
    plan: CampaignPlan, segmentation: Segmentation, customers: Customers, offer: Offer
) -> dict[str, Any]:
    """Return the content of ``campaign.json``."""
    quality = customers.quality
    profit = plan.test.table["profit"]
    return {
        "smartcart_version": smartcart.__version__,
        "source": quality.source.name,
        "records": quality.records,
        "quarantined": quality.quarantined,
        "customers": len(plan.audience),
        "judged_on": len(plan.held_out.answers),
        "suppressed": plan.suppressed.customers,
        "suppressed_unknown": plan.suppressed.unknown,
        "offer": {
            "contact_cost": offer.contact_cost,
            "value": offer.value,
            "budget": offer.budget,
            "break_even": offer.break_even,
        },
        "everybody": _everybody(plan, offer),
        "chosen": _chosen(plan, _names(segmentation)),
        "baselines": {name: float(profit[name]) for name in _BASELINES if name in profit},
        "holdout_share": plan.holdout_share,
        "held_out": int(plan.audience["held_out"].sum()),
        "winner": plan.test.winner,
        "strategies": _rows(plan.test.table),
        "forecast_test": _forecast_test(plan),
        "response": {"p_value": plan.response.p_value, "segments": _rows(plan.response.table)},
        "gains": {
            "rival": plan.response.bounds.rival,
            "shares": _rows(_gains(plan.response)),
            "ahead": _rows(plan.response.bounds.ahead),
        },
        "fairness": _fairness(plan.fairness),
        "uplift": None if plan.uplift is None else _uplift(plan.uplift),
        "sentences": list(plan.sentences),
    }


def _everybody(plan: CampaignPlan, offer: Offer) -> dict[str, Any]:
    """Contact all that the budget allows: they would answer as often as those judged did."""
    expected = expect_everybody(len(plan.audience), plan.response.everybody.rate, offer)
    return {
        "contacts": expected.contacts,
        "expected_responses": expected.expected_responses,
        "profit": expected.profit,
    }


def _chosen(plan: CampaignPlan, names: Mapping[str, str]) -> dict[str, Any]:
    rows = _rows(plan.segments.assign(segment=plan.segments.index.map(names)))
    return {
        "segments": rows,
        "contacts": int(plan.segments["contacts"].sum()),
        "expected_responses": float(plan.segments["expected_responses"].sum()),
        "profit": plan.forecast.profit,
        "profit_low": plan.forecast.low,
        "profit_high": plan.forecast.high,
    }


def _forecast_test(plan: CampaignPlan) -> dict[str, Any]:
    forecast = plan.test.forecast
    return {
        "forecast": forecast.profit,
        "low": forecast.low,
        "high": forecast.high,
        "happened": float(plan.test.table.loc["planner", "profit"]),
        "is_covered": plan.test.is_covered,
    }


def _gains(response: Response) -> pd.DataFrame:
    """Return the gains of every ranking, and the interval of the planner's."""
    bounds = response.bounds
    return response.gains.assign(planner_low=bounds.low, planner_high=bounds.high)


def _fairness(fairness: Fairness) -> dict[str, Any]:
    return {
        "traits": _rows(fairness.ratios),
        "groups": _rows(fairness.table.set_index("trait")),
        "groups_left_out": fairness.groups_left_out,
        "customers_left_out": fairness.customers_left_out,
    }


def _uplift(uplift: Uplift) -> dict[str, Any]:
    qini, apart = uplift.qini, uplift.imbalance
    return {
        "everybody": {name: _plain(value) for name, value in uplift.everybody.items()},
        "segments": _rows(uplift.segments),
        "qini": {"coefficient": qini.coefficient, "low": qini.low, "high": qini.high},
        "qini_curve": _rows(qini.curve.rename("gained").to_frame()),
        "imbalance": None
        if apart is None
        else {"measure": apart.measure, "difference": apart.difference, "proven": apart.is_proven},
    }


def _names(segmentation: Segmentation) -> dict[str, str]:
    return {segment.id: segment.name for segment in segmentation.segments}


def _named(table: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Put the name of the segment after its id."""
    named = table.copy(deep=False)
    place = list(table).index("segment_id") + 1
    named.insert(place, "segment", table["segment_id"].map(names))
    return named


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    records = table.reset_index().to_dict("records")
    return [{str(name): _plain(value) for name, value in row.items()} for row in records]


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it; not a number is null."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and math.isnan(value) else value
