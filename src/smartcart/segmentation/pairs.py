"""Segments of an old model and of a new one, matched by the customers they share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from smartcart.choice import crossing

__all__ = ["LASTS", "SegmentPair", "pair_segments"]

#: A segment lasts when it shares at least so much with the one it became (MONIC).
LASTS = 0.5


@dataclass(frozen=True)
class SegmentPair:
    """An old segment and the new one it shares most with, one to one; Jaccard 0 to 1."""

    old: str
    new: str
    jaccard: float

    @property
    def lasts(self) -> bool:
        """Whether the new segment may be taken for the old one."""
        return self.jaccard >= LASTS


def pair_segments(old: pd.Series, new: pd.Series) -> tuple[SegmentPair, ...]:
    """Match segments one to one so that the sum of their Jaccard indices is largest.

    The Hungarian method (Kuhn 1955) on customers in both, divided by customers in either;
    a match of at least 0.5 is a segment that lasts (MONIC; Spiliopoulou et al. 2006).

    Parameters
    ----------
    old, new : Series of str of shape (n_customers,)
        Segment ids of the same customers, in the same order.

    Returns
    -------
    tuple of SegmentPair, by the old id
        An old segment without a partner, where there are fewer new ones, is left out.

    Examples
    --------
    >>> pair_segments(pd.Series(["S1", "S1", "S2"]), pd.Series(["S2", "S2", "S1"]))
    (SegmentPair(old='S1', new='S2', jaccard=1.0), SegmentPair(old='S2', new='S1', jaccard=1.0))
    """
    from scipy.optimize import linear_sum_assignment

    old_codes, old_ids = pd.factorize(old, sort=True)
    new_codes, new_ids = pd.factorize(new, sort=True)
    shared = crossing(old_codes.astype(np.int64), new_codes.astype(np.int64))
    either = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0, keepdims=True) - shared
    jaccards = shared / either
    pairs = zip(*linear_sum_assignment(jaccards, maximize=True), strict=True)
    return tuple(
        SegmentPair(str(old_ids[i]), str(new_ids[j]), float(jaccards[i, j])) for i, j in pairs
    )
