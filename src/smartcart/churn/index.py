"""A risk index of 0 to 100 against the peers of the same segment. It is no probability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.churn.parts import RiskPart
from smartcart.churn.ranks import PeerRanks, join_curves, learn_ranks
from smartcart.kernels import Curves, RankedMeans
from smartcart.threads import FEW, in_threads

__all__ = ["RiskModel", "learn_risk", "place_risk", "place_risk_of_one", "rank_parts", "score_risk"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: From this index on a customer is churn-prone: riskier than four of five peers.
_PRONE = 80.0
#: The same in a segment that buys seldom, whose typical customer is at risk already.
_PRONE_IF_SELDOM = 50.0


@dataclass(frozen=True)
class RiskModel:
    """What the risk index was learnt to be, as plain numbers.

    Attributes
    ----------
    parts : tuple of str
        The parts there are.
    weights : tuple of float
        Of the parts; they add to 1.
    peers : tuple of tuple of PeerRanks
        For each segment and each part: from a value to its rank of risk, 1 the riskiest.
    index : tuple of PeerRanks
        For each segment: from the weighted mean of the ranks to its own rank.
    prone_from : tuple of float
        For each segment: the index from which a customer is churn-prone.
    """

    parts: tuple[str, ...]
    weights: tuple[float, ...]
    peers: tuple[tuple[PeerRanks, ...], ...]
    index: tuple[PeerRanks, ...]
    prone_from: tuple[float, ...]

    @cached_property
    def curves_of_parts(self) -> tuple[Curves, ...]:
        """For each part, its curves in all segments."""
        return tuple(map(join_curves, zip(*self.peers, strict=True)))

    @cached_property
    def ranked(self) -> RankedMeans:
        """The way from the parts to the index, laid out once."""
        return RankedMeans(self.curves_of_parts, np.array(self.weights), join_curves(self.index))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RiskModel:
        """Return the model that `dataclasses.asdict` took apart."""
        model = cls(
            tuple(data["parts"]),
            tuple(data["weights"]),
            tuple(tuple(_ranks(each) for each in own) for own in data["peers"]),
            tuple(_ranks(each) for each in data["index"]),
            tuple(data["prone_from"]),
        )
        k, n_parts = len(model.prone_from), len(model.parts)
        if (len(model.peers), len(model.index), len(model.weights)) != (k, k, n_parts):
            raise ValueError("parts and segments of the risk index do not match")
        return model


def learn_risk(
    parts: Sequence[RiskPart], values: pd.DataFrame, labels: _Ints, seldom: Sequence[bool]
) -> RiskModel | None:
    """Learn the risk index from customers and their segments.

    Each part is ranked among the peers of the segment; the weighted mean of the ranks is ranked
    among them again, so that within each segment the index is about even over 0 to 100: 80 means
    riskier than 80 % of the peers.

    Parameters
    ----------
    parts : sequence of RiskPart
    values : DataFrame of shape (n_customers, n_parts)
        From `measure_parts`. A part that is not known of anybody, or the same for everybody, is
        left out, and the weights of the others grow in proportion.
    labels : int array of shape (n_customers,)
        Segment of each customer, from 0.
    seldom : sequence of bool
        For each segment, whether it buys seldom.

    Returns
    -------
    RiskModel or None
        None where no part is there.

    Examples
    --------
    >>> part = RiskPart("recency_days", 0.5, False, ("recency_days",))
    >>> values, labels = pd.DataFrame({"recency_days": [5.0, 90.0]}), np.zeros(2, dtype=np.int64)
    >>> model = learn_risk([part], values, labels, [False])
    >>> score_risk(model, values, labels).to_numpy().tolist()
    [[25.0, 0], [75.0, 0]]
    """
    there = [part for part in parts if _differs(values[part.feature])]
    if not there:
        return None
    owns = [labels == segment for segment in range(len(seldom))]
    columns = {part.feature: values[part.feature].to_numpy(dtype=np.float64) for part in there}
    learnt = in_threads(
        lambda each: learn_ranks(columns[each[1].feature][each[0]], falling=each[1].falling),
        [(own, part) for own in owns for part in there],
        most=FEW,
    )
    whole = sum(part.weight for part in there)
    model = RiskModel(
        parts=tuple(part.feature for part in there),
        weights=tuple(part.weight / whole for part in there),
        peers=tuple(
            tuple(learnt[at : at + len(there)]) for at in range(0, len(learnt), len(there))
        ),
        index=(),
        prone_from=tuple(_PRONE_IF_SELDOM if each else _PRONE for each in seldom),
    )
    means = _weigh(model, _ranked(model, list(columns.values()), labels))
    index = tuple(in_threads(lambda own: learn_ranks(means[own]), owns, most=FEW))
    return RiskModel(model.parts, model.weights, model.peers, index, model.prone_from)


def score_risk(model: RiskModel, values: pd.DataFrame, labels: _Ints) -> pd.DataFrame:
    """Return the risk index of customers; each row depends on nothing but itself.

    Parameters
    ----------
    values : DataFrame of shape (n_customers, n_parts)
        From `measure_parts`.
    labels : int array of shape (n_customers,)
        Segment of each customer, from 0.

    Returns
    -------
    DataFrame
        ``risk_index`` (0 to 100, one decimal) and ``is_churn_prone`` (0/1, Int64). Both are
        empty where one part is not known.
    """
    columns = [values[name].to_numpy(dtype=np.float64) for name in model.parts]
    index = place_risk(model, columns, labels)
    prone = (index >= np.array(model.prone_from)[labels]).astype(np.int64)
    flags = pd.arrays.IntegerArray(prone, mask=np.isnan(index))
    return pd.DataFrame({"risk_index": index, "is_churn_prone": flags}, values.index)


def place_risk(model: RiskModel, columns: Sequence[_Floats], labels: _Ints) -> _Floats:
    """Return the risk index of customers, 0 to 100 with one decimal; NaN where not known.

    Parameters
    ----------
    columns : sequence of array of shape (n_customers,)
        The parts of the model, in its order.
    labels : int array of shape (n_customers,)
    """
    return model.ranked.place(columns, labels)


def place_risk_of_one(model: RiskModel, parts: Sequence[float], segment: int) -> float:
    """Return the risk index of one customer, the same to the last bit as `place_risk`."""
    mean = 0.0
    for weight, peers, value in zip(model.weights, model.peers[segment], parts, strict=True):
        mean += weight * peers.place_one(value)
    rank = 100 * model.index[segment].place_one(mean)
    return rank if rank != rank else round(rank * 10) / 10


def rank_parts(model: RiskModel, values: pd.DataFrame, labels: _Ints) -> _Floats:
    """Return the rank of risk of each part among the peers, shape (n_customers, n_parts)."""
    columns = [values[name].to_numpy(dtype=np.float64) for name in model.parts]
    return _ranked(model, columns, labels)


def _ranked(model: RiskModel, columns: Sequence[_Floats], labels: _Ints) -> _Floats:
    ranks = [
        curves.place(numbers, labels)
        for numbers, curves in zip(columns, model.curves_of_parts, strict=True)
    ]
    return np.array(ranks).T


def _differs(values: pd.Series) -> bool:
    return bool(values.min() < values.max())


def _weigh(model: RiskModel, ranks: _Floats) -> _Floats:
    """Add up in a fixed order, so that a customer alone gets the same bits as in a batch."""
    means = np.zeros(len(ranks))
    for place, weight in enumerate(model.weights):
        means += weight * ranks[:, place]
    return means


def _ranks(data: Mapping[str, Any]) -> PeerRanks:
    if len(data["values"]) != len(data["ranks"]):
        raise ValueError("values and ranks of the risk index do not match")
    return PeerRanks(tuple(data["values"]), tuple(data["ranks"]))
