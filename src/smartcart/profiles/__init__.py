"""Clusters + Customers -> Profiles.

In: labels and `Features`. Out: what the customers of each segment are like in customer
units, a name for each segment by stated rules, and the evidence behind the name, and the
segments restated as rules. For one customer: the margin between two clusters by variable, and
the smallest change that leads to another.
"""

from smartcart.profiles.change import Change, find_change
from smartcart.profiles.contribution import find_dominant, share_contributions
from smartcart.profiles.describe import (
    Profiles,
    Rate,
    describe_segments,
    order_by_value,
    wilson_rate,
)
from smartcart.profiles.margin import SIZES, split_margin
from smartcart.profiles.names import find_evidence, name_segments
from smartcart.profiles.rule_fit import restate_segments
from smartcart.profiles.rule_words import write_asked, write_precision, write_rules
from smartcart.profiles.rules import FAITHFUL, Condition, Rule, RuleMeasure, RuleTree
from smartcart.profiles.words import format_value, measure_label, write_exactly

__all__ = [
    "FAITHFUL",
    "SIZES",
    "Change",
    "Condition",
    "Profiles",
    "Rate",
    "Rule",
    "RuleMeasure",
    "RuleTree",
    "describe_segments",
    "find_change",
    "find_dominant",
    "find_evidence",
    "format_value",
    "measure_label",
    "name_segments",
    "order_by_value",
    "restate_segments",
    "share_contributions",
    "split_margin",
    "wilson_rate",
    "write_asked",
    "write_exactly",
    "write_precision",
    "write_rules",
]
