"""Value and leaving as a notebook shows them: Concentration and Churn."""

from __future__ import annotations

from smartcart.churn import Churn, Fifth
from smartcart.notebook.describe import describe_result
from smartcart.notebook.page import Page, make_table
from smartcart.profiles import TIER_RULE, Concentration, format_value
from smartcart.report.words import decimals, percent, upper_first, value_words

__all__ = ["describe_churn", "describe_concentration"]


@describe_result.register
def describe_concentration(found: Concentration) -> Page:
    """Say how much of the value few customers carry, and cut the customers into tiers."""
    words = value_words(found.measure)
    if not found.tiers:
        return Page("Value", found.note)
    rows = [
        [
            f"Tier {tier.tier}",
            f"{tier.customers:,}",
            percent(tier.share_customers),
            percent(tier.share_value),
            format_value(found.measure, tier.low),
        ]
        for tier in found.tiers
    ]
    header = ("", "Customers", "Share", f"Share of {words}", f"{upper_first(words)} from")
    notes = [TIER_RULE, found.note] if found.note else [TIER_RULE]
    return Page(
        "Value",
        f"The top fifth of customers carries {percent(found.share_top_fifth)} of {words}, the top "
        f"tenth {percent(found.share_top_tenth)}; Gini {decimals(found.gini)} (0 all alike, 1 one "
        "has all).",
        (make_table(header, rows, "tiers"), *notes),
    )


@describe_result.register
def describe_churn(found: Churn) -> Page:
    """Say whether leaving may be spoken of as a probability, and why."""
    header = ("Purchases", "Customers", "Mean days expected", "Mean days found")
    fifths = found.check.fifths if found.check else ()
    table = make_table(header, [_fifth(each) for each in fifths], "groups")
    return Page(
        "Leaving",
        found.reason,
        (*([table] if fifths else []), *([found.note] if found.note else [])),
    )


def _fifth(fifth: Fifth) -> list[str]:
    low, high = fifth.purchases_from, fifth.purchases_to
    return [
        f"{low:,}" if low == high else f"{low:,} to {high:,}",
        f"{fifth.customers:,}",
        *(
            "\u2013" if days is None else f"{days:.0f}"
            for days in (fifth.expected_days, fifth.observed_days)
        ),
    ]
