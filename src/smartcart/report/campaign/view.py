"""CampaignFacts -> the texts that the page shows, in the order in which it shows them."""

from __future__ import annotations

from typing import Any

from smartcart.report.campaign.facts import CampaignFacts, SegmentFacts, WayFacts
from smartcart.report.campaign.method import view_method
from smartcart.report.campaign.people import view_fairness, view_uplift
from smartcart.report.campaign.words import interval, money, price
from smartcart.report.style import segment_color
from smartcart.report.words import count_words, decimals, interval_words, percent, upper_first

__all__ = ["view_campaign"]


def view_campaign(facts: CampaignFacts) -> dict[str, Any]:
    """Return the variables of the template, apart from the figures and the style."""
    return {
        "header": _header(facts),
        "lead": _lead(facts),
        "tiles": _tiles(facts),
        "hard": facts.hard,
        "contents": _contents(facts),
        "segments": [_segment(each, i) for i, each in enumerate(facts.segments)],
        "total": _total(facts),
        "holdout": _holdout(facts),
        "ways": [_way(way) for way in facts.ways],
        "tested": facts.tested,
        "n_judged": f"{facts.n_judged:,}",
        "responses": _responses(facts),
        "p_value": _p_value(facts.response.p_value),
        "uplift": view_uplift(facts),
        "fairness": view_fairness(facts.fairness),
        "method": view_method(facts),
    }


def _header(facts: CampaignFacts) -> list[tuple[str, str]]:
    offer = facts.offer
    named = [("Campaign", facts.campaign)] if facts.campaign else []
    budget = [("Budget", price(offer.budget))] if offer.budget is not None else []
    return [
        ("Source", facts.source),
        *named,
        ("One contact costs", price(offer.contact_cost)),
        ("One answer brings", price(offer.value)),
        *budget,
        ("A contact pays from", f"{percent(offer.break_even)} on"),
    ]


def _lead(facts: CampaignFacts) -> str:
    if not facts.contacts:
        return "Contact nobody: no customer is expected to pay for the contact."
    responses = sum(segment.responses for segment in facts.segments)
    return (
        f"Contact {facts.contacts:,} of {count_words(facts.n_customers, 'customer')}: those "
        f"marked in audience.csv. {responses:,.0f} of them are expected to answer."
    )


def _tiles(facts: CampaignFacts) -> list[tuple[str, str, str]]:
    """Return what matters most: a figure, what it is, and how sure or how much it is."""
    forecast, everybody = facts.forecast, facts.everybody
    share = f"{percent(facts.contacts / facts.n_customers)} of all customers"
    sure = f"{interval(forecast.low, forecast.high)} in 95 of 100 cases"
    tiles = [
        (f"{facts.contacts:,}", "Customers to contact", share),
        (money(forecast.profit), "Expected profit", sure if facts.contacts else "nothing is spent"),
        (
            money(everybody.profit),
            "Expected from contacting everybody"
            if everybody.contacts == facts.n_customers
            else f"Expected from any {count_words(everybody.contacts, 'customer')}",
            f"{percent(facts.response.everybody.rate)} would answer, "
            f"{percent(facts.offer.break_even)} are needed",
        ),
    ]
    if facts.held_out:
        words = "as likely to answer; beside them the effect can be measured"
        tiles.append((f"{facts.held_out:,}", "Held out", words))
    return tiles


def _contents(facts: CampaignFacts) -> list[tuple[str, str]]:
    """Return the sections that are there: anchor and words."""
    sections = [
        ("plan", "Whom to contact", True),
        ("test", "What each choice earned", True),
        ("ranking", "Ranking", True),
        ("uplift", "What contacting changed", facts.uplift is not None),
        ("response", "Answers by segment", True),
        ("people", "Whom the offer reaches", bool(len(facts.fairness.table))),
        ("method", "How it was tested", True),
        ("words", "Words", True),
    ]
    return [(anchor, words) for anchor, words, there in sections if there]


def _named(segment: SegmentFacts, position: int) -> dict[str, Any]:
    return {"id": segment.id, "name": segment.name, "color": segment_color(position)}


def _segment(segment: SegmentFacts, position: int) -> dict[str, Any]:
    return {
        **_named(segment, position),
        "cells": [
            f"{segment.customers:,}",
            f"{segment.contacts:,}",
            f"{segment.held_out:,}",
            f"{segment.responses:,.0f}",
            money(segment.profit),
            interval(segment.low, segment.high) if segment.contacts else "–",
        ],
    }


def _total(facts: CampaignFacts) -> list[str]:
    forecast = facts.forecast
    return [
        f"{facts.n_customers:,}",
        f"{facts.contacts:,}",
        f"{facts.held_out:,}",
        f"{sum(segment.responses for segment in facts.segments):,.0f}",
        money(forecast.profit),
        interval(forecast.low, forecast.high) if facts.contacts else "–",
    ]


def _holdout(facts: CampaignFacts) -> str:
    if facts.held_out:
        return (
            f"{count_words(facts.held_out, 'customer')} more would be contacted and "
            f"{'is' if facts.held_out == 1 else 'are'} held out ({percent(facts.holdout_share)} of "
            "all, by a hash of the id): beside them the next campaign can measure what contacting "
            "changes."
        )
    if not facts.holdout_share:
        return "Nobody is held out, so what contacting changes cannot be measured afterwards."
    return ""


def _way(way: WayFacts) -> dict[str, Any]:
    behind = (
        "–"
        if way.is_planner
        else f"{money(way.behind)} ({interval(way.behind_low, way.behind_high)})"
    )
    return {
        "name": upper_first(way.name),
        "is_winner": way.is_winner,
        "cells": [
            f"{way.contacts:,}",
            f"{way.responses:,}",
            percent(way.responses / way.contacts) if way.contacts else "–",
            money(way.profit),
            interval(way.low, way.high) if way.contacts else "–",
            behind,
        ],
    }


def _responses(facts: CampaignFacts) -> list[dict[str, Any]]:
    """Return response by segment of the test; its segments were learnt without the customer."""
    rows = []
    table = facts.response.table
    for i, segment in enumerate(facts.segments):
        row = table.loc[segment.id] if segment.id in table.index else None
        cells = ["–"] * 4
        if row is not None and row["customers"]:
            rate = (row["rate"], row["low"], row["high"])
            lift = f"{decimals(row['lift'])} ({decimals(row['lift_low'])} to "
            cells = [
                f"{row['customers']:,.0f}",
                f"{row['responses']:,.0f}",
                interval_words(type(facts.response.everybody)(*rate)),
                f"{lift}{decimals(row['lift_high'])})",
            ]
        rows.append({**_named(segment, i), "cells": cells})
    return rows


def _p_value(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
