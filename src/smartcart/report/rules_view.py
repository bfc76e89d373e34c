"""RulesFacts -> the texts of the section "The segments as rules"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from smartcart.profiles import FAITHFUL, write_precision
from smartcart.report.rules_facts import RulesFacts
from smartcart.report.style import segment_color
from smartcart.report.words import count_words, joined, percent
from smartcart.segmentation import Segment

__all__ = ["view_rules"]


def view_rules(facts: RulesFacts, segments: Sequence[Segment]) -> dict[str, Any]:
    """Return the variables of ``rules.html``: sentences, a warning or none, and the rows."""
    tree, names = facts.tree, {each.id: each.name for each in segments}
    colors = {each.id: segment_color(i) for i, each in enumerate(segments)}
    return {
        "lead": _lead(facts),
        "notice": _notice(facts),
        "rows": [
            {
                "id": rule.segment_id,
                "name": names[rule.segment_id],
                "color": colors[rule.segment_id],
                "asked": asked,
                "customers": f"{rule.customers:,} ({percent(rule.customers / tree.n_customers)})",
                "precision": write_precision(rule),
            }
            for rule, asked in zip(tree.rules, facts.asked, strict=True)
        ],
    }


def _lead(facts: RulesFacts) -> str:
    tree = facts.tree
    asked = "one question leads" if tree.depth == 1 else f"at most {tree.depth} questions lead"
    return (
        f"Every customer falls under exactly one rule; {asked} to it. For customers the rules "
        f"were not learnt from they state the right segment for {percent(tree.fidelity)}; one rule "
        f"for everybody would for {percent(tree.largest_share)}. A figure that is missing counts "
        "as the median."
    )


def _notice(facts: RulesFacts) -> str:
    """Say what the rules must not be used for; empty where they may stand for the segments."""
    said = []
    if not facts.tree.is_faithful:
        said.append(
            f"These rules do not restate the segments: below {percent(FAITHFUL)} of held-out "
            "customers they are a rough picture. Use segments.csv to address customers."
        )
    if facts.unstated:
        said.append(
            f"No rule leads to {joined(facts.unstated)}: "
            f"{count_words(len(facts.unstated), 'segment')} too small or too mixed for so few "
            "questions."
        )
    return " ".join(said)
