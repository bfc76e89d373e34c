"""Whom the offer reaches, and what contacting changed, as the page words them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from smartcart.profiles import wilson_rate
from smartcart.report.campaign.facts import CampaignFacts
from smartcart.report.campaign.words import points
from smartcart.report.style import segment_color
from smartcart.report.words import decimals, interval_words, percent, upper_first
from smartcart.value import Fairness, Uplift

__all__ = ["view_fairness", "view_uplift"]


def view_fairness(fairness: Fairness) -> dict[str, Any] | None:
    """Return the groups of people and how often each is contacted; None where there are none."""
    if not len(fairness.table):
        return None
    return {
        "ratios": [_ratio(str(trait), row) for trait, row in fairness.ratios.iterrows()],
        "groups": [
            (upper_first(row.trait), row.group, f"{row.customers:,}", f"{row.contacts:,}", rate)
            for row in fairness.table.itertuples()
            for rate in [interval_words(wilson_rate(row.contacts, row.customers))]
        ],
    }


def view_uplift(facts: CampaignFacts) -> dict[str, Any] | None:
    """Return what contacting changed, by segment and in all; None where it was not measured."""
    if facts.uplift is None:
        return None
    table = facts.uplift.segments
    return {
        "segments": [
            {
                "id": segment.id,
                "name": segment.name,
                "color": segment_color(i),
                "cells": _compared(table.loc[segment.id]),
            }
            for i, segment in enumerate(facts.segments)
            if segment.id in table.index
        ],
        "total": _compared(facts.uplift.everybody),
        "qini": _qini(facts.uplift),
    }


def _ratio(trait: str, row: pd.Series) -> dict[str, Any]:
    flagged = bool(row["flagged"])
    doubt = "" if row["proven"] else ", may be chance"
    return {
        "trait": upper_first(trait),
        "lowest": f"{row['lowest_group']} {percent(row['lowest_rate'])}",
        "highest": f"{row['highest_group']} {percent(row['highest_rate'])}",
        "ratio": decimals(row["ratio"]),
        "flagged": flagged,
        "words": f"yes{doubt}" if flagged else "–",
    }


def _compared(row: pd.Series) -> list[str]:
    arms = [
        text
        for arm in ("contacted", "left_alone")
        for n, hits in [(int(row[arm]), int(row[f"answers_{arm}"]))]
        for text in (f"{n:,}", interval_words(wilson_rate(hits, n)))
    ]
    low, high = points(float(row["low"])), points(float(row["high"]))
    return [*arms, points(float(row["uplift"])), "–" if low == "–" else f"{low} to {high}"]


def _qini(uplift: Uplift) -> str:
    qini = uplift.qini
    return (
        f"Ranking customers by predicted uplift has a Qini coefficient of {qini.coefficient:.4f} "
        f"({qini.low:.4f} to {qini.high:.4f}); 0 is no better than a random choice."
    )
