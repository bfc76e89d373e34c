"""CampaignPlan as a notebook shows it: the hard things first, then whom to contact."""

from __future__ import annotations

from smartcart.notebook.describe import describe_result
from smartcart.notebook.page import Page, make_items, make_table
from smartcart.report.words import count_words
from smartcart.value import CampaignPlan

__all__ = ["describe_campaign"]


@describe_result.register
def describe_campaign(plan: CampaignPlan) -> Page:
    """Say whom to contact, what that should bring, and how it did on customers never seen."""
    segments = plan.segments
    rows = [
        [
            str(segment),
            f"{row['customers']:,.0f}",
            f"{row['contacts']:,.0f}",
            f"{row['expected_responses']:,.0f}",
            f"{row['expected_profit']:,.0f}",
            f"{row['profit_low']:,.0f} to {row['profit_high']:,.0f}",
        ]
        for segment, row in segments.iterrows()
    ]
    header = ("Segment", "Customers", "Contacts", "Answers", "Expected profit", "95%")
    forecast = plan.forecast
    return Page(
        "Campaign",
        f"Contact {int(segments['contacts'].sum()):,} of "
        f"{count_words(int(segments['customers'].sum()), 'customer')}; expected profit "
        f"{forecast.profit:,.0f} ({forecast.low:,.0f} to {forecast.high:,.0f}).",
        (
            make_items(plan.sentences, "sentences", most=8),
            make_table(header, rows, "segments"),
        ),
    )
