"""How good ten products are: hit rate, nDCG, mean average precision; and how sure that is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["CUTOFF", "METRICS", "difference_interval", "judge_lists", "top_products"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: Products in a list that is judged.
CUTOFF = 10
METRICS = ("hit_rate", "ndcg", "map")
_SAMPLES = 1_000


def top_products(scores: NDArray[np.floating], n: int = CUTOFF) -> _Ints:
    """Return the columns of the `n` highest scores of each row, best first.

    Equal scores go by column; what scores minus infinity is not offered: -1 stands in its place.

    Examples
    --------
    >>> top_products(np.array([[1.0, 3.0, 3.0, -np.inf]]), 4).tolist()
    [[1, 2, 0, -1]]
    """
    n = min(n, scores.shape[1])
    # The n-th highest score, and all that reach it: equal ones must not be cut off by chance.
    border = -np.partition(-scores, n - 1, axis=1)[:, n - 1]
    width = int((scores >= border[:, None]).sum(axis=1).max())
    width = width if width <= 4 * n else scores.shape[1]
    kept = np.sort(np.argpartition(-scores, width - 1, axis=1)[:, :width], axis=1)
    order = np.argsort(-np.take_along_axis(scores, kept, axis=1), axis=1, kind="stable")[:, :n]
    top = np.take_along_axis(kept, order, axis=1)
    offered = np.take_along_axis(scores, top, axis=1) > -np.inf
    return np.where(offered, top, -1)


def judge_lists(hits: NDArray[np.bool_], n_relevant: _Ints) -> dict[str, _Floats]:
    """Judge lists of products by what was bought later (Järvelin & Kekäläinen 2002).

    Parameters
    ----------
    hits : bool array of shape (n_customers, n_places)
        Whether the product in this place was bought.
    n_relevant : int array of shape (n_customers,)
        Products bought, each counted once; at least 1.

    Returns
    -------
    dict of str to array of shape (n_customers,)
        ``hit_rate``: 1 where any product was bought. ``ndcg``: the sum of ``1 / log2(place + 1)``
        of the hits over the highest it can be, that of the first ``min(10, n_relevant)`` places.
        ``map``: the mean of the share of hits up to each hit, over ``min(10, n_relevant)``.

    Examples
    --------
    >>> judged = judge_lists(np.array([[True, False, True]]), np.array([2]))
    >>> {name: round(float(values[0]), 3) for name, values in judged.items()}
    {'hit_rate': 1.0, 'ndcg': 0.92, 'map': 0.833}
    """
    places = np.arange(1, hits.shape[1] + 1)
    discount = 1.0 / np.log2(places + 1)
    most = np.minimum(n_relevant, CUTOFF)
    ideal = np.concatenate([[0.0], np.cumsum(1.0 / np.log2(np.arange(2, CUTOFF + 2)))])[most]
    precision = np.cumsum(hits, axis=1) / places
    return {
        "hit_rate": hits.any(axis=1).astype(np.float64),
        "ndcg": (hits * discount).sum(axis=1) / ideal,
        "map": (precision * hits).sum(axis=1) / most,
    }


def difference_interval(one: _Floats, other: _Floats, seed: int = 0) -> tuple[float, float, float]:
    """Return the mean difference of two scores per customer, with its 95 % interval.

    Customers are drawn with replacement, 1,000 times (Efron & Tibshirani 1993, percentiles).
    """
    difference = one - other
    generator = np.random.default_rng(seed)
    n = len(difference)
    means = np.array([difference[generator.integers(0, n, n)].mean() for _ in range(_SAMPLES)])
    low, high = np.quantile(means, [0.025, 0.975])
    return float(difference.mean()), float(low), float(high)
