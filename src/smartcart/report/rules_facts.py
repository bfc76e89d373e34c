"""The segments as rules: what the report says of them, in plain data."""

from __future__ import annotations

from dataclasses import dataclass

from smartcart.profiles import RuleTree, write_asked
from smartcart.segmentation import Segmentation

__all__ = ["RulesFacts", "collect_rules"]


@dataclass(frozen=True)
class RulesFacts:
    """The rules with their words.

    Attributes
    ----------
    tree : RuleTree
    asked : tuple of str
        What each rule asks, in customer units.
    unstated : tuple of str
        Ids of the segments that no rule leads to.
    """

    tree: RuleTree
    asked: tuple[str, ...]
    unstated: tuple[str, ...]


def collect_rules(segmentation: Segmentation) -> RulesFacts | None:
    """Return the rules of a segmentation in words; None where there is one segment."""
    tree = segmentation.rules
    if tree is None:
        return None
    stated = {rule.segment_id for rule in tree.rules}
    return RulesFacts(
        tree,
        tuple(write_asked(rule, tree.measures) for rule in tree.rules),
        tuple(each for each in segmentation.model.ids if each not in stated),
    )
