"""The segments of any customers, by a model."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from smartcart.customers import Customers, RawTable, check_customers
from smartcart.errors import ModelFileError
from smartcart.segmentation.model import SegmentModel
from smartcart.segmentation.scorer import Scorer
from smartcart.settings import Settings

__all__ = ["assign_in_parts", "assign_segments", "check_comparable", "place_customers"]

#: Customers of a part: a few dozen megabytes of rows.
_PART = 1 << 18


def assign_segments(
    model: SegmentModel,
    customers: Customers | RawTable | pd.DataFrame,
    settings: Settings | None = None,
) -> pd.DataFrame:
    """Place customers in the segments of a model.

    Parameters
    ----------
    customers : Customers or DataFrame
        Raw columns under any known name; only those of `SegmentModel.scoring_schema` are read.

    Returns
    -------
    DataFrame
        As ``segments.csv``: customer_id, segment_id, segment, confidence (0 half-way to the
        runner-up, 1 at the centre), runner_up, unusual (0/1: further out than 99 % of the
        customers the model was learnt from), sub_segment_id (such as S1.2; empty where a
        segment has no parts that proved stable), risk_index (0 to 100 against the peers of the
        segment), is_high_value and is_churn_prone (0/1); the last three are empty where what they
        need is not known. Sorted by id; a customer alone gets the same answer as in any batch.

    Raises
    ------
    ModelFileError
        When the customers do not have the columns the model compares by.
    """
    checked = check_comparable(model, customers, settings)
    return Scorer.of(model).assign(checked.table)


def assign_in_parts(
    model: SegmentModel, customers: Customers, rows: int = _PART
) -> Iterator[pd.DataFrame]:
    """Yield what `assign_segments` returns, a part of the customers at a time.

    Examples
    --------
    >>> import smartcart
    >>> customers = smartcart.check_customers(smartcart.make_customers(300, seed=0))
    >>> segmentation = smartcart.segment(customers, {"n_boot": 2, "n_null": 2, "segments": 3})
    >>> parts = list(assign_in_parts(segmentation.model, customers, rows=200))
    >>> [len(part) for part in parts]
    [200, 100]
    >>> pd.concat(parts, ignore_index=True).equals(segmentation.assignments)
    True
    """
    scorer, table = Scorer.of(model), check_comparable(model, customers).table
    for start in range(0, max(len(table), 1), rows):
        yield scorer.assign(table.iloc[start : start + rows])


def place_customers(model: SegmentModel, customers: Customers) -> pd.Series:
    """Return only the position of each customer's segment: 0 is the first (``S1``).

    Returns
    -------
    Series of int, indexed by customer id

    Raises
    ------
    ModelFileError
        When the customers do not have the columns the model compares by.
    """
    table = check_comparable(model, customers).table
    return pd.Series(Scorer.of(model).place(table).cluster, index=table.index)


def check_comparable(
    model: SegmentModel,
    customers: Customers | RawTable | pd.DataFrame,
    settings: Settings | None = None,
) -> Customers:
    """Return customers that have every column the model compares by.

    Raises
    ------
    ModelFileError
        When a column is missing from customers that were read with another schema.
    """
    if not isinstance(customers, Customers):
        customers = check_customers(customers, model.scoring_schema, settings)
    missing = [name for name in model.variables if name not in customers.table]
    if missing:
        raise ModelFileError(
            f"The model compares customers by {', '.join(missing)}, which these do not have.",
            "Read them with the schema of the model, or segment them anew.",
        )
    return customers
