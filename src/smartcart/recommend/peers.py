"""What share a part has with peers: of a customer's own share of it nothing is looked at."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from smartcart.recommend.parts import Parts

__all__ = ["PEERS", "Peers", "expect_share"]

_Floats = NDArray[np.float64]
_Texts = NDArray[np.object_]

#: All customers; the segment; who divides the rest alike; who does so in the segment.
Peers = Literal["all", "segment", "mix", "segment_mix"]
PEERS: tuple[Peers, ...] = ("all", "segment", "mix", "segment_mix")


def expect_share(
    peers: Peers, part: int, known: tuple[Parts, _Texts], asked: tuple[Parts, _Texts]
) -> _Floats:
    """Return the share of one part that customers are expected to have, by their peers.

    ``all`` is the mean share of all customers. ``segment`` is that of the segment, with one
    customer of the mean of all added. ``mix`` is least squares on how the other parts are divided
    among themselves (shares and their roots), ``segment_mix`` the same with a constant for each
    segment.

    Parameters
    ----------
    peers : Peers
    part : int
        Its position in the parts.
    known, asked : pair of Parts and array of str
        Customers to learn from, and to answer for, with their segments.

    Returns
    -------
    array of shape (n_asked,)
        From 0 to 1. Of customers to learn from, those with none of the other parts are left out;
        of such customers nothing but the segment is known.
    """
    usable = known[0].without(part).sum(axis=1) > 0
    learnt, segments = known[0].of(usable), known[1][usable]
    share = learnt.shares[:, part]
    mean = float(share.mean()) if len(share) else 1.0 / len(learnt.columns)
    if peers == "all":
        return np.full(len(asked[1]), mean)
    by_segment = _segment_means(share, segments, mean)
    expected = np.array([by_segment.get(each, mean) for each in asked[1]], dtype=np.float64)
    if peers == "segment" or not len(share):
        return expected
    names = sorted(by_segment)[1:] if peers == "segment_mix" else []
    x = _describe(learnt, segments, part, names)
    weights = np.linalg.lstsq(x, share, rcond=None)[0]
    # Summed row by row in a fixed order, so that a customer alone gets the answer of a batch.
    found = (_describe(*asked, part, names) * weights).sum(axis=1)
    has_others = asked[0].without(part).sum(axis=1) > 0
    return np.where(has_others, np.clip(found, 0.0, 1.0), expected)


def _segment_means(share: _Floats, segments: _Texts, mean: float) -> dict[str, float]:
    names, of_row = np.unique(segments.astype(str), return_inverse=True)
    sums = np.bincount(of_row, weights=share, minlength=len(names))
    counts = np.bincount(of_row, minlength=len(names))
    return dict(zip(names.tolist(), ((sums + mean) / (counts + 1)).tolist(), strict=True))


def _describe(parts: Parts, segments: _Texts, part: int, names: list[str]) -> _Floats:
    """Return what is known of customers but for one part, as columns.

    The sum of the others is not among them: of customers who spend the same in all, it tells the
    hidden share by arithmetic.
    """
    others = parts.without(part)
    total = others.sum(axis=1)
    mix = (others / np.where(total > 0, total, 1.0)[:, None])[:, 1:]  # they sum to 1
    flags = [(segments == name).astype(np.float64) for name in names]
    return np.column_stack([np.ones(len(total)), mix, np.sqrt(mix), *flags])
