"""Recommendations for customers, and for segments of customers to come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.errors import DataError, SettingsError, quoted
from smartcart.orders import OrderLines
from smartcart.recommend.judge import top_products
from smartcart.recommend.methods import Fitted, fit_methods
from smartcart.recommend.purchases import make_purchases
from smartcart.recommend.reasons import say_segment
from smartcart.recommend.segments import LearnSegments, learn_fifths
from smartcart.recommend.serve import DECIMALS, serve_customers
from smartcart.recommend.tune import Tuning, tune_blend

__all__ = ["EVERYBODY", "Recommender", "fit_recommender"]

_Rows = NDArray[np.int64]

#: The segment of those of whom nothing is known.
EVERYBODY = "all"


@dataclass(frozen=True)
class Recommender:
    """Methods fitted to order lines, and how they are blended.

    Attributes
    ----------
    fitted : Fitted
    segments : Series
        Segment by customer id.
    tuning : Tuning
        The weights of the blend, and on whom they were found.
    """

    fitted: Fitted
    segments: pd.Series
    tuning: Tuning

    def recommend(
        self,
        customers: Sequence[str] | None = None,
        top: int = 10,
        *,
        new_only: bool = False,
        out_of_stock: Collection[str] = (),
    ) -> pd.DataFrame:
        """Recommend products to customers who have bought.

        Parameters
        ----------
        customers : sequence of str, optional
            Ids; all customers when not given.
        top : int, default 10
            Products for each customer, at least 1.
        new_only : bool, default False
            Leave out what the customer bought before.
        out_of_stock : collection of str
            Products that are not offered; those that are unknown change nothing.

        Returns
        -------
        DataFrame
            ``customer_id``, ``rank`` (from 1), ``product_id``, ``score`` (comparable within one
            customer), ``method`` (which spoke most for it), ``reason``; by customer and rank. A
            customer for whom fewer products are left has fewer rows.

        Raises
        ------
        SettingsError
            When `top` is below 1, or a customer has not bought.
        DataError
            When every product is out of stock.
        """
        rows = self._rows_of(customers)
        closed = self._closed(top, out_of_stock)
        weights = self.tuning.weights["new" if new_only else "all"]
        return serve_customers(
            self.fitted, self.segments, weights, rows, top, closed, new_only=new_only
        )

    def for_segments(self, top: int = 10, *, out_of_stock: Collection[str] = ()) -> pd.DataFrame:
        """Recommend products to customers to come, of whom only the segment is known.

        Returns
        -------
        DataFrame
            ``segment_id`` (``all`` for those without one), ``rank``, ``product_id``, ``score``
            (share of what the segment buys), ``reason``; by segment and rank.

        Raises
        ------
        SettingsError, DataError
            As in `recommend`.
        """
        closed, popular = self._closed(top, out_of_stock), self.fitted.segment_popularity
        scores = np.where(closed, -np.inf, popular.shares)
        places = top_products(scores, top)
        names = [*popular.names, EVERYBODY]
        segment, rank = np.nonzero(places >= 0)
        column = places[segment, rank]
        leans = popular.leans(segment, column)
        return pd.DataFrame(
            {
                "segment_id": np.array(names, dtype=object)[segment],
                "rank": rank + 1,
                "product_id": self.fitted.purchases.products[column],
                "score": scores[segment, column].astype(np.float64).round(DECIMALS),
                "reason": [
                    say_segment(names[row] if is_own else None)
                    for row, is_own in zip(segment, leans, strict=True)
                ],
            }
        )

    def _rows_of(self, customers: Sequence[str] | None) -> _Rows:
        known = self.fitted.purchases.customers
        if customers is None:
            return np.arange(len(known))
        rows = known.get_indexer(pd.Index(customers))
        for place in np.flatnonzero(rows < 0)[:1]:
            raise SettingsError(
                f"Customer {quoted(str(customers[place]))} has not bought anything.",
                "Serve customers without orders by segment: for_segments.",
            )
        return np.asarray(rows, dtype=np.int64)

    def _closed(self, top: int, out_of_stock: Collection[str]) -> NDArray[np.bool_]:
        if top < 1:
            raise SettingsError(
                f"The number of products per customer is 1 or more, got {top}.", "Try --top 10."
            )
        closed = self.fitted.purchases.products.isin(list(out_of_stock))
        if closed.all():
            raise DataError(
                f"All {len(closed):,} products are out of stock: nothing is left to recommend.",
                "Check the list given to --out-of-stock.",
            )
        return np.asarray(closed, dtype=bool)


def fit_recommender(
    lines: OrderLines,
    learn_segments: LearnSegments = learn_fifths,
    tuning: Tuning | None = None,
) -> Recommender:
    """Fit a recommender to order lines.

    Products are scored by a blend: what is bought with the customer's products (`bm25`), what
    customers with the same tastes buy (`als`), what the customer buys again, and what sells in its
    segment now. Each is brought to a maximum of 1 per customer and weighed; the weights are found
    by a backtest inside the lines.

    Parameters
    ----------
    lines : OrderLines
        With a product column.
    learn_segments : callable
        Learns segments from lines, and places customers in them; `learn_fifths` when not given.
    tuning : Tuning, optional
        Weights that were found before; looked for when not given.

    Returns
    -------
    Recommender

    Raises
    ------
    DataError
        When the lines have no product column, or fewer than two customers or products.
    MissingExtraError
        When ``implicit`` is not installed.

    Examples
    --------
    >>> from smartcart import make_orders
    >>> from smartcart.orders import check_lines
    >>> recommender = fit_recommender(check_lines(make_orders(150)))
    >>> recommender.recommend(top=2).columns.tolist()
    ['customer_id', 'rank', 'product_id', 'score', 'method', 'reason']
    """
    purchases = make_purchases(lines)
    tuning = tune_blend(lines, learn_segments) if tuning is None else tuning
    segments = learn_segments(lines)(lines)
    return Recommender(fit_methods(purchases, segments, tuning.prior), segments, tuning)
