"""Order lines -> products for every customer, and for customers to come.

In: `OrderLines`, and a way to place customers in segments. Out: `Recommender`, which gives the
products with their reasons, and `RecommenderEvaluation`, which says on a time split whether it is
ahead of what sells most.
"""

from smartcart.recommend.evaluate import RecommenderEvaluation, evaluate_recommender
from smartcart.recommend.recommend import Recommender, fit_recommender
from smartcart.recommend.segments import LearnSegments, PlaceCustomers, learn_fifths
from smartcart.recommend.task import TaskResult
from smartcart.recommend.tune import Tuning

__all__ = [
    "LearnSegments",
    "PlaceCustomers",
    "Recommender",
    "RecommenderEvaluation",
    "TaskResult",
    "Tuning",
    "evaluate_recommender",
    "fit_recommender",
    "learn_fifths",
]
