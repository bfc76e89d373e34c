"""Customers whose first order lies after the split, served by their segment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.orders import OrderLines
from smartcart.recommend.judge import difference_interval, judge_lists, top_products
from smartcart.recommend.popularity import Popularity, SegmentPopularity, fit_segment_popularity
from smartcart.recommend.purchases import Purchases, lines_of
from smartcart.recommend.segments import PlaceCustomers, place_by_country

__all__ = ["Newcomers", "find_newcomers", "judge_newcomers"]

_Floats = NDArray[np.float64]

#: What everybody's taste is worth in a country, in purchases. Of countries all lines count alike:
#: what sets them apart outlives a season.
_PRIOR = 1_000.0
_COLUMNS = ("customers", "popularity", "segment_popularity", "difference", "low", "high")


@dataclass(frozen=True)
class Newcomers:
    """Customers unknown in the past, and what there is to find for them.

    Attributes
    ----------
    segments : Series
        Segment by customer id, by what is known before they are served.
    bought : Series
        What each bought then, as an array of positions of products; the same index.
    """

    segments: pd.Series
    bought: pd.Series

    def judge(self, popular: SegmentPopularity) -> _Floats:
        """Return the nDCG at 10 of what sells in the segment of each."""
        lists = top_products(popular.shares)[popular.rows_of(self.segments)]
        return _ndcg(lists, self.bought)


def find_newcomers(past: Purchases, later: OrderLines, place: PlaceCustomers) -> Newcomers:
    """Place newcomers by their first day of purchase; what they bought later is to be found.

    Parameters
    ----------
    past : Purchases
    later : OrderLines
        All after them.
    place : callable
        Places customers by segments learnt in the past.
    """
    table = _unknown(past, later).table
    is_first = table["day"] == table.groupby("customer_id")["day"].transform("min")
    bought = _bought(past, table[~is_first])
    if bought.empty:
        return Newcomers(pd.Series(dtype="str"), bought)
    segments = place(OrderLines(table[is_first], later.account))
    return Newcomers(segments.reindex(bought.index), bought)


def judge_newcomers(
    past: Purchases,
    before: OrderLines,
    later: OrderLines,
    place: PlaceCustomers,
    popular: SegmentPopularity,
) -> pd.DataFrame:
    """Serve customers who are unknown before the split by their segment.

    Parameters
    ----------
    past : Purchases
        Those of `before`.
    before, later : OrderLines
        Before the split, and from it on.
    place : callable
        Places customers by segments learnt before the split.
    popular : SegmentPopularity
        What sells in these segments.

    Returns
    -------
    DataFrame, indexed by what is known of the customers
        ``country``: before their first order, where the lines have countries; judged on all they
        bought. ``first order``: its lines place them in a segment; judged on what they bought on
        later days. ``customers``, mean nDCG at 10 of ``popularity`` and ``segment_popularity``,
        ``difference``, ``low``, ``high``.
    """
    both = {"first order": (find_newcomers(past, later, place), popular)}
    if "country" in before.table:
        new = _unknown(past, later)
        bought = _bought(past, new.table)
        people = Newcomers(place_by_country(new).reindex(bought.index), bought)
        countries = place_by_country(before)
        of_country = fit_segment_popularity(past, countries, _PRIOR, half_life=None)
        both = {"country": (people, of_country), **both}
    everybody = top_products(Popularity.fit(past).share[None, :])
    rows = {
        known: _compare(everybody, people, shares)
        for known, (people, shares) in both.items()
        if len(people.bought)
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(_COLUMNS))


def _unknown(past: Purchases, later: OrderLines) -> OrderLines:
    table = later.table[~later.table["is_return"]]
    unknown = set(table["customer_id"]) - set(past.customers)
    return lines_of(OrderLines(table, later.account), sorted(unknown))


def _bought(past: Purchases, table: pd.DataFrame) -> pd.Series:
    product = past.products.get_indexer(pd.Index(table["product_id"]))
    pairs = table.assign(product=product)[product >= 0]
    return pairs.groupby("customer_id", sort=True)["product"].unique()


def _compare(
    everybody: NDArray[np.int64], people: Newcomers, popular: SegmentPopularity
) -> tuple[float, ...]:
    base = _ndcg(np.repeat(everybody, len(people.bought), axis=0), people.bought)
    ours = people.judge(popular)
    ahead = difference_interval(ours, base)
    return (len(base), float(base.mean()), float(ours.mean()), *ahead)


def _ndcg(lists: NDArray[np.int64], bought: pd.Series) -> _Floats:
    hits = np.array([np.isin(row, found) for row, found in zip(lists, bought, strict=True)])
    return judge_lists(hits, bought.map(len).to_numpy(dtype=np.int64))["ndcg"]
