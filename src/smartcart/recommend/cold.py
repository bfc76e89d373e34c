"""Customers whose first order lies after the split, served by their segment."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.orders import OrderLines
from smartcart.recommend.judge import difference_interval, judge_lists, top_products
from smartcart.recommend.methods import Fitted
from smartcart.recommend.popularity import SegmentPopularity, fit_segment_popularity
from smartcart.recommend.purchases import lines_of
from smartcart.recommend.segments import PlaceCustomers, place_by_country

__all__ = ["judge_newcomers"]

_Ints = NDArray[np.int64]

#: What everybody's taste is worth in a country, in purchases. Of countries all lines count alike:
#: what sets them apart outlives a season.
_PRIOR = 1_000.0
_COLUMNS = ("customers", "popularity", "segment_popularity", "difference", "low", "high")


def judge_newcomers(
    fitted: Fitted, before: OrderLines, later: OrderLines, place: PlaceCustomers
) -> pd.DataFrame:
    """Serve customers who are unknown before the split by their segment.

    Parameters
    ----------
    fitted : Fitted
        Fitted to `before`.
    before, later : OrderLines
        Before the split, and from it on.
    place : callable
        Places customers by segments learnt before the split.

    Returns
    -------
    DataFrame, indexed by what is known of the customers
        ``country``: before their first order, where the lines have countries; judged on all they
        bought. ``first order``: its lines place them in a segment; judged on what they bought on
        later days. ``customers``, mean nDCG at 10 of ``popularity`` and ``segment_popularity``,
        ``difference``, ``low``, ``high``.
    """
    unknown = set(later.table["customer_id"]) - set(fitted.purchases.customers)
    new = lines_of(later, sorted(unknown))
    rows = {}
    if "country" in before.table:
        countries = place_by_country(before)
        by_country = fit_segment_popularity(fitted.purchases, countries, _PRIOR, half_life=None)
        rows["country"] = _compare(fitted, by_country, place_by_country(new), new)
    if len(new.table):
        first, after = _first_days(new)
        rows["first order"] = _compare(fitted, fitted.segment_popularity, place(first), after)
    judged = {name: row for name, row in rows.items() if row is not None}
    return pd.DataFrame.from_dict(judged, orient="index", columns=list(_COLUMNS))


def _first_days(lines: OrderLines) -> tuple[OrderLines, OrderLines]:
    """Return the lines of every customer's first day of purchase, and of later days."""
    table = lines.table[~lines.table["is_return"]]
    is_first = table["day"] == table.groupby("customer_id")["day"].transform("min")
    return (
        OrderLines(table[is_first], lines.account),
        OrderLines(table[~is_first], lines.account),
    )


def _compare(
    fitted: Fitted, popular: SegmentPopularity, segments: pd.Series, later: OrderLines
) -> tuple[float, ...] | None:
    table = later.table[~later.table["is_return"]]
    product = fitted.purchases.products.get_indexer(pd.Index(table["product_id"]))
    pairs = table.assign(product=product)[product >= 0]
    bought = pairs.groupby("customer_id", sort=True)["product"].unique()
    if bought.empty:
        return None
    segment = segments.reindex(bought.index)
    everybody = fitted.scorers["popularity"].scores(np.zeros(1, dtype=np.int64))
    both = [
        np.array(list(_ndcg(bought, top_products(shares), rows)))
        for shares, rows in (
            (everybody, np.zeros(len(bought), dtype=np.int64)),
            (popular.shares, popular.rows_of(segment)),
        )
    ]
    ahead = difference_interval(both[1], both[0])
    return (len(bought), float(both[0].mean()), float(both[1].mean()), *ahead)


def _ndcg(bought: pd.Series, lists: _Ints, rows: _Ints) -> Iterator[float]:
    for products, row in zip(bought, rows, strict=True):
        hits = np.isin(lists[row], products)[None, :]
        yield float(judge_lists(hits, np.array([len(products)]))["ndcg"][0])
