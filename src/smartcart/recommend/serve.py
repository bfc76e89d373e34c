"""The best products of every customer, with the method and the reason."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.recommend.judge import top_products
from smartcart.recommend.methods import Fitted
from smartcart.recommend.reasons import History, find_companions, make_history, say_reason

__all__ = ["DECIMALS", "RECOMMENDED_COLUMNS", "serve_customers"]

_Rows = NDArray[np.int64]
_Mask = NDArray[np.bool_]

RECOMMENDED_COLUMNS = ("customer_id", "rank", "product_id", "score", "method", "reason")
#: Of a score.
DECIMALS = 6
_BLOCK = 512


def serve_customers(
    fitted: Fitted,
    segments: pd.Series,
    weights: Mapping[str, float],
    rows: _Rows,
    top: int,
    closed: _Mask,
    *,
    new_only: bool,
) -> pd.DataFrame:
    """Return the best products of customers.

    Parameters
    ----------
    fitted : Fitted
    segments : Series
        Segment by customer id.
    weights : mapping of str to float
        Of the blend.
    rows : int array
        Positions of the customers.
    top : int
        Products for each.
    closed : bool array of shape (n_products,)
        Products that are not offered.
    new_only : bool
        Leave out what the customer bought before.

    Returns
    -------
    DataFrame
        The columns `RECOMMENDED_COLUMNS`; see `Recommender.recommend`.
    """
    history = make_history(fitted.purchases)
    blocks = [pd.DataFrame(columns=list(RECOMMENDED_COLUMNS))] if not len(rows) else []
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        shut = np.tile(closed, (len(block), 1))
        if new_only:
            shut |= history.times[block].toarray() > 0
        blocks.append(
            _serve(fitted, segments, fitted.parts(block, weights), block, top, shut, history)
        )
    return pd.concat(blocks, ignore_index=True)


def _serve(
    fitted: Fitted,
    segments: pd.Series,
    parts: Mapping[str, NDArray[np.float32]],
    rows: _Rows,
    top: int,
    shut: _Mask,
    history: History,
) -> pd.DataFrame:
    scores = np.asarray(np.sum(list(parts.values()), axis=0, dtype=np.float32))
    places = top_products(np.where(shut, -np.inf, scores), top)
    spoke = np.stack([np.take_along_axis(each, places, axis=1) for each in parts.values()])
    row, rank = np.nonzero(places >= 0)
    column, methods = places[row, rank], np.array(list(parts))[spoke.argmax(axis=0)[row, rank]]
    purchases = fitted.purchases
    return pd.DataFrame(
        {
            "customer_id": purchases.customers[rows[row]],
            "rank": rank + 1,
            "product_id": purchases.products[column],
            "score": scores[row, column].astype(np.float64).round(DECIMALS),
            "method": methods,
            "reason": _reasons(fitted, segments, rows[row], column, methods, history),
        }
    )


def _reasons(
    fitted: Fitted,
    segments: pd.Series,
    rows: _Rows,
    columns: _Rows,
    methods: NDArray[np.str_],
    history: History,
) -> list[str]:
    purchases = fitted.purchases
    times = np.asarray(history.times[rows, columns]).ravel().astype(int)
    last = np.asarray(history.last[rows, columns]).ravel() - 1
    companions = np.full(len(rows), -1, dtype=np.int64)
    asked = (methods == "bm25") & (times == 0)
    for row in np.unique(rows[asked]):
        of_row = np.flatnonzero(asked & (rows == row))
        companions[of_row] = find_companions(fitted.bm25, int(row), columns[of_row])
    popular = fitted.segment_popularity
    leans = popular.leans(popular.place[rows], columns)
    of_customer = segments.reindex(purchases.customers[rows]).where(leans, None).to_numpy()
    return [
        say_reason(method, segment, n, day, purchases.products[own] if own >= 0 else None)
        for method, segment, n, day, own in zip(
            methods, of_customer, times, last, companions, strict=True
        )
    ]
