"""How a forecast was made and tried, and what its columns hold, in a few sentences each."""

from __future__ import annotations

from smartcart.forecast import FORECAST_COLUMNS, TRUE_WITHIN
from smartcart.report.forecast.facts import ForecastFacts

__all__ = ["view_columns", "view_method"]

_EMPTY = "Empty here."


def view_columns(facts: ForecastFacts) -> list[tuple[str, str]]:
    """Return name and meaning of each column that a forecast adds to the customer table."""
    meanings = {
        "p_order": f"How probable at least one order within {facts.horizon:,} days is, from 0 to "
        "1.",
        "expected_orders": "Days of purchase to expect within them, on average over such "
        "customers.",
        "expected_value": "What these orders will bring, in the currency of the lines.",
        "return_rank": "The share of customers who are less likely to order, from 0 to 1; equals "
        "count half.",
        "relative_value": "Expected value over that of the mean customer: 1 is the mean.",
        "overdue": "How probable it is that a customer of this rhythm, had it stayed, would have "
        "ordered by now, from 0 to 1. Near 1, the silence is unusual for this customer.",
    }
    return [
        (name, meanings[name] if name in facts.filled else f"{_EMPTY} {meanings[name]}")
        for name in FORECAST_COLUMNS
    ]


def view_method() -> list[tuple[str, str]]:
    """Return heading and text of each part of the method."""
    return [
        (
            "Never judged on what was learnt",
            "On each day of the past, every forecast is made from what was known by then alone: "
            "it learns from earlier days whose horizon had passed, and is judged by the orders "
            "within the horizon that follows. What happened after the last day of the record is "
            "never learnt from.",
        ),
        (
            "Tried",
            "Models of buying and leaving: BG/NBD (Fader, Hardie & Lee 2005), MBG/NBD (Batislam, "
            "Denizel & Filiztekin 2007) and Pareto/NBD (Schmittlein, Morrison & Colombo 1987), "
            "each with Gamma-Gamma for the value of an order (Fader & Hardie 2013). Learnt from "
            "earlier days: logistic regression on recency, on recency, frequency and value (RFM), "
            "and on habits (these, lines bought of late, the own rhythm, returns); gradient "
            "boosting on habits; and the blend of the last two. What those who order bring "
            "is learnt as a logarithm, and brought back to a mean (Duan 1983).",
        ),
        (
            "The voice",
            f"A probability, where the share expected was within {100 * TRUE_WITHIN:.0f} points of "
            "what happened on every day and in every fifth of customers over all days, and the "
            "days cover a time: two years of record, or three days that reach over a horizon. A "
            "ranking, where levels move. Silent, where no forecast is better than chance for "
            "sure, or nothing can be tried.",
        ),
        (
            "Scores and intervals",
            "Who orders: AUC (Mann & Whitney 1947). Who spends most: Spearman's rank correlation. "
            "Intervals of 95 %: of rankings, 200 bootstrap samples of the customers, the same for "
            "every forecast and every day; of shares, Wilson 1927.",
        ),
        (
            "Overdue",
            "By MBG/NBD, whatever speaks: the rate of a customer's orders, given how many in what "
            "time, follows a gamma distribution.",
        ),
        (
            "Large tables",
            "Of more than 20,000 customers, so many are learnt from and judged, chosen by a hash "
            "of their id; all are forecast.",
        ),
    ]
