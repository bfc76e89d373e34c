"""Two segmentations of the same customers -> what differs, and how customers move between them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from smartcart.errors import ModelFileError
from smartcart.report.words import decimals, percent
from smartcart.segmentation import Segmentation

__all__ = ["ComparisonFacts", "collect_comparison"]


@dataclass(frozen=True)
class ComparisonFacts:
    """Two numbers of segments side by side.

    Attributes
    ----------
    figures : tuple of (label, of the first, of the second)
        The verdict and what speaks for it, written out.
    sizes : tuple of two tuples of (name, customers, share of customers)
        The segments of each, with their ids in front.
    moves : DataFrame of int
        Customers by segment of the first (rows) and of the second (columns).
    """

    figures: tuple[tuple[str, str, str], ...]
    sizes: tuple[tuple[tuple[str, int, float], ...], tuple[tuple[str, int, float], ...]]
    moves: pd.DataFrame


def collect_comparison(first: Segmentation, second: Segmentation) -> ComparisonFacts:
    """Compare two segmentations of the same customers.

    Raises
    ------
    ModelFileError
        For a segmentation loaded from a file, which holds no customers.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.segmentation import try_number
    >>> settings = {"n_boot": 2, "n_null": 2, "segments": 2}
    >>> two = smartcart.segment(smartcart.make_customers(300, seed=0), settings)
    >>> facts = collect_comparison(two, try_number(two, 3))
    >>> facts.moves.shape, int(facts.moves.to_numpy().sum())
    ((2, 3), 300)
    """
    return ComparisonFacts(
        figures=tuple((label, write(first), write(second)) for label, write in _FIGURES),
        sizes=(_sizes(first), _sizes(second)),
        moves=_moves(first, second),
    )


def _weakest(segmentation: Segmentation) -> str:
    return decimals(segmentation.k_scores["stability_min_jaccard"].get(segmentation.k, math.nan))


_FIGURES: tuple[tuple[str, Callable[[Segmentation], str]], ...] = (
    ("How real", lambda each: each.verdict.name),
    ("Separation (silhouette)", lambda each: decimals(each.figures["silhouette"])),
    ("Silhouette without structure", lambda each: decimals(each.figures["silhouette_null"])),
    ("Agreement of refits (ARI)", lambda each: decimals(each.figures["stability_ari_median"])),
    ("Weakest segment (Jaccard)", _weakest),
    ("Smallest segment", lambda each: percent(min(s.share_customers for s in each.segments))),
)


def _sizes(segmentation: Segmentation) -> tuple[tuple[str, int, float], ...]:
    return tuple(
        (f"{each.id} {each.name}", each.size, each.share_customers)
        for each in segmentation.segments
    )


def _moves(first: Segmentation, second: Segmentation) -> pd.DataFrame:
    labels = []
    for each in (first, second):
        if each.training is None:
            raise ModelFileError(
                "A model read from a file holds no customers to compare.",
                "Segment the customers anew.",
            )
        labels.append(each.training.clusters.labels)
    moves = pd.crosstab(labels[0], labels[1].loc[labels[0].index])
    moves = moves.reindex(index=range(first.k), columns=range(second.k), fill_value=0)
    rows, columns = (
        pd.Index([f"{s.id} {s.name}" for s in each.segments]) for each in (first, second)
    )
    return moves.set_axis(rows, axis=0).set_axis(columns, axis=1)
