"""Whole jobs without a terminal: the command line, the API and the page call them.

Names are loaded when they are first used: a server that only scores loads no learning library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smartcart.jobs.campaign import CampaignJob, PlannedCampaign, run_campaign
    from smartcart.jobs.check import run_check
    from smartcart.jobs.explain import run_explain
    from smartcart.jobs.explore import EXPLORATION_FILES, Explored, run_explore
    from smartcart.jobs.handover import HandedOver, HandoverJob, run_handover
    from smartcart.jobs.handover_files import HANDOVER_FILES
    from smartcart.jobs.next_best import NextBestOffers
    from smartcart.jobs.on_spark import SparkPlace, run_score_on_spark, run_segment_on_spark
    from smartcart.jobs.orders import Ordered, OrdersJob, run_orders
    from smartcart.jobs.outputs import OWNED, summarize, write_quality, write_segmentation
    from smartcart.jobs.playbook import read_playbook, write_playbook
    from smartcart.jobs.recommend import Recommended, RecommendJob, run_recommend
    from smartcart.jobs.refresh import Refreshed, RefreshJob, run_refresh
    from smartcart.jobs.refresh_outputs import REFRESH_FILES
    from smartcart.jobs.rename import run_rename
    from smartcart.jobs.score import run_score
    from smartcart.jobs.segment import (
        Finished,
        SegmentJob,
        run_demo,
        run_segment,
        segment_reading,
    )
    from smartcart.jobs.sql import run_sql
    from smartcart.jobs.suggest import run_suggest

#: Name -> the module of this room that holds it.
_FACE = {
    "EXPLORATION_FILES": "explore",
    "HANDOVER_FILES": "handover_files",
    "OWNED": "outputs",
    "REFRESH_FILES": "refresh_outputs",
    "CampaignJob": "campaign",
    "Explored": "explore",
    "Finished": "segment",
    "HandedOver": "handover",
    "HandoverJob": "handover",
    "NextBestOffers": "next_best",
    "Ordered": "orders",
    "OrdersJob": "orders",
    "PlannedCampaign": "campaign",
    "RecommendJob": "recommend",
    "Recommended": "recommend",
    "RefreshJob": "refresh",
    "Refreshed": "refresh",
    "SegmentJob": "segment",
    "SparkPlace": "on_spark",
    "read_playbook": "playbook",
    "run_campaign": "campaign",
    "run_check": "check",
    "run_demo": "segment",
    "run_explain": "explain",
    "run_explore": "explore",
    "run_handover": "handover",
    "run_orders": "orders",
    "run_recommend": "recommend",
    "run_refresh": "refresh",
    "run_rename": "rename",
    "run_score": "score",
    "run_score_on_spark": "on_spark",
    "run_segment": "segment",
    "run_segment_on_spark": "on_spark",
    "run_sql": "sql",
    "run_suggest": "suggest",
    "segment_reading": "segment",
    "summarize": "outputs",
    "write_playbook": "playbook",
    "write_quality": "outputs",
    "write_segmentation": "outputs",
}

__all__ = [
    "EXPLORATION_FILES",
    "HANDOVER_FILES",
    "OWNED",
    "REFRESH_FILES",
    "CampaignJob",
    "Explored",
    "Finished",
    "HandedOver",
    "HandoverJob",
    "NextBestOffers",
    "Ordered",
    "OrdersJob",
    "PlannedCampaign",
    "RecommendJob",
    "Recommended",
    "RefreshJob",
    "Refreshed",
    "SegmentJob",
    "SparkPlace",
    "read_playbook",
    "run_campaign",
    "run_check",
    "run_demo",
    "run_explain",
    "run_explore",
    "run_handover",
    "run_orders",
    "run_recommend",
    "run_refresh",
    "run_rename",
    "run_score",
    "run_score_on_spark",
    "run_segment",
    "run_segment_on_spark",
    "run_sql",
    "run_suggest",
    "segment_reading",
    "summarize",
    "write_playbook",
    "write_quality",
    "write_segmentation",
]


def __getattr__(name: str) -> Any:
    if name not in _FACE:
        raise AttributeError(f"module 'smartcart.jobs' has no attribute {name!r}")
    return getattr(import_module(f"smartcart.jobs.{_FACE[name]}"), name)
