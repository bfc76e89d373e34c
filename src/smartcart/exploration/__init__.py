"""Customers -> Exploration.

In: `Customers`, and `Features` where they have been built. Out: `Exploration`, plain data: one row
for each column and measure by type, how strongly pairs go together, how value is spread, what
totals are made of, the rate of outcomes by variable, by time of joining and by country; and
sentences on what is unusual, each from a rule of `NOTICE_RULES`.
"""

from smartcart.exploration.curve import ValueCurve
from smartcart.exploration.explore import Exploration, explore_customers
from smartcart.exploration.facts import NOTICE_RULES, Notice
from smartcart.exploration.groups import Group, Grouping, GroupRate
from smartcart.exploration.levels import shorten
from smartcart.exploration.link_notices import choose_pairs, choose_responses
from smartcart.exploration.mix import Mix, Portion
from smartcart.exploration.pairs import MEASURES, Matrix, Pair
from smartcart.exploration.response import RESPONSE_NOTE, Part, Response
from smartcart.exploration.rows import (
    Category,
    Days,
    Described,
    Flag,
    Histogram,
    Level,
    Quantity,
)

__all__ = [
    "MEASURES",
    "NOTICE_RULES",
    "RESPONSE_NOTE",
    "Category",
    "Days",
    "Described",
    "Exploration",
    "Flag",
    "Group",
    "GroupRate",
    "Grouping",
    "Histogram",
    "Level",
    "Matrix",
    "Mix",
    "Notice",
    "Pair",
    "Part",
    "Portion",
    "Quantity",
    "Response",
    "ValueCurve",
    "choose_pairs",
    "choose_responses",
    "explore_customers",
    "shorten",
]
