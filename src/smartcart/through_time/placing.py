"""The same customers, placed by a model of then and by one of now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers import Customers, RawTable
from smartcart.errors import DataError
from smartcart.segmentation import Segmentation, SegmentModel, place_customers
from smartcart.segmentation.assign import check_comparable

__all__ = [
    "Model",
    "Table",
    "are_among",
    "keep_customers",
    "learnt_from",
    "model_of",
    "place",
]

#: What places customers.
Model: TypeAlias = Segmentation | SegmentModel
#: Customers, checked or raw.
Table: TypeAlias = Customers | RawTable | pd.DataFrame


def model_of(model: Model) -> SegmentModel:
    """Return the learnt state of a segmentation."""
    return model.model if isinstance(model, Segmentation) else model


def place(model: Model, customers: Table) -> pd.Series:
    """Return the id of the segment of each customer, indexed by customer id."""
    learnt = model_of(model)
    settings = model.settings if isinstance(model, Segmentation) else None
    positions = place_customers(learnt, check_comparable(learnt, customers, settings))
    return pd.Series(np.array(learnt.ids, dtype=object)[positions], index=positions.index)


def learnt_from(model: Model) -> Customers | None:
    """Return the customers a model was learnt from; None for one that was read from a file."""
    training = model.training if isinstance(model, Segmentation) else None
    return training.customers if training else None


def are_among(ids: pd.Index, others: pd.Index) -> NDArray[np.bool_]:
    """Say of each id whether it is among others; of a million, far faster than ``isin``.

    Examples
    --------
    >>> are_among(pd.Index(["1", "2"]), pd.Index(["2", "3", "2"])).tolist()
    [False, True]
    """
    return np.asarray(others.unique().get_indexer(ids) >= 0)


def keep_customers(customers: Customers, ids: Iterable[str]) -> Customers:
    """Return only the customers with these ids; what was said of the reading stays.

    Raises
    ------
    DataError
        When none of them is there.

    Examples
    --------
    >>> import smartcart
    >>> customers = smartcart.check_customers(smartcart.make_customers(20, seed=0))
    >>> some = customers.table.index[:3]
    >>> keep_customers(customers, some).table.index.equals(some)
    True
    """
    kept = are_among(customers.table.index, pd.Index(list(ids), dtype=object))
    if not kept.any():
        raise DataError(
            "The two tables share no customer: none of the ids of the one is in the other.",
            "Give tables of one firm, with the same column of ids.",
        )
    return replace(customers, table=customers.table[kept])
