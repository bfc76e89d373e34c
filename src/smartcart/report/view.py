"""ReportFacts -> the texts that the page shows, in the order in which it shows them."""

from __future__ import annotations

import math
from typing import Any

from smartcart.choice import stability_band
from smartcart.profiles import format_value
from smartcart.report.facts import EVERYONE, ChoiceFacts, ReportFacts
from smartcart.report.people import view_people
from smartcart.report.rules_view import view_rules
from smartcart.report.style import segment_color
from smartcart.report.value_view import view_risk, view_value
from smartcart.report.words import (
    count_words,
    decimals,
    interval_words,
    lower_first,
    percent,
    row_label,
)
from smartcart.segmentation import MIN_CUSTOMERS_PER_SEGMENT, Segment, SubSegment

__all__ = ["view_report"]


def view_report(facts: ReportFacts) -> dict[str, Any]:
    """Return the variables of the template, apart from the figures and the style."""
    return {
        "header": _header(facts),
        "cards": [_card(segment, i, facts) for i, segment in enumerate(facts.segments)],
        "verdict": facts.verdict,
        "reason": facts.choice.reason,
        "warnings": facts.warnings,
        "key_figures": _key_figures(facts),
        "contributions": _contributions(facts),
        "value": view_value(facts.concentration, facts.value),
        "risk": view_risk(facts.churn, facts.risk, tuple(each.id for each in facts.segments)),
        "scores": _scores(facts.choice),
        "columns": [
            {"id": each.id, "name": each.name, "color": segment_color(i)}
            for i, each in enumerate(facts.segments)
        ],
        "profile": [_row(str(name), facts) for name in facts.profile.index],
        "people": view_people(facts.descriptors, facts.fairness, facts.segments[0].id),
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


def _card(segment: Segment, position: int, facts: ReportFacts) -> dict[str, Any]:
    shares = [("Share of customers", segment.share_customers)]
    if segment.share_spend is not None:
        shares.append((f"Share of {facts.value}", segment.share_spend))
    return {
        "id": segment.id,
        "name": segment.name,
        "color": segment_color(position),
        "size": count_words(segment.size, "customer"),
        "shares": [(label, percent(share), _width(share)) for label, share in shares],
        "figures": _card_figures(segment, facts),
        "evidence": segment.evidence,
        "advice": segment.advice,
        "is_small": segment.size < MIN_CUSTOMERS_PER_SEGMENT,
    }


def _card_figures(segment: Segment, facts: ReportFacts) -> list[tuple[str, str]]:
    figures = []
    if segment.spend_median is not None:
        label = lower_first(row_label(facts.value_measure))
        value = format_value(facts.value_measure, segment.spend_median)
        figures.append((f"Median {label}", value))
    if segment.response_rate is not None:
        figures.append((row_label("response_rate"), interval_words(segment.response_rate)))
    if segment.stability_jaccard is not None:
        returns = f"{decimals(segment.stability_jaccard)}, {segment.stability_band}"
        figures.append(("Returns in refits", returns))
    figures += [
        (f"Part {part.id}", _part_words(part, facts.value_measure)) for part in segment.sub_segments
    ]
    return figures


def _part_words(part: SubSegment, value_measure: str) -> str:
    words = f"{count_words(part.size, 'customer')}, {percent(part.share_segment)} of it"
    if part.spend_median is not None:
        words = f"{words}, median {format_value(value_measure, part.spend_median)}"
    return f"{words}: {lower_first(part.name)}" if part.name else words


def _width(share: float) -> str:
    """Return the length of a bar; a share below 0 or above 1 is possible with negative values."""
    return f"{100 * min(max(share, 0.0), 1.0):.1f}%"


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


def _contributions(facts: ReportFacts) -> list[tuple[str, str, str, str]]:
    """Return per variable: label, share of the differences, width of a bar, what it tells alone."""
    if len(facts.segments) < 2:
        return []
    largest = float(facts.contributions["share_between"].max())
    return [
        (
            row_label(str(name)),
            percent(float(row["share_between"])),
            _width(float(row["share_between"]) / largest),
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
    counts = [
        ("Records read", quality.records),
        ("Customers", quality.customers),
        ("Set aside", quality.quarantined),
        ("Repeated rows dropped", quality.duplicates_dropped),
        ("Blank lines", quality.non_data),
    ]
    return [(label, f"{n:,}") for label, n in counts]
