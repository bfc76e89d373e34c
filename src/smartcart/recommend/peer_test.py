"""Which peers speak: each part hidden in turn, and predicted for customers that were left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers import Customers
from smartcart.recommend.parts import Parts
from smartcart.recommend.peers import PEERS, Peers, expect_share
from smartcart.value import deal_folds, fingerprint_customers
from smartcart.value.folds import sample_groups

__all__ = ["PeerTest", "PlaceInSegments", "judge_peers"]

#: Customers -> the segment of each, indexed by customer id.
PlaceInSegments = Callable[[Customers], pd.Series]

_Floats = NDArray[np.float64]
_FOLDS = 5
_FEWEST, _MOST = 50, 20_000
_SAMPLES = 1_000
_WORDS = {
    "all": "the shares of all customers",
    "segment": "the segment alone",
    "mix": "how the rest is divided, without the segment,",
    "segment_mix": "how the rest is divided, within the segment,",
}


@dataclass(frozen=True)
class PeerTest:
    """How well hidden shares are predicted from peers.

    Attributes
    ----------
    noun : str
        What is divided.
    customers : int
        Customers judged; 0 where they are too few.
    methods : DataFrame, indexed by peers
        ``explained``: the part of the squared distance to the mean share of all customers that
        goes away; ``low``, ``high``: its 95 % interval.
    winner : Peers
        The most explained of those surely above 0; ``all`` where none is.
    """

    noun: str
    customers: int
    methods: pd.DataFrame
    winner: Peers

    @property
    def sentence(self) -> str:
        """What came out, in words."""
        if not self.customers:
            return (
                f"Shares of {self.noun}: too few customers to find out whose are alike; they are "
                "compared with those of all."
            )
        if self.winner == "all":
            return (
                f"Shares of {self.noun}: no peers predict them surely better than the shares of "
                "all customers do; they are compared with these."
            )
        best, segment = self.methods.loc[self.winner], self.methods.loc["segment"]
        return (
            f"Shares of {self.noun}: {_WORDS[self.winner]} explains {best['explained']:.0%} "
            f"({best['low']:.0%} to {best['high']:.0%}) of how customers differ in them; "
            f"the segment alone {segment['explained']:.0%} ({segment['low']:.0%} to "
            f"{segment['high']:.0%}), the shares of all nothing."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "customers": self.customers,
            "peers": self.methods.to_dict(orient="index"),
            "winner": self.winner,
            "sentence": self.sentence,
        }


def judge_peers(
    customers: Customers, parts: Parts, place: PlaceInSegments, seed: int = 0
) -> PeerTest:
    """Hide each part of each customer in turn, and predict it as peers have it.

    The customer is placed anew, with the mean share in the place of the hidden one, and the
    prediction is learnt from four fifths of the customers to which it does not belong; copies of
    a customer stay together. Customers without the other parts are not judged. Of very many
    customers 20,000 are taken, by a hash of what is known of them.

    Parameters
    ----------
    customers : Customers
    parts : Parts
        Of the same customers.
    place : callable
        Gives the segment of every customer.

    Returns
    -------
    PeerTest
    """
    groups = fingerprint_customers(customers)
    rows = sample_groups(groups, _MOST) & (parts.totals > 0)
    if len(np.unique(groups[rows])) < _FEWEST:
        return PeerTest(parts.noun, 0, _no_methods(), "all")
    customers = replace(customers, table=customers.table[rows])
    parts, groups = parts.of(rows), groups[rows]
    folds = deal_folds(groups, np.zeros(len(groups)), _FOLDS)
    errors = np.zeros((len(groups), len(PEERS)))
    for part in range(len(parts.columns)):
        hidden = _place_without(customers, parts, place, part)
        judged = parts.without(part).sum(axis=1) > 0
        for at, peers in enumerate(PEERS):
            expected = _predict(peers, part, parts, hidden, folds)
            errors[:, at] += np.where(judged, (expected - parts.shares[:, part]) ** 2, 0.0)
    methods = _explain(errors, seed)
    return PeerTest(parts.noun, len(groups), methods, _find_winner(methods))


def _place_without(
    customers: Customers, parts: Parts, place: PlaceInSegments, part: int
) -> NDArray[np.object_]:
    """Place customers whose own amount of one part is not looked at."""
    others = parts.without(part).sum(axis=1)
    mean = float(parts.shares[others > 0, part].mean()) if (others > 0).any() else 0.0
    filled = others * mean / (1.0 - mean) if mean < 1 else others
    column = parts.columns[part].name
    table = customers.table.assign(**{column: filled})
    return np.asarray(place(replace(customers, table=table)), dtype=object)


def _predict(
    peers: Peers, part: int, parts: Parts, segments: NDArray[np.object_], folds: NDArray[np.int64]
) -> _Floats:
    expected = np.zeros(len(folds))
    for fold in range(_FOLDS):
        left_out = folds == fold
        known = (parts.of(~left_out), segments[~left_out])
        asked = (parts.of(left_out), segments[left_out])
        expected[left_out] = expect_share(peers, part, known, asked)
    return expected


def _explain(errors: _Floats, seed: int) -> pd.DataFrame:
    """Return what each method explains, with intervals over customers drawn with replacement."""
    generator = np.random.default_rng(seed)
    n = len(errors)
    sums = np.array([errors[generator.integers(0, n, n)].sum(axis=0) for _ in range(_SAMPLES)])
    with np.errstate(invalid="ignore", divide="ignore"):
        drawn = np.nan_to_num(1.0 - sums / sums[:, :1], nan=0.0, neginf=0.0)
        total = errors.sum(axis=0)
        explained = np.nan_to_num(1.0 - total / total[0], nan=0.0, neginf=0.0)
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    table = {"explained": explained, "low": low, "high": high}
    return pd.DataFrame(table, index=pd.Index(PEERS, name="peers"))


def _find_winner(methods: pd.DataFrame) -> Peers:
    ahead = [peers for peers in PEERS if methods.loc[peers, "low"] > 0]
    return max(ahead, key=lambda peers: float(methods.loc[peers, "explained"]), default="all")


def _no_methods() -> pd.DataFrame:
    columns = ["explained", "low", "high"]
    return pd.DataFrame(0.0, index=pd.Index([], name="peers"), columns=columns)
