"""Value and risk as the report words them: tiers, concentration, and the voice of leaving."""

from __future__ import annotations

from typing import Any

from smartcart.churn import Churn, Fifth, RiskModel
from smartcart.profiles import TIER_RULE, Concentration, Tier, format_value
from smartcart.report.words import decimals, joined, percent, row_label, value_words

__all__ = ["view_risk", "view_value"]

#: What figures of a measure mean that are in no currency.
_UNITS = {
    "relative_value": "Expected value is what a forecast of order dates expects of a customer, "
    "over the mean of all: 1 is the mean."
}


def view_value(value: Concentration | None) -> dict[str, Any] | None:
    """Return the texts on value; None where the table does not say what a customer is worth."""
    if value is None:
        return None
    words = value_words(value.measure)
    notes = [TIER_RULE if value.tiers else "", _UNITS.get(value.measure, ""), value.note]
    return {
        "tiles": [
            (percent(value.share_top_tenth), f"Top tenth, share of {words}"),
            (percent(value.share_top_fifth), f"Top fifth, share of {words}"),
            (decimals(value.gini), "Gini (0 all alike, 1 one has all)"),
        ]
        if value.tiers
        else [],
        "share": f"Share of {words}",
        "start": f"From this {words} on",
        "tiers": [_tier(tier, value.measure) for tier in value.tiers],
        "notes": [text for text in notes if text],
    }


def view_risk(
    churn: Churn | None, risk: RiskModel | None, segments: tuple[str, ...]
) -> dict[str, Any] | None:
    """Return the texts on the risk of leaving: the voice with its check, and the index."""
    if churn is None:
        return None
    check = churn.check
    return {
        "reason": churn.reason,
        "fifths": [_fifth(each) for each in check.fifths] if check else [],
        "notes": [*_index_notes(risk, segments), *([churn.note] if churn.note else [])],
    }


def _tier(tier: Tier, measure: str) -> tuple[str, str, str, str, str]:
    """Return per tier: name, customers, their share, the share of value, from where."""
    return (
        tier.tier,
        f"{tier.customers:,}",
        percent(tier.share_customers),
        percent(tier.share_value),
        format_value(measure, tier.low),
    )


def _fifth(fifth: Fifth) -> tuple[str, ...]:
    low, high = fifth.purchases_from, fifth.purchases_to
    days = (fifth.expected_days, fifth.model_days, fifth.observed_days)
    return (
        f"{low:,}" if low == high else f"{low:,} to {high:,}",
        f"{fifth.customers:,}",
        *("–" if each is None else f"{each:.0f}" for each in days),
    )


def _index_notes(risk: RiskModel | None, segments: tuple[str, ...]) -> list[str]:
    if risk is None:
        return []
    parts = [
        f"{row_label(name).lower()} ({percent(weight)})"
        for name, weight in zip(risk.parts, risk.weights, strict=True)
    ]
    starts = [
        f"{start:.0f} in {segment}"
        for segment, start in zip(segments, risk.prone_from, strict=True)
    ]
    return [
        "The risk index goes from 0 to 100 among the customers of one segment: 80 is riskier than "
        f"80 % of them. Its parts, with their weights: {joined(parts)}.",
        f"Churn-prone means an index of at least {joined(starts)}; it is lower where the typical "
        "customer of a segment buys less often than two thirds of all customers. It says whom to "
        "look at first, not who will leave.",
    ]
