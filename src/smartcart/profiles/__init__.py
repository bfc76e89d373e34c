"""Clusters + Customers -> Profiles.

In: labels and `Features`. Out: what the customers of each segment are like in customer
units, a name for each segment by stated rules, and the evidence behind the name, and the
segments restated as rules; how unevenly the value is spread, and tiers; whether descriptors
differ by segment, and how well personal characteristics predict it. For one customer: the margin
between two clusters by variable, and the smallest change that leads to another.
"""

from smartcart.profiles.accents import Accent, find_accents, list_dimensions
from smartcart.profiles.change import Change, find_change
from smartcart.profiles.concentration import TIER_RULE, Concentration, Tier, measure_concentration
from smartcart.profiles.contribution import find_dominant, share_contributions
from smartcart.profiles.describe import (
    Profiles,
    Rate,
    describe_segments,
    order_by_value,
    wilson_rate,
)
from smartcart.profiles.descriptors import NO_P_VALUES, adjust_holm, compare_descriptors
from smartcart.profiles.fairness import (
    FOUR_FIFTHS,
    measure_fairness,
    mutual_information,
)
from smartcart.profiles.margin import SIZES, split_margin
from smartcart.profiles.markers import Standing, find_markers, find_standing
from smartcart.profiles.names import (
    UNMARKED,
    find_evidence,
    list_markers,
    name_segments,
    name_unmarked,
)
from smartcart.profiles.people import describe_people
from smartcart.profiles.rule_fit import restate_segments
from smartcart.profiles.rule_words import write_asked, write_precision, write_rules
from smartcart.profiles.rules import FAITHFUL, Condition, Rule, RuleMeasure, RuleTree
from smartcart.profiles.words import format_value, measure_label, write_exactly

__all__ = [
    "FAITHFUL",
    "FOUR_FIFTHS",
    "NO_P_VALUES",
    "SIZES",
    "TIER_RULE",
    "UNMARKED",
    "Accent",
    "Change",
    "Concentration",
    "Condition",
    "Profiles",
    "Rate",
    "Rule",
    "RuleMeasure",
    "RuleTree",
    "Standing",
    "Tier",
    "adjust_holm",
    "compare_descriptors",
    "describe_people",
    "describe_segments",
    "find_accents",
    "find_change",
    "find_dominant",
    "find_evidence",
    "find_markers",
    "find_standing",
    "format_value",
    "list_dimensions",
    "list_markers",
    "measure_concentration",
    "measure_fairness",
    "measure_label",
    "mutual_information",
    "name_segments",
    "name_unmarked",
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
