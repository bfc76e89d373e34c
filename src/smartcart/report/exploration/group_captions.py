"""The words of the figures on gaps, on joining and on countries."""

from __future__ import annotations

from smartcart.exploration import Exploration, Group
from smartcart.profiles import measure_label
from smartcart.report.exploration.choose import (
    Shown,
    choose_gaps,
    choose_groups,
    name_outcome,
)
from smartcart.report.exploration.gaps import count_far_out
from smartcart.report.exploration.groups import FEWEST_FOR_MEDIAN
from smartcart.report.exploration.words import left_out, shorten_words
from smartcart.report.figure_words import FigureWords
from smartcart.report.words import count_words, percent, upper_first

__all__ = ["caption_gaps", "caption_groups"]


def caption_gaps(found: Exploration, shown: Shown) -> FigureWords:
    """Return the words on what is missing and far out."""
    del shown
    chosen = choose_gaps(found)
    said = []
    for row in chosen.rows:
        label = upper_first(shorten_words(row.label))
        parts = [f"{row.missing:,} missing"] if row.missing else []
        parts += [f"{count_far_out(row):,} far out"] if count_far_out(row) else []
        said.append(f"{label}: {', '.join(parts)}")
    return FigureWords(
        "What is missing, and what is far out",
        f"Shares of all {count_words(found.customers, 'customer')}, in brackets how many. Far out "
        "lies more than three times the middle half beyond its ends (Tukey)."
        + left_out(chosen, "column", "columns"),
        f"Bars of the share of all customers whose value is missing or far out. {'; '.join(said)}.",
    )


def caption_groups(found: Exploration, shown: Shown) -> FigureWords:
    """Return the words on customers by time of joining, or by country."""
    is_joining = shown.kind == "joining"
    chosen = choose_groups(found, shown.kind)
    outcome = name_outcome(found)
    said = "; ".join(_group(group, outcome) for group in chosen.rows)
    grouping = found.joining if is_joining else found.country
    missing = grouping.missing if grouping else 0
    texts = [
        "The first and the last period may be cut short." if is_joining else "",
        f"The line of {shorten_words(measure_label(outcome))} is its 95% interval."
        if outcome
        else "",
        f"Not known for {count_words(missing, 'customer')}." if missing else "",
        f"No median of fewer than {FEWEST_FOR_MEDIAN} customers is shown."
        if found.concentration
        else "",
    ]
    more = left_out(chosen, "earlier period", "earlier periods")
    more = more if is_joining else left_out(chosen, "country", "countries")
    return FigureWords(
        "When they joined" if is_joining else "Where they live",
        " ".join(text for text in texts if text) + more,
        f"Bars and dots. {said}.",
    )


def _group(group: Group, outcome: str) -> str:
    rate = next((each.rate for each in group.rates if each.outcome == outcome), None)
    words = f"{shorten_words(group.group)}: {count_words(group.customers, 'customer')}"
    what = shorten_words(measure_label(outcome))
    return words if rate is None else f"{words}, {what} {percent(rate)}"
