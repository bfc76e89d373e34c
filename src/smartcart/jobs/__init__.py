"""Whole jobs without a terminal: the command line, the API and the page call them."""

from smartcart.jobs.campaign import CampaignJob, PlannedCampaign, run_campaign
from smartcart.jobs.check import run_check
from smartcart.jobs.explain import run_explain
from smartcart.jobs.explore import EXPLORATION_FILES, Explored, run_explore
from smartcart.jobs.handover import HandedOver, HandoverJob, run_handover
from smartcart.jobs.handover_files import HANDOVER_FILES
from smartcart.jobs.next_best import NextBestOffers
from smartcart.jobs.orders import Ordered, OrdersJob, run_orders
from smartcart.jobs.outputs import OWNED, summarize, write_quality, write_segmentation
from smartcart.jobs.playbook import read_playbook, write_playbook
from smartcart.jobs.recommend import Recommended, RecommendJob, run_recommend
from smartcart.jobs.refresh import Refreshed, RefreshJob, run_refresh
from smartcart.jobs.refresh_outputs import REFRESH_FILES
from smartcart.jobs.rename import run_rename
from smartcart.jobs.score import run_score
from smartcart.jobs.segment import Finished, SegmentJob, run_demo, run_segment, segment_reading
from smartcart.jobs.suggest import run_suggest

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
    "run_segment",
    "run_suggest",
    "segment_reading",
    "summarize",
    "write_playbook",
    "write_quality",
    "write_segmentation",
]
