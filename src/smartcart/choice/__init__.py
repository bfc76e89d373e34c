"""Space -> KScores -> KChoice.

In: `Space`. Out: the whole panel for every number of clusters, and a choice that states its
reason in words.
"""

from smartcart.choice.agreement import adjusted_rand, best_jaccards
from smartcart.choice.choose import KChoice, choose_k
from smartcart.choice.elbow import elbow_heights, find_elbow
from smartcart.choice.score import KScores, Stability, score_k, segment_jaccards
from smartcart.choice.silhouette import mean_silhouettes

__all__ = [
    "KChoice",
    "KScores",
    "Stability",
    "adjusted_rand",
    "best_jaccards",
    "choose_k",
    "elbow_heights",
    "find_elbow",
    "mean_silhouettes",
    "score_k",
    "segment_jaccards",
]
