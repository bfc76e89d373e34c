"""SmartCart: customer segments that are real, named, explained and reproducible.

    import smartcart
    customers = smartcart.read_customers("customers.csv")
    segmentation = smartcart.segment(customers)
    segmentation.segments[0].name

Names are loaded when they are first used, so that ``import smartcart`` is fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smartcart import orders, recommend
    from smartcart.choice import choose_k, judge_segments, score_k, segment_stability
    from smartcart.clusters import fit_clusters
    from smartcart.config import parse_config
    from smartcart.customers import FOUNDING_SCHEMA, Customers, Schema, check_customers
    from smartcart.datasets import make_customers, make_orders
    from smartcart.errors import SmartCartError
    from smartcart.exploration import explore_customers as explore
    from smartcart.features import build_features
    from smartcart.model_file import load_model as load
    from smartcart.segmentation import Segmentation
    from smartcart.segmentation import segment_customers as segment
    from smartcart.segmenter import Segmenter
    from smartcart.settings import Settings
    from smartcart.space import fit_space
    from smartcart.tables import read_customers
    from smartcart.through_time import drift, match_segments, migrations

    __version__: str

#: The whole public surface: name -> (module, name there).
_FACE = {
    "Customers": ("smartcart.customers", "Customers"),
    "FOUNDING_SCHEMA": ("smartcart.customers", "FOUNDING_SCHEMA"),
    "Schema": ("smartcart.customers", "Schema"),
    "Segmentation": ("smartcart.segmentation", "Segmentation"),
    "Segmenter": ("smartcart.segmenter", "Segmenter"),
    "Settings": ("smartcart.settings", "Settings"),
    "SmartCartError": ("smartcart.errors", "SmartCartError"),
    "build_features": ("smartcart.features", "build_features"),
    "check_customers": ("smartcart.customers", "check_customers"),
    "choose_k": ("smartcart.choice", "choose_k"),
    "drift": ("smartcart.through_time", "drift"),
    "explore": ("smartcart.exploration", "explore_customers"),
    "fit_clusters": ("smartcart.clusters", "fit_clusters"),
    "fit_space": ("smartcart.space", "fit_space"),
    "judge_segments": ("smartcart.choice", "judge_segments"),
    "load": ("smartcart.model_file", "load_model"),
    "make_customers": ("smartcart.datasets", "make_customers"),
    "make_orders": ("smartcart.datasets", "make_orders"),
    "match_segments": ("smartcart.through_time", "match_segments"),
    "migrations": ("smartcart.through_time", "migrations"),
    "orders": ("smartcart.orders", ""),  # a room of its own: smartcart.orders.fit_bg_nbd
    "parse_config": ("smartcart.config", "parse_config"),
    "read_customers": ("smartcart.tables", "read_customers"),
    "recommend": ("smartcart.recommend", ""),  # a room of its own, too
    "score_k": ("smartcart.choice", "score_k"),
    "segment": ("smartcart.segmentation", "segment_customers"),
    "segment_stability": ("smartcart.choice", "segment_stability"),
}

__all__ = [
    "FOUNDING_SCHEMA",
    "Customers",
    "Schema",
    "Segmentation",
    "Segmenter",
    "Settings",
    "SmartCartError",
    "build_features",
    "check_customers",
    "choose_k",
    "drift",
    "explore",
    "fit_clusters",
    "fit_space",
    "judge_segments",
    "load",
    "make_customers",
    "make_orders",
    "match_segments",
    "migrations",
    "orders",
    "parse_config",
    "read_customers",
    "recommend",
    "score_k",
    "segment",
    "segment_stability",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("smartcart")
    if name not in _FACE:
        raise AttributeError(f"module 'smartcart' has no attribute {name!r}")
    module, attribute = _FACE[name]
    loaded = import_module(module)
    return getattr(loaded, attribute) if attribute else loaded


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
