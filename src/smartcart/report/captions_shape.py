"""The words of the figures on how the customers lie."""

from __future__ import annotations

import numpy as np
import pandas as pd

from smartcart.report.facts import ReportFacts
from smartcart.report.figure_words import FigureWords
from smartcart.report.shape_facts import LoadingFacts, SilhouetteFacts
from smartcart.report.tree_facts import TreeFacts
from smartcart.report.words import decimals, percent
from smartcart.segmentation import Segment

__all__ = ["caption_loadings", "caption_shapes"]


def caption_shapes(facts: ReportFacts) -> dict[str, FigureWords]:
    """Return the words of the figures that are there, by name."""
    words = {}
    if facts.silhouettes is not None:
        words["silhouettes"] = _silhouettes(facts.silhouettes, facts.segments)
    if facts.flow is not None:
        words["flow"] = _flow(facts.flow, facts.segments, facts.choice.k)
    if facts.tree is not None:
        words["tree"] = _tree(facts.tree, facts)
    return words


def caption_loadings(facts: LoadingFacts) -> FigureWords:
    """Return the words of the loadings."""
    n_shown = facts.loadings.shape[1]
    leading = facts.loadings.abs().idxmax()
    parts = "; ".join(
        f"component {i + 1} leads with {name} ({facts.loadings.loc[name].iloc[i]:+.2f})"
        for i, name in enumerate(leading)
    )
    more = facts.n_components - n_shown
    kept = f" {more} more were kept." if more else ""
    return FigureWords(
        "What the components are made of",
        "The weight of each compared variable in the first components: blue bars to the right "
        "rise with the component, orange bars to the left fall with it. In brackets each "
        f"component's share of the variance.{kept}",
        f"Bars of loadings: {parts}.",
    )


def _silhouettes(facts: SilhouetteFacts, segments: tuple[Segment, ...]) -> FigureWords:
    means = "; ".join(
        f"{segment.id} {decimals(float(widths.mean())) if len(widths) else '–'}"
        for segment, widths in zip(segments, facts.widths, strict=True)
    )
    every = np.concatenate(facts.widths)
    return FigureWords(
        "How near customers are to their own segment",
        "One thin line for each customer, the surest on top; the thick mark is the mean of the "
        "segment. Left: how much nearer a customer is to the own segment than to the next one. "
        "Right: the confidence of segments.csv. The thin ends are customers at a border"
        f": {percent(float((every < 0).mean()))} are nearer to another segment."
        f"{_sampled(facts.n_shown, facts.n_customers)}",
        f"Customers of each segment by silhouette, from high to low. Means: {means}.",
    )


def _flow(flow: pd.DataFrame, segments: tuple[Segment, ...], k: int) -> FigureWords:
    last = int(flow["next_k"].max())
    following = flow[flow["k"] == k]
    ends = [
        f"{segment.id} goes to {n} of the clusters of {k + 1}"
        for i, segment in enumerate(segments)
        if (n := following.loc[following["segment"] == i, "next_cluster"].nunique())
    ]
    return FigureWords(
        "Where customers go as the number of segments grows",
        f"Each column is a number of segments from 1 to {last}, each bar one of its clusters. "
        "The colours are those of the segments taken: a segment that splits cleanly stays in one "
        "colour, one that is a mixture of others mixes them.",
        f"Bands from 1 to {last} segments. " + ("; ".join(ends) + "." if ends else ""),
    )


def _tree(facts: TreeFacts, report: ReportFacts) -> FigureWords:
    agreement = report.figures["ward_agreement_ari"]
    agrees = (
        f" The two ways agree at an ARI of {decimals(agreement)}." if agreement is not None else ""
    )
    return FigureWords(
        "How customers join into groups",
        f"Ward's tree from {len(facts.sizes)} branches upwards: the higher two groups are joined, "
        "the less alike they are. A join has the colour of a segment when most customers on both "
        f"sides are in it, and is grey otherwise.{agrees}"
        f"{_sampled(facts.n_shown, facts.n_customers)}",
        f"Dendrogram of {len(facts.sizes)} branches, cut into {len(report.segments)}; the last "
        f"join is at {facts.up.max():.0f}, the cut at {facts.cut:.0f}.",
    )


def _sampled(shown: int, everyone: int) -> str:
    if shown == everyone:
        return ""
    return f" {shown:,} of {everyone:,} customers are shown, chosen by a hash of their id."
