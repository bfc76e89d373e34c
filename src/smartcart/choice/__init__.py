"""Space -> KScores -> KChoice -> Verdict.

In: `Space`, or any numeric matrix. Out: the whole panel for every number of clusters, a choice
that states its reason in words, and a verdict: what may be claimed about the clusters.
"""

from smartcart.choice.agreement import adjusted_rand, best_jaccards, crossing
from smartcart.choice.border import border_density
from smartcart.choice.choose import KChoice, choose_k, min_segment_size
from smartcart.choice.elbow import elbow_heights, find_elbow
from smartcart.choice.flow import flow_between, origin_stability
from smartcart.choice.gap import choose_by_gap, score_gap
from smartcart.choice.nested import NestedClusters, split_clusters
from smartcart.choice.null import NullFigures, score_null
from smartcart.choice.score import KScores, score_k
from smartcart.choice.segments import segment_stability
from smartcart.choice.silhouette import mean_silhouettes, silhouette_widths
from smartcart.choice.squared import squared_silhouettes
from smartcart.choice.stability import Stability, segment_jaccards, stability_band
from smartcart.choice.strength import choose_by_strength, prediction_strength, score_strength
from smartcart.choice.structureless import draw_structureless, unimodal_bandwidths
from smartcart.choice.verdict import Verdict, judge_segments

__all__ = [
    "KChoice",
    "KScores",
    "NestedClusters",
    "NullFigures",
    "Stability",
    "Verdict",
    "adjusted_rand",
    "best_jaccards",
    "border_density",
    "choose_by_gap",
    "choose_by_strength",
    "choose_k",
    "crossing",
    "draw_structureless",
    "elbow_heights",
    "find_elbow",
    "flow_between",
    "judge_segments",
    "mean_silhouettes",
    "min_segment_size",
    "origin_stability",
    "prediction_strength",
    "score_gap",
    "score_k",
    "score_null",
    "score_strength",
    "segment_jaccards",
    "segment_stability",
    "silhouette_widths",
    "split_clusters",
    "squared_silhouettes",
    "stability_band",
    "unimodal_bandwidths",
]
