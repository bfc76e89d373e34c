"""Customers -> Features.

In: `Customers`. Out: `Features`: the segmentation variables in customer units (nothing else
ever enters the distance) and the measures by which people describe a customer.
"""

from smartcart.features.build import Features, build_features, drop_reasons
from smartcart.features.measures import measure_customers
from smartcart.features.totals import columns_behind, take_totals
from smartcart.features.transformer import BehaviouralFeatures

__all__ = [
    "BehaviouralFeatures",
    "Features",
    "build_features",
    "columns_behind",
    "drop_reasons",
    "measure_customers",
    "take_totals",
]
