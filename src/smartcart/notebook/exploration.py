"""Exploration as a notebook shows it: what is unusual, then every quantity."""

from __future__ import annotations

from smartcart.exploration import Exploration, Quantity
from smartcart.notebook.describe import describe_result
from smartcart.notebook.page import Page, make_items, make_table
from smartcart.profiles import format_value
from smartcart.report.words import count_words, decimals, upper_first

__all__ = ["describe_exploration"]

_MOST_NOTICES = 10


@describe_result.register
def describe_exploration(found: Exploration) -> Page:
    """Say what is unusual in a table, before any segment."""
    seen = f", as they were on {found.snapshot_date}" if found.snapshot_date else ""
    unusual = count_words(len(found.notices), "thing") if found.notices else "Nothing"
    verb = "is" if len(found.notices) <= 1 else "are"
    header = ("Quantity", "Known", "Median", "Middle half", "Highest", "Skewness", "Far out")
    return Page(
        "Exploration",
        f"{count_words(found.customers, 'customer')}{seen}. {unusual} {verb} unusual.",
        (
            make_items([each.sentence for each in found.notices], "sentences", _MOST_NOTICES),
            make_table(header, [_row(each) for each in found.quantities], "quantities"),
        ),
    )


def _row(found: Quantity) -> list[str]:
    def write(value: float | None) -> str:
        return format_value(found.name, value)

    return [
        upper_first(found.label),
        f"{found.customers:,}",
        write(found.median),
        f"{write(found.first_quartile)} to {write(found.third_quartile)}",
        write(found.maximum),
        decimals(found.skewness),
        f"{found.far_out:,}",
    ]
