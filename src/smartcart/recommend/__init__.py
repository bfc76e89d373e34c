"""Order lines -> products for every customer, and for customers to come.

In: `OrderLines`, and a way to place customers in segments. Out: `Recommender`, which gives the
products with their reasons, and `RecommenderEvaluation`, which says on a time split whether it is
ahead of what sells most. For customers without order lines: `NextBest`, a category and a channel.
For recommenders of others: `Handover`.
"""

from smartcart.recommend.evaluate import RecommenderEvaluation, evaluate_recommender
from smartcart.recommend.handover import Bought, Handover, make_handover
from smartcart.recommend.next_best import NextBest, find_next_best
from smartcart.recommend.peer_test import PeerTest, PlaceInSegments
from smartcart.recommend.recommend import Recommender, fit_recommender
from smartcart.recommend.segments import LearnSegments, PlaceCustomers, learn_fifths
from smartcart.recommend.task import TaskResult
from smartcart.recommend.tune import Tuning

__all__ = [
    "Bought",
    "Handover",
    "LearnSegments",
    "NextBest",
    "PeerTest",
    "PlaceCustomers",
    "PlaceInSegments",
    "Recommender",
    "RecommenderEvaluation",
    "TaskResult",
    "Tuning",
    "evaluate_recommender",
    "find_next_best",
    "fit_recommender",
    "learn_fifths",
    "make_handover",
]
