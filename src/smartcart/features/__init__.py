"""Customers -> Features.

In: `Customers`. Out: `Features`: the segmentation variables in customer units (nothing else
ever enters the distance) and the measures by which people describe a customer.
"""

from typing import TYPE_CHECKING, Any

from smartcart.features.build import Features, build_features, drop_reasons
from smartcart.features.measures import measure_customers
from smartcart.features.places import Places
from smartcart.features.rounding import is_rounding
from smartcart.features.totals import columns_behind, take_totals

if TYPE_CHECKING:
    from smartcart.features.transformer import BehaviouralFeatures

__all__ = [
    "BehaviouralFeatures",
    "Features",
    "Places",
    "build_features",
    "columns_behind",
    "drop_reasons",
    "is_rounding",
    "measure_customers",
    "take_totals",
]


def __getattr__(name: str) -> Any:
    """Load the face for scikit-learn when it is first asked for."""
    if name == "BehaviouralFeatures":
        from smartcart.features.transformer import BehaviouralFeatures

        return BehaviouralFeatures
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
