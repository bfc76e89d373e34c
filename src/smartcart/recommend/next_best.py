"""The category a customer lacks most beside its peers, and the channel to offer it through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers import Customers
from smartcart.errors import DataError
from smartcart.recommend.affinity import Affinities, fit_affinities
from smartcart.recommend.parts import list_parts
from smartcart.recommend.peer_test import PeerTest, PlaceInSegments, judge_peers

__all__ = ["NextBest", "find_next_best"]


@dataclass(frozen=True)
class NextBest:
    """An offer for every customer of a table without products.

    Attributes
    ----------
    offers : DataFrame
        One row per customer, as `find_next_best` says.
    categories, channels : Affinities or None
        What customers are drawn to; None where the table does not say.
    tests : mapping of str to PeerTest
        ``categories`` and ``channels``, as far as they are there: whose shares speak, and how
        well they predict.
    """

    offers: pd.DataFrame
    categories: Affinities | None
    channels: Affinities | None
    tests: dict[str, PeerTest]

    @property
    def affinities(self) -> pd.DataFrame:
        """Shares of all categories and channels, as ``affinity_meat``; indexed by customer id."""
        there = [each for each in (self.categories, self.channels) if each is not None]
        tables = [each.shares.add_prefix("affinity_") for each in there]
        return pd.concat(tables, axis=1).rename(columns=lambda name: name.replace(" ", "_"))

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: how the shares were judged."""
        return {name: test.to_dict() for name, test in self.tests.items()}


def find_next_best(customers: Customers, place: PlaceInSegments) -> NextBest:
    """Find for each customer the category that it lacks most beside its peers.

    Categories are the columns that add to the value of a customer, channels those that add to
    its number of purchases. Whose shares a customer is held against is found out by hiding each
    part and predicting it (see `PeerTest`); the customer's own share is shrunk to theirs by how
    little it has bought.

    Parameters
    ----------
    customers : Customers
        With two or more categories, or two or more channels.
    place : callable
        Gives the segment of every customer, indexed by customer id.

    Returns
    -------
    NextBest
        Its `offers`: ``customer_id``, ``segment_id``; ``category``, the one in which the total
        times (share of peers less own share) is highest; that is ``expected_extra_spend``, in the
        money of the table; ``own_share`` (as bought) and ``peer_share`` of it, 0 to 1;
        ``channel``, where most of the purchases are to be expected; ``next_channel``, that most
        below the peers; ``reason``, in words. Who lacks nothing, or bought nothing, is offered
        what peers buy most; of who bought nothing the expected extra spend is empty.

    Raises
    ------
    DataError
        When neither categories nor channels are there.

    Examples
    --------
    >>> import smartcart
    >>> customers = smartcart.check_customers(smartcart.make_customers(60, seed=0))
    >>> everybody = lambda each: pd.Series("S1", index=each.table.index)
    >>> found = find_next_best(customers, everybody)
    >>> found.offers.columns[:4].tolist(), round(float(found.affinities.iloc[0].sum()), 9)
    (['customer_id', 'segment_id', 'category', 'expected_extra_spend'], 2.0)
    """
    parts = list_parts(customers)
    if not parts:
        raise DataError(
            "The table has no columns that add to the value of a customer or to its purchases, "
            "such as spend by category: there is no category or channel to choose.",
            "Give two or more columns the key adds_to in a settings file, with the name of the "
            "measure that is value or frequency, and segment the table anew; or give order lines.",
        )
    segments = place(customers)
    tests = {name: judge_peers(customers, each, place) for name, each in parts.items()}
    found = {name: fit_affinities(parts[name], segments, tests[name].winner) for name in parts}
    categories, channels = found.get("categories"), found.get("channels")
    offers = pd.DataFrame(
        {
            "customer_id": segments.index.to_numpy(dtype=object),
            "segment_id": segments.to_numpy(dtype=object),
            **_offer_category(categories, segments),
            **_offer_channel(channels, len(segments)),
        }
    )
    if categories is None:
        offers["reason"] = _say_channels(channels, offers)
    reason = offers.pop("reason")
    return NextBest(offers.assign(reason=reason), categories, channels, tests)


def _offer_category(found: Affinities | None, segments: pd.Series) -> dict[str, Any]:
    n = len(segments)
    if found is None:
        empty = np.full(n, np.nan)
        names = ("expected_extra_spend", "own_share", "peer_share")
        return {"category": np.full(n, "", dtype=object), **dict.fromkeys(names, empty)}
    missing, rows = found.missing.to_numpy(), np.arange(n)
    has_bought = found.parts.totals > 0
    lacks = missing.max(axis=1) > 0
    best = np.where(lacks, missing.argmax(axis=1), found.expected.to_numpy().argmax(axis=1))
    extra = np.where(has_bought, missing[rows, best], np.nan)
    own = np.where(has_bought, found.parts.shares[rows, best], np.nan)
    peer = found.expected.to_numpy()[rows, best]
    labels = np.array(found.parts.labels, dtype=object)[best]
    told = zip(segments, labels, own, peer, strict=True)
    return {
        "category": labels,
        "expected_extra_spend": np.round(extra, 2),
        "own_share": np.round(own, 4),
        "peer_share": np.round(peer, 4),
        "reason": [_say(found, *each) for each in told],
    }


def _offer_channel(found: Affinities | None, n: int) -> dict[str, NDArray[np.object_]]:
    if found is None:
        empty = np.full(n, "", dtype=object)
        return {"channel": empty, "next_channel": empty}
    labels = np.array(found.parts.labels, dtype=object)
    missing = found.missing.to_numpy()
    following = labels[missing.argmax(axis=1)]
    return {
        "channel": labels[found.shares.to_numpy().argmax(axis=1)],
        "next_channel": np.where(missing.max(axis=1) > 0, following, ""),
    }


def _say_channels(found: Affinities | None, offers: pd.DataFrame) -> list[str]:
    """Say why a channel is offered, where the table has no categories."""
    if found is None:
        return [""] * len(offers)
    best = offers["channel"].map({label: j for j, label in enumerate(found.parts.labels)})
    rows = np.arange(len(offers))
    own = np.where(found.parts.totals > 0, found.parts.shares[rows, best], np.nan)
    peer = found.expected.to_numpy()[rows, best]
    told = zip(offers["segment_id"], offers["channel"], own, peer, strict=True)
    return [_say(found, *each) for each in told]


def _say(found: Affinities, segment: str, label: str, own: float, peer: float) -> str:
    who = {
        "all": "customers",
        "mix": "customers who divide the rest as you do",
        "segment": f"customers of {segment}",
        "segment_mix": f"customers of {segment} who divide the rest as you do",
    }[found.peers]
    verb = "spend" if found.parts.is_money else "buy"
    you = "nothing is known" if np.isnan(own) else f"{own:.0%}"
    return f"{who} {verb} {peer:.0%} {found.parts.preposition} {label}; you: {you}"
