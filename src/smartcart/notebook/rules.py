"""The segments as rules, as a notebook shows them."""

from __future__ import annotations

from smartcart.notebook.describe import describe_result
from smartcart.notebook.page import Page, Saying, make_table
from smartcart.profiles import FAITHFUL, RuleTree, write_asked, write_precision
from smartcart.report.words import count_words, percent

__all__ = ["describe_rules"]


@describe_result.register
def describe_rules(tree: RuleTree) -> Page:
    """Say which questions lead to which segment, and how often they are right."""
    rows = [
        [
            rule.segment_id,
            write_asked(rule, tree.measures),
            f"{rule.customers:,}",
            write_precision(rule),
        ]
        for rule in tree.rules
    ]
    warning = Saying(
        "Note:",
        f"Below {percent(FAITHFUL)} of held-out customers, the rules are a rough picture of the "
        "segments: do not address customers by them.",
    )
    return Page(
        "Rules",
        f"{count_words(len(tree.rules), 'rule')}; for customers they were not learnt from they "
        f"state the right segment for {percent(tree.fidelity)}. One rule for everybody would for "
        f"{percent(tree.largest_share)}.",
        (
            make_table(("Segment", "Where", "Customers", "Right"), rows, "rules", 2),
            *([] if tree.is_faithful else [warning]),
        ),
    )
