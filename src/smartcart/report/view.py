"""ReportFacts -> the texts that the page shows, in the order in which it shows them."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from smartcart.profiles import format_value
from smartcart.report.facts import EVERYONE, ChoiceFacts, ReportFacts
from smartcart.report.style import segment_color
from smartcart.report.words import (
    count_words,
    decimals,
    interval_words,
    lower_first,
    percent,
    row_label,
)
from smartcart.segmentation import MIN_CUSTOMERS_PER_SEGMENT, Segment

__all__ = ["view_report"]

#: How far a Jaccard says that a segment can be trusted (Hennig 2007, scale of fpc).
_TRUST = ((0.85, "highly stable"), (0.75, "stable"), (0.6, "a pattern, but members are unsure"))
#: A median above that of so many customers is marked as high, its mirror image as low.
_HIGH = 2 / 3


def view_report(facts: ReportFacts) -> dict[str, Any]:
    """Return the variables of the template, apart from the figures and the style."""
    return {
        "header": _header(facts),
        "cards": [_card(segment, i, facts) for i, segment in enumerate(facts.segments)],
        "reason": facts.choice.reason,
        "warnings": facts.warnings,
        "key_figures": _key_figures(facts),
        "scores": _scores(facts.choice),
        "columns": [
            {"id": each.id, "name": each.name, "color": segment_color(i)}
            for i, each in enumerate(facts.segments)
        ],
        "profile": [_row(str(name), facts) for name in facts.profile.index],
        "quality": facts.quality,
        "account": _account(facts),
        "method": facts.method,
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
        trust = _trust(segment.stability_jaccard)
        figures.append(("Returns in refits", f"{decimals(segment.stability_jaccard)}, {trust}"))
    return figures


def _width(share: float) -> str:
    """Return the length of a bar; a share below 0 or above 1 is possible with negative values."""
    return f"{100 * min(max(share, 0.0), 1.0):.1f}%"


def _trust(jaccard: float) -> str:
    return next((words for bound, words in _TRUST if jaccard >= bound), "not to be trusted")


def _key_figures(facts: ReportFacts) -> list[tuple[str, str, str]]:
    """Return what speaks for the segments: a figure, what it is, and what it says."""
    choice, figures = facts.choice, facts.figures
    weakest = choice.scores["stability_min_jaccard"].get(choice.k, math.nan)
    shown = [
        (
            figures["stability_ari_median"],
            "Agreement of refits (ARI)",
            f"asked: {choice.min_ari:.2f}; one pair of refits in ten agrees at "
            f"{decimals(figures['stability_ari_q10'])} or less",
        ),
        (
            weakest,
            "Weakest segment (Jaccard)",
            f"asked: {choice.min_jaccard:.2f}; {_trust(float(weakest))}",
        ),
        (figures["silhouette"], "Mean silhouette", "1 is far apart, 0 is no gap at all"),
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
                decimals(float(row["stability_ari"])),
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
    position = facts.positions.loc[segment, name] if name in facts.positions else math.nan
    if pd.isna(position) or 1 - _HIGH < position < _HIGH:
        return ""
    if facts.profile.loc[name, segment] == facts.profile.loc[name, EVERYONE]:
        return ""  # a value that most customers share is neither high nor low
    return "high" if position >= _HIGH else "low"


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
