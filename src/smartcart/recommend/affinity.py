"""Shares of a customer, drawn towards its peers by how little the customer has bought."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import nnls

from smartcart.recommend.parts import Parts
from smartcart.recommend.peers import Peers, expect_share

__all__ = ["Affinities", "estimate_credibility", "fit_affinities", "shrink_shares"]

_Floats = NDArray[np.float64]
_ROUNDS = 10


@dataclass(frozen=True)
class Affinities:
    """What customers are drawn to, and where they lie below their peers.

    Attributes
    ----------
    parts : Parts
    peers : Peers
        Whose shares speak.
    expected, shares : DataFrame of shape (n_customers, n_parts)
        The share of each part with peers; and the customer's own, shrunk to it. Rows sum to 1.
    half_known : float
        The total at which half of what a customer's own shares say is believed; may be infinite.
    """

    parts: Parts
    peers: Peers
    expected: pd.DataFrame
    shares: pd.DataFrame
    half_known: float

    @property
    def missing(self) -> pd.DataFrame:
        """What a customer would buy more of each part at the share of peers, 0 or more."""
        gaps = (self.expected - self.shares).clip(lower=0.0)
        return gaps.mul(self.parts.totals, axis=0)


def fit_affinities(parts: Parts, segments: pd.Series, peers: Peers) -> Affinities:
    """Shrink the shares of customers to those of their peers.

    With n the total of a customer, y its share and e the share of peers,
    ``shares = z y + (1 - z) e`` and ``z = n / (n + half_known)``: credibility (Bühlmann & Straub
    1970; with an expectation for each customer, Hachemeister 1975), which for counts is the
    posterior mean of a Dirichlet-multinomial.

    Parameters
    ----------
    parts : Parts
    segments : Series of str, indexed by customer id
    peers : Peers

    Returns
    -------
    Affinities
    """
    of_customer = segments.reindex(parts.customers).to_numpy(dtype=object)
    known = (parts, of_customer)
    columns = [expect_share(peers, j, known, known) for j in range(len(parts.columns))]
    expected = np.column_stack(columns)
    sums = expected.sum(axis=1, keepdims=True)
    # Each was expected by itself; none is left only where nothing is expected of any.
    expected = np.where(sums > 0, expected / np.where(sums > 0, sums, 1), 1 / expected.shape[1])
    half_known = estimate_credibility(parts, expected)
    shrunk = shrink_shares(parts, expected, half_known)
    labels = list(parts.labels)
    return Affinities(
        parts=parts,
        peers=peers,
        expected=pd.DataFrame(expected, parts.customers, labels),
        shares=pd.DataFrame(shrunk, parts.customers, labels),
        half_known=half_known,
    )


def shrink_shares(parts: Parts, expected: _Floats, half_known: float) -> _Floats:
    """Return shares between the customer's own and those expected of it.

    Examples
    --------
    >>> from smartcart.customers import Column, Kind, Role
    >>> columns = tuple(Column(n, n, Role.DESCRIPTOR, Kind.COUNT) for n in ("web", "store"))
    >>> parts = Parts(columns, pd.Index(["1", "2"]), np.array([[0.0, 30.0], [0.0, 0.0]]))
    >>> shrink_shares(parts, np.full((2, 2), 0.5), half_known=10.0).tolist()
    [[0.125, 0.875], [0.5, 0.5]]
    """
    total = parts.totals
    # Of who bought nothing, nothing is known, even where own shares are believed at once.
    known = np.where(total > 0, total / (np.where(total > 0, total, 1.0) + half_known), 0.0)
    return np.asarray(known[:, None] * parts.shares + (1 - known[:, None]) * expected)


def estimate_credibility(parts: Parts, expected: _Floats) -> float:
    """Return the total at which a customer's own shares count half.

    The squared distance of own shares to expected ones, over what a single purchase would have,
    is on average a + b / n: a the tastes, b chance. Both are found by least squares, not
    negative, with weights 1 / (a + b / n) taken anew a few times; the answer is b / a. For counts
    that follow a Dirichlet-multinomial it is the sum of the parameters of the Dirichlet.

    Returns
    -------
    float
        0 where those who buy little are spread no wider than those who buy much; infinite where
        nobody has a taste of its own.
    """
    spread = (expected * (1 - expected)).sum(axis=1)
    usable = (parts.totals > 0) & (spread > 0)
    if not usable.any():
        return float("inf")
    distance = ((parts.shares - expected) ** 2).sum(axis=1)[usable] / spread[usable]
    inverse = 1.0 / parts.totals[usable]
    unit = float(np.median(inverse))  # both columns of one size, whatever the money is
    columns = np.column_stack([np.ones(len(inverse)), inverse / unit])
    weights = np.ones(len(inverse))
    for _ in range(_ROUNDS):
        (tastes, chance), _ = nnls(columns * weights[:, None], distance * weights)
        level = columns @ np.array([tastes, chance])
        if not (level > 0).all():
            return float("inf")
        weights = 1.0 / level
    return float(chance / tastes / unit) if tastes > 0 else float("inf")
