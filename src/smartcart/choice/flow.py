"""Where the members of each cluster come from when the number of clusters grows."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.choice.agreement import crossing

__all__ = ["flow_between", "origin_stability"]

_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]


def flow_between(labellings: Mapping[int, _Ints]) -> pd.DataFrame:
    """Count the customers that go from each cluster to each one of the next larger solution.

    Returns
    -------
    DataFrame
        One row per flow that is not empty: ``k``, ``cluster``, ``next_k``, ``next_cluster``,
        ``n_customers``.

    Examples
    --------
    >>> labels = {1: np.array([0, 0, 0]), 2: np.array([0, 1, 1])}
    >>> flow_between(labels).to_numpy().tolist()
    [[1, 0, 2, 0, 1], [1, 0, 2, 1, 2]]
    """
    ks = sorted(labellings)
    rows = []
    for k, following in pairwise(ks):
        counts = crossing(labellings[k], labellings[following])
        rows += [
            (k, int(i), following, int(j), int(counts[i, j])) for i, j in np.argwhere(counts > 0)
        ]
    names = ["k", "cluster", "next_k", "next_cluster", "n_customers"]
    return pd.DataFrame(rows, columns=names, dtype="int64")


def origin_stability(labels: _Ints, before: _Ints) -> _Floats:
    """Return for each cluster how much its members stood together in a smaller solution.

    1 - H / log(m), where H is the entropy of the shares in which its members come from the m
    clusters before: 1 when all come from one cluster, 0 when from all alike (segment level
    stability across solutions; Dolnicar & Leisch 2017). 1 where there was one cluster only.

    Examples
    --------
    >>> before = np.array([0, 0, 1, 1])
    >>> origin_stability(np.array([0, 0, 1, 2]), before).tolist()
    [1.0, 1.0, 1.0]
    >>> origin_stability(np.array([0, 1, 0, 1]), before).tolist()
    [0.0, 0.0]
    """
    counts = crossing(labels, before)
    if counts.shape[1] < 2:
        return np.ones(len(counts))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    return np.asarray(1.0 + (shares * logs).sum(axis=1) / np.log(counts.shape[1]))
