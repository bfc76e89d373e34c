"""Sentences on what is unusual in a table, each from a rule with a stated threshold."""

from __future__ import annotations

from smartcart.exploration.facts import Facts, Notice
from smartcart.exploration.link_notices import notice_links
from smartcart.exploration.spread_notices import notice_spread

__all__ = ["find_notices"]


def find_notices(facts: Facts) -> tuple[Notice, ...]:
    """Return what is unusual by the rules of `NOTICE_RULES`, the strongest first.

    Rules that compare many variables or pairs ask for a p-value that holds for all of them
    together (Bonferroni), so that independent noise is silent.

    Returns
    -------
    tuple of Notice
        Ordered by strength, then by sentence.
    """
    found = [*notice_spread(facts), *notice_links(facts)]
    return tuple(sorted(found, key=lambda each: (-round(each.strength, 12), each.sentence)))
