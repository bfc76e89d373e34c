"""ReportFacts -> the texts that the page shows, in the order in which it shows them."""

from __future__ import annotations

import math
from typing import Any

from smartcart.choice import stability_band
from smartcart.profiles import format_value
from smartcart.report.cards import bar_width, view_cards
from smartcart.report.choice_facts import ChoiceFacts
from smartcart.report.exploration import SECTION, view_exploration
from smartcart.report.facts import EVERYONE, ReportFacts
from smartcart.report.people import view_people
from smartcart.report.rules_view import view_rules
from smartcart.report.style import segment_color
from smartcart.report.value_view import view_risk, view_value
from smartcart.report.words import decimals, percent, row_label

__all__ = ["view_report"]

#: From the least that may be claimed to the most.
VERDICTS = ("none", "constructive", "reproducible", "natural")


def view_report(facts: ReportFacts) -> dict[str, Any]:
    """Return the variables of the template, apart from the figures and the style."""
    return {
        "header": _header(facts),
        "cards": view_cards(facts),
        "verdict": facts.verdict,
        "verdicts": VERDICTS,
        "sure": _sure(facts),
        "contents": _contents(facts),
        "reason": facts.choice.reason,
        "warnings": facts.warnings,
        "key_figures": _key_figures(facts),
        "contributions": _contributions(facts),
        "value": view_value(facts.concentration),
        "risk": view_risk(facts.churn, facts.risk, tuple(each.id for each in facts.segments)),
        "scores": _scores(facts.choice),
        "columns": [
            {"id": each.id, "name": each.name, "color": segment_color(i)}
            for i, each in enumerate(facts.segments)
        ],
        "profile": [_row(str(name), facts) for name in facts.profile.index],
        "people": view_people(facts.descriptors, facts.fairness, facts.segments[0].id),
        "exploration": facts.exploration and view_exploration(facts.exploration, SECTION),
        "quality": facts.quality,
        "account": _account(facts),
        "method": facts.method,
        "rules": facts.rules and view_rules(facts.rules, facts.segments),
    }


def _header(facts: ReportFacts) -> list[tuple[str, str]]:
    day = facts.snapshot_date
    return [
        ("Source", facts.source),
        ("Snapshot date", day.isoformat() if day else "not known"),
        ("Customers", f"{facts.n_customers:,}"),
        ("Segments", str(len(facts.segments))),
    ]


def _key_figures(facts: ReportFacts) -> list[tuple[str, str, str]]:
    """Return what speaks for the segments: a figure, what it is, and what it says."""
    choice, figures = facts.choice, facts.figures
    weakest = choice.scores["stability_min_jaccard"].get(choice.k, math.nan)
    shown = [
        (
            figures["stability_ari_median"],
            "Agreement of refits (ARI)",
            f"asked: {choice.min_ari:.2f}; tables without structure: "
            f"{decimals(figures['stability_null'])}",
        ),
        (
            weakest,
            "Weakest segment (Jaccard)",
            f"asked: {choice.min_jaccard:.2f}; {stability_band(float(weakest))}",
        ),
        (
            figures["silhouette"],
            "Mean silhouette",
            f"tables without structure: {decimals(figures['silhouette_null'])}",
        ),
        (
            figures["border_density"],
            "Most crowded border",
            "customers there, per customer around a centre; below 0.5 is a gap",
        ),
        (
            figures["ward_agreement_ari"],
            f"Agreement with {choice.second_method} (ARI)",
            "the same number of segments, found in another way",
        ),
        (
            figures["variance_kept"],
            "Variance kept",
            "of the compared variables, by the space",
        ),
    ]
    return [
        (percent(value) if label == "Variance kept" else decimals(value), label, words)
        for value, label, words in shown
        if value is not None and not math.isnan(value)
    ]


