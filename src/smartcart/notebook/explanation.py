"""Explanation of one customer as a notebook shows it."""

from __future__ import annotations

from smartcart.notebook.describe import describe_result
from smartcart.notebook.page import Page, make_table
from smartcart.report.words import row_label
from smartcart.segmentation import Explanation, write_value

__all__ = ["describe_explanation"]


@describe_result.register
def describe_explanation(explained: Explanation) -> Page:
    """Say why a customer is here, and what each variable adds to that."""
    rows = [
        [
            row_label(term.feature),
            write_value(term.feature, term.value),
            explained.segment_id if term.contribution > 0 else str(explained.runner_up),
            f"{abs(term.contribution):.2f}",
        ]
        for term in explained.terms
    ]
    table = make_table(("Variable", "This customer", "Speaks for", "By"), rows, "variables", 3)
    return Page(
        f"Customer {explained.customer_id}",
        explained.sentence,
        (
            *([table] if rows else []),
            *([] if explained.runner_up is None else [_certainty(explained)]),
            *([explained.risk.sentence] if explained.risk else []),
        ),
    )


def _certainty(explained: Explanation) -> str:
    return (
        f"Confidence {explained.confidence:.2f}: 0 is half-way to {explained.runner_up}, 1 the "
        f"centre of {explained.segment_id}."
    )
