"""How well personal characteristics predict the segment, though they did not shape it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["FOUR_FIFTHS", "measure_fairness", "mutual_information"]

_Ints = NDArray[np.int64]

#: Ratio of rates below which one group is treated worse (the four-fifths rule, EEOC 1978).
FOUR_FIFTHS = 0.8
#: Smaller groups are left out: their shares say little.
_LEAST = 30
_DRAWS = 199


def measure_fairness(people: pd.DataFrame, labels: pd.Series) -> pd.DataFrame:
    """Return how well each characteristic predicts the segment, and whom the first one holds.

    Parameters
    ----------
    people : DataFrame of text, of shape (n_customers, n_characteristics)
        As `describe_people` returns them. Groups below 30 customers are left out, as are
        missing values.
    labels : Series of int
        Segment of each customer, 0 being the most valuable one, in the same order.

    Returns
    -------
    DataFrame, index ``characteristic``
        nmi: normalised mutual information with the segment (0 says nothing of it, 1 tells it;
        Strehl & Ghosh 2002, arithmetic mean); nmi_chance: what 95 % of 199 random dealings of
        the segments stay below; predicts: whether it is above that; lowest_group, lowest_rate,
        highest_group, highest_rate: the groups of which the smallest and the largest share
        stands in the first segment; ratio of the two; flagged: ratio below 0.8, and the
        characteristic predicts (among many small groups one is always low by chance).

    Examples
    --------
    >>> people = pd.DataFrame({"club": ["a"] * 50 + ["b"] * 50})
    >>> fair = measure_fairness(people, pd.Series([0] * 40 + [1] * 10 + [0] * 10 + [1] * 40))
    >>> fair.loc["club", "lowest_group"], float(fair.loc["club", "ratio"])
    ('b', 0.25)
    """
    groups = {str(name): _without_small(people[name]) for name in people}
    varied = {name: each for name, each in groups.items() if len(each[1]) > 1}
    own = labels.to_numpy(dtype=np.int64)
    rows = {name: _row(codes, names, own) for name, (codes, names) in varied.items()}
    return pd.DataFrame(rows.values(), index=pd.Index(rows, name="characteristic"))


def mutual_information(counts: NDArray[np.int64]) -> float:
    """Return the normalised mutual information of a table of counts.

    Examples
    --------
    >>> round(mutual_information(np.array([[5, 0], [0, 5]])), 9)
    1.0
    >>> round(mutual_information(np.array([[5, 5], [5, 5]])), 9)
    0.0
    """
    joint = counts / counts.sum()
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    whole = (_entropy(rows) + _entropy(columns)) / 2
    shared = _entropy(rows) + _entropy(columns) - _entropy(joint.ravel())
    return float(max(shared, 0.0) / whole) if whole > 0 else 0.0


def _entropy(shares: NDArray[np.float64]) -> float:
    some = shares[shares > 0]
    return float(-(some * np.log(some)).sum())


def _row(codes: _Ints, names: list[str], labels: _Ints) -> dict[str, object]:
    known = codes >= 0
    counts = _crossed(codes[known], labels[known])
    nmi = mutual_information(counts)
    chance = _by_chance(counts)
    rates = counts[:, 0] / counts.sum(axis=1)
    low, high = int(rates.argmin()), int(rates.argmax())
    ratio = float(rates[low] / rates[high]) if rates[high] > 0 else 1.0
    return {
        "nmi": nmi,
        "nmi_chance": chance,
        "predicts": nmi > chance,
        "lowest_group": names[low],
        "lowest_rate": float(rates[low]),
        "highest_group": names[high],
        "highest_rate": float(rates[high]),
        "ratio": ratio,
        "flagged": nmi > chance and ratio < FOUR_FIFTHS,
    }


def _crossed(codes: _Ints, labels: _Ints) -> _Ints:
    k = int(labels.max()) + 1
    flat = np.bincount(codes * k + labels, minlength=(int(codes.max()) + 1) * k)
    return flat.reshape(-1, k)


def _by_chance(counts: _Ints) -> float:
    """Return what 95 % of random tables with the same margins stay below."""
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    generator = np.random.default_rng(0)
    drawn = [_deal(rows, columns, generator) for _ in range(_DRAWS)]
    return float(np.quantile([mutual_information(each) for each in drawn], 0.95))


def _deal(rows: _Ints, columns: _Ints, generator: np.random.Generator) -> _Ints:
    """Deal the customers of all columns out to the rows, to each as many as it has."""
    left, dealt = columns.copy(), []
    for n in rows:
        dealt.append(generator.multivariate_hypergeometric(left, n))
        left -= dealt[-1]
    return np.array(dealt)


def _without_small(values: pd.Series) -> tuple[_Ints, list[str]]:
    """Return the group of each customer, -1 where it is small or not known, and their names."""
    codes, found = pd.factorize(values)
    large = np.bincount(codes[codes >= 0], minlength=len(found)) >= _LEAST
    names = np.asarray(found, dtype=object)
    kept = sorted(np.flatnonzero(large), key=lambda i: names[i])
    place = np.full(len(names) + 1, -1)
    place[kept] = np.arange(len(kept))
    return place[codes], [str(names[i]) for i in kept]