def _sure(facts: ReportFacts) -> list[tuple[str, str, str]]:
    """Return what a reader needs in order to know how sure the segments are."""
    choice, figures = facts.choice, facts.figures
    weakest = choice.scores["stability_min_jaccard"].get(choice.k, math.nan)
    shown = [
        (figures["stability_ari_median"], "agreement of refits", figures["stability_null"]),
        (figures["silhouette"], "separation (silhouette)", figures["silhouette_null"]),
    ]
    rows = [
        (decimals(value), label, f"{decimals(null)} without structure")
        for value, label, null in shown
        if value is not None
    ]
    if not math.isnan(weakest):
        rows.insert(1, (decimals(weakest), "of the weakest segment comes back", ""))
    return rows


def _contents(facts: ReportFacts) -> list[tuple[str, str]]:
    """Return the sections that are there: anchor and words."""
    several = len(facts.segments) > 1
    sections = [
        ("segments", "Segment by segment", True),
        ("profiles", "Where they differ", True),
        ("value", "Value and risk", facts.concentration is not None or facts.churn is not None),
        ("answers", "Answers", facts.answers is not None),
        ("why", "How many, and how real", True),
        ("made", "What made them", several),
        ("people", "Who they are", bool(len(facts.descriptors) or len(facts.fairness))),
        ("rules", "Rules", facts.rules is not None),
        ("before", "Before any segment", facts.exploration is not None),
        ("quality", "Data quality", True),
        ("method", "Method", True),
        ("words", "Words", True),
    ]
    return [(anchor, words) for anchor, words, there in sections if there]


def _contributions(facts: ReportFacts) -> list[tuple[str, str, str, str]]:
    """Return per variable: label, share of the differences, width of a bar, what it tells alone."""
    if len(facts.segments) < 2:
        return []
    largest = float(facts.contributions["share_between"].max())
    return [
        (
            row_label(str(name)),
            percent(float(row["share_between"])),
            bar_width(float(row["share_between"]) / largest),
            decimals(float(row["association"])),
        )
        for name, row in facts.contributions.iterrows()
    ]


def _scores(choice: ChoiceFacts) -> list[dict[str, Any]]:
    inertia = choice.scores["inertia"]
    shares = inertia / (inertia.iloc[0] or 1.0)
    return [
        {
            "k": int(k),
            "is_taken": k == choice.k,
            "is_elbow": k == choice.elbow,
            "cells": [
                percent(float(shares.loc[k])),
                decimals(float(row["silhouette"])),
                decimals(float(row["silhouette_null"])),
                decimals(float(row["gap"])),
                decimals(float(row["prediction_strength"])),
                decimals(float(row["stability_ari"])),
                decimals(float(row["stability_null"])),
                decimals(float(row["stability_min_jaccard"])),
            ],
        }
        for k, row in choice.scores.iterrows()
    ]


def _row(name: str, facts: ReportFacts) -> dict[str, Any]:
    row = facts.profile.loc[name]
    ids = [segment.id for segment in facts.segments]
    return {
        "label": row_label(name, facts.value),
        "cells": [(format_value(name, row[each]), _mark(name, each, facts)) for each in ids],
        "everyone": format_value(name, row[EVERYONE]),
    }


def _mark(name: str, segment: str, facts: ReportFacts) -> str:
    if name not in facts.markers:
        return ""
    if facts.profile.loc[name, segment] == facts.profile.loc[name, EVERYONE]:
        return ""  # the median says nothing, whoever stands on either side of it
    return {1: "high", -1: "low"}.get(int(facts.markers.loc[segment, name]), "")


def _account(facts: ReportFacts) -> list[tuple[str, str]]:
    quality = facts.quality
    lines = quality.lines
    read = (
        [("Records read", quality.records)]
        if lines is None
        else [("Order lines read", lines.lines), ("Order lines used", lines.used)]
    )
    counts = [
        *read,
        ("Customers", quality.customers),
        ("Set aside", quality.quarantined),
        ("Repeated rows dropped", quality.duplicates_dropped),
        ("Blank lines", quality.non_data),
    ]
    return [(label, f"{n:,}") for label, n in counts]
