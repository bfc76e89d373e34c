"""Clusters + Customers -> Profiles.

In: labels and `Features`. Out: what the customers of each segment are like in customer
units, a name for each segment by stated rules, and the evidence behind the name. For one
customer: the margin between two clusters by variable, and the smallest change that leads to
another. Of the value: how unevenly it is spread, and tiers.
"""

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
from smartcart.profiles.margin import SIZES, split_margin
from smartcart.profiles.names import find_evidence, name_segments
from smartcart.profiles.words import format_value, measure_label

__all__ = [
    "SIZES",
    "TIER_RULE",
    "Change",
    "Concentration",
    "Profiles",
    "Rate",
    "Tier",
    "describe_segments",
    "find_change",
    "find_dominant",
    "find_evidence",
    "format_value",
    "measure_concentration",
    "measure_label",
    "name_segments",
    "order_by_value",
    "share_contributions",
    "split_margin",
    "wilson_rate",
]
