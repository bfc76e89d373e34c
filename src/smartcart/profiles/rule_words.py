"""A rule as a sentence in customer units."""

from __future__ import annotations

from collections.abc import Mapping

from smartcart.profiles.rules import Condition, Rule, RuleMeasure, RuleTree
from smartcart.profiles.words import measure_label, write_exactly

__all__ = ["write_asked", "write_condition", "write_precision", "write_rule", "write_rules"]


def write_rules(tree: RuleTree, names: Mapping[str, str]) -> list[str]:
    """Return the sentence of each rule of a tree; see `write_rule`."""
    return [write_rule(rule, tree.measures, names) for rule in tree.rules]


def write_rule(rule: Rule, measures: tuple[RuleMeasure, ...], names: Mapping[str, str]) -> str:
    """Write a rule: what it asks, the segment it states, whom it covers and how rightly.

    Parameters
    ----------
    names : mapping of str to str
        Names of the segments by id.

    Examples
    --------
    >>> measures = (RuleMeasure("spend_total", "amount"), RuleMeasure("n_purchases", "count"))
    >>> rule = Rule("S1", (Condition("spend_total", above=800.0),
    ...                    Condition("n_purchases", above=11.0)), 612, 0.94)
    >>> print(write_rule(rule, measures, {"S1": "High-value loyal customers"}))
    Spend in two years above 800 and at least 12 purchases → S1 High-value loyal customers:
    612 customers, 94% of whom are in it
    """
    covered = f"{rule.customers:,} customer{'s' * (rule.customers != 1)}"
    held = f", {write_precision(rule)} of whom are in it" if rule.customers else ""
    place = f"{rule.segment_id} {names[rule.segment_id]}"
    return f"{write_asked(rule, measures)} → {place}: {covered}{held}"


def write_asked(rule: Rule, measures: tuple[RuleMeasure, ...]) -> str:
    """Write all that a rule asks.

    Examples
    --------
    >>> write_asked(Rule("S1", (), 3, 1.0), ())
    'Every customer'
    """
    by_name = {each.name: each for each in measures}
    asked = [write_condition(each, by_name[each.measure]) for each in rule.conditions]
    listed = " and ".join([", ".join(asked[:-1]), asked[-1]] if len(asked) > 1 else asked)
    return listed[:1].upper() + listed[1:] if listed else "Every customer"


def write_condition(condition: Condition, measure: RuleMeasure) -> str:
    """Write what a rule asks of one measure.

    Examples
    --------
    >>> write_condition(Condition("spend_wines", above=60, at_most=400),
    ...                 RuleMeasure("spend_wines", "amount"))
    'spend on wines above 60 up to 400'
    >>> write_condition(Condition("orders", at_most=3), RuleMeasure("orders", "count"))
    'at most 3 orders'
    >>> write_condition(Condition("tier", above=0.0),
    ...                 RuleMeasure("tier", "ordinal", levels=("bronze", "silver", "gold")))
    'tier at least silver'
    """
    label = measure_label(measure.name)
    if measure.form == "nominal":
        return f"{label} {'is' if condition.at_most is None else 'is not'} {condition.level}"
    if measure.form == "flag":
        return f"{label}: {'yes' if condition.at_most is None else 'no'}"
    if measure.form == "count":
        return _counted(condition, label)
    if measure.form == "ordinal":
        return _levelled(condition, label, measure.levels)
    parts = [
        f"{words} {write_exactly(measure.name, border)}"
        for words, border in (("above", condition.above), ("up to", condition.at_most))
        if border is not None
    ]
    return f"{label} {' '.join(parts)}"


def _counted(condition: Condition, label: str) -> str:
    """Write whole numbers as people count: at least 12, not above 11."""
    low = None if condition.above is None else condition.above + 1
    high = condition.at_most
    if low is None:
        return f"no {label}" if high == 0 else f"at most {high:,.12g} {label}"
    if high is None:
        return f"at least {low:,.12g} {label}"
    return f"{low:,.12g}{f' to {high:,.12g}' if low < high else ''} {label}"


def _levelled(condition: Condition, label: str, levels: tuple[str, ...]) -> str:
    low = None if condition.above is None else levels[int(condition.above) + 1]
    high = None if condition.at_most is None else levels[int(condition.at_most)]
    if low is None:
        return f"{label} at most {high}"
    if high is None:
        return f"{label} at least {low}"
    return f"{label} {low}{f' to {high}' if low != high else ''}"


def write_precision(rule: Rule) -> str:
    """Write the share of those covered that are in the segment; only all of them are 100 %.

    Examples
    --------
    >>> write_precision(Rule("S1", (), 1000, 0.999)), write_precision(Rule("S1", (), 3, 1.0))
    ('99%', '100%')
    """
    return "100%" if rule.precision == 1 else f"{min(rule.precision, 0.99):.0%}"
