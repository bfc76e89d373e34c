"""Who the customers of the segments are: descriptors that made no segment, tested as a family."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import chdtrc

from smartcart.choice import crossing
from smartcart.customers import Customers, Kind, Role
from smartcart.features import Features, Places

__all__ = ["NO_P_VALUES", "adjust_holm", "compare_descriptors"]

#: Why no p-value stands beside a variable that made the segments.
NO_P_VALUES = (
    "The variables that made the segments have no p-value: the segments were cut to differ in "
    "them, so a test would find a difference in pure noise as well (Gao, Bien & Witten 2022)."
)
#: Rarer levels are put together; below this the chi-squared approximation fails (Cochran 1954).
_LEAST_EXPECTED = 5.0
_LEVEL = 0.05

_Ints = NDArray[np.int64]


def compare_descriptors(
    customers: Customers, features: Features, labels: pd.Series
) -> pd.DataFrame:
    """Test whether the descriptors differ by segment.

    Texts by chi-squared on their counts, with Cramer's V as size of the effect; numbers and
    days by Kruskal and Wallis (1952), with epsilon squared. Missing values are left out.
    P-values are adjusted for testing all of them (Holm 1979).

    Parameters
    ----------
    customers : Customers
        Columns of role ``descriptor`` are tested; outcomes and segmentation variables never.
    features : Features
        Their measures: a birth year is tested as an age, a day as days.
    labels : Series of int
        Segment of each customer, in the same order.

    Returns
    -------
    DataFrame, index ``descriptor``
        test, effect (0 none, 1 it determines the segment), p, p_holm, differs (p_holm < 0.05).
        Empty with one segment.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.features import build_features
    >>> customers = smartcart.check_customers(smartcart.make_customers(400, seed=0))
    >>> features = build_features(customers)
    >>> richer = (customers.table["income"] > 50_000).astype(int)
    >>> tested = compare_descriptors(customers, features, richer)
    >>> bool(tested.loc["income", "differs"]), bool(tested.loc["recency_days", "differs"])
    (True, False)
    """
    groups = labels.to_numpy(dtype=np.int64)
    rows = {}
    for name, values in _descriptors(customers, features).items():
        tested = (
            _compare_numbers(values, groups)
            if isinstance(values, Places)
            else _compare_texts(values, groups)
        )
        if tested is not None:
            rows[name] = tested
    columns = ["test", "effect", "p"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    table.index.name = "descriptor"
    table["p_holm"] = adjust_holm(table["p"].to_numpy(dtype=np.float64))
    table["differs"] = table["p_holm"] < _LEVEL
    return table


def adjust_holm(p: NDArray[np.float64] | Sequence[float]) -> NDArray[np.float64]:
    """Return p-values adjusted for their number (Holm 1979).

    Examples
    --------
    >>> adjust_holm([0.01, 0.04, 0.03, 0.005]).round(6).tolist()
    [0.03, 0.06, 0.06, 0.02]
    """
    values = np.asarray(p, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    stepped = values[order] * np.arange(len(values), 0, -1)
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(np.maximum.accumulate(stepped), 1.0)
    return adjusted


def _descriptors(customers: Customers, features: Features) -> dict[str, pd.Series | Places]:
    """Return the values of the descriptors by the names of their measures."""
    found: dict[str, pd.Series | Places] = {}
    for column in customers.schema.with_role(Role.DESCRIPTOR):
        if column.kind == Kind.CATEGORY:
            found[column.name] = customers.table[column.name]
            continue
        name = {Kind.BIRTH_YEAR: "age_years", Kind.DATE: "tenure_days"}.get(
            column.kind, column.name
        )
        if name in features.measures:
            found[name] = features.places[name]
    return found


def _compare_numbers(places: Places, groups: _Ints) -> tuple[str, float, float] | None:
    """Test by ranks; their sums are exact, so that the order of the customers never matters."""
    n, t = places.n_known, places.counts.astype(np.float64)
    known = places.codes >= 0
    own, codes = (groups, places.codes) if known.all() else (groups[known], places.codes[known])
    sizes = np.bincount(own)
    there = sizes > 0
    if len(t) < 2 or there.sum() < 2:
        return None
    sums = np.bincount(own, places.ranks[codes])[there]
    ties = 1 - (t**3 - t).sum() / (n**3 - n)
    h = 12.0 / (n * (n + 1)) * sum(sums**2 / sizes[there]) - 3 * (n + 1)
    statistic = float(h / ties)
    p = float(chdtrc(int(there.sum()) - 1, statistic))
    return "Kruskal-Wallis", statistic / (n - 1), p


def _compare_texts(values: pd.Series, groups: _Ints) -> tuple[str, float, float] | None:
    codes, levels = pd.factorize(values, sort=True)
    if len(levels) < 2:
        return None
    known = codes >= 0
    counts = crossing(codes[known].astype(np.int64), groups[known])
    counts = counts[:, counts.sum(axis=0) > 0]
    if counts.shape[1] < 2:
        return None
    expected = counts.sum(axis=1) * counts.sum(axis=0).min() / counts.sum()
    rare = expected < _LEAST_EXPECTED
    kept = np.vstack([counts[~rare], counts[rare].sum(axis=0)]) if rare.any() else counts
    if len(kept) < 2:
        return None
    by_chance = np.outer(kept.sum(axis=1), kept.sum(axis=0)) / kept.sum()
    statistic = float(((kept - by_chance) ** 2 / by_chance).sum())
    rows, columns = kept.shape
    most = kept.sum() * (min(rows, columns) - 1)
    p = float(chdtrc((rows - 1) * (columns - 1), statistic))
    return "chi-squared", float(np.sqrt(statistic / most)), p
