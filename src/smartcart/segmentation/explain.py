"""One customer -> why it is in its segment, and what would move it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from smartcart.customers import Customers, Kind, RawTable
from smartcart.errors import DataError, nearest_names, quoted
from smartcart.profiles import SIZES, find_change, split_margin
from smartcart.segmentation.assign import check_comparable
from smartcart.segmentation.explanation import Counterfactual, Explanation, Term, Value
from smartcart.segmentation.model import SegmentModel, list_assignments
from smartcart.segmentation.sentence import write_sentence
from smartcart.segmentation.worth import explain_risk
from smartcart.settings import Settings

__all__ = ["explain_customer"]

#: Beyond so many ids only the neighbours of an unknown one are searched for what it may mean.
_SEARCHED = 20_000


def explain_customer(
    model: SegmentModel,
    customers: Customers | RawTable | pd.DataFrame,
    customer_id: str,
    settings: Settings | None = None,
) -> Explanation:
    """Say why a customer is in its segment, and what would move it.

    Parameters
    ----------
    customers : Customers or DataFrame
        Only the columns of `SegmentModel.scoring_schema` are read.
    customer_id : str
        One of them.

    Returns
    -------
    Explanation
        The margin is exactly additive (see `split_margin`); the change was tried (see
        `find_change`).

    Raises
    ------
    DataError
        When there is no such customer; the message holds the nearest ids, or why its record
        was set aside.
    ModelFileError
        When the customers do not have the columns the model compares by.

    Examples
    --------
    >>> import smartcart
    >>> frame = smartcart.make_customers(300, seed=0)
    >>> segmentation = smartcart.segment(frame, {"n_boot": 2, "n_null": 2, "segments": 3})
    >>> explained = explain_customer(segmentation.model, frame, "7817")
    >>> abs(sum(term.contribution for term in explained.terms) - explained.margin) < 1e-9
    True
    """
    checked = check_comparable(model, customers, settings)
    customer = _row(checked, str(customer_id).strip(), model.variables)
    coordinates = model.space.transform(customer)
    explained = _placed(model, coordinates)
    if explained.runner_up is not None:
        own, other = (model.ids.index(each) for each in (explained.segment_id, explained.runner_up))
        costs = model.partition.costs(coordinates.to_numpy(dtype=np.float64))[0]
        explained = replace(
            explained,
            margin=float(costs[other] - costs[own]),
            terms=_terms(model, customer, own, other),
            counterfactual=_counterfactual(model, customer),
        )
    names = dict(zip(model.ids, model.names, strict=True))
    risk = explain_risk(model, checked.table.loc[customer.index], explained.segment_id)
    return replace(explained, sentence=write_sentence(explained, names), risk=risk)


def _row(customers: Customers, customer_id: str, variables: tuple[str, ...]) -> pd.DataFrame:
    if customer_id in customers.table.index:
        return customers.table.loc[[customer_id], list(variables)]
    aside = customers.quarantine
    found = aside[aside["customer_id"].astype("str") == customer_id]
    if len(found):
        record = found.iloc[0]
        raise DataError(
            f"Customer {quoted(customer_id)} was set aside, line {record['line']}: "
            f"{record['reason']}",
            str(record["fix"]),
        )
    raise DataError(
        f"There is no customer {quoted(customer_id)} among the {len(customers):,} of the table.",
        f"Nearest ids: {', '.join(map(quoted, _near(customers.table.index, customer_id)))}.",
    )


def _near(ids: pd.Index, wanted: str) -> list[str]:
    """Return the ids that look most like the one wanted, or else stand next to it."""
    lengths = ids.str.len()
    alike = ids[lengths == len(wanted)]
    place = int((lengths < len(wanted)).sum() + alike.searchsorted(wanted))
    around = slice(max(0, place - _SEARCHED // 2), place + _SEARCHED // 2)
    return nearest_names(wanted, ids[around]) or list(ids[max(0, place - 2) : place + 1])


def _placed(model: SegmentModel, coordinates: pd.DataFrame) -> Explanation:
    """Return where the customer is, before any reason."""
    (place,) = list_assignments(model, coordinates).to_dict("records")
    return Explanation(
        customer_id=place["customer_id"],
        segment_id=place["segment_id"],
        segment=place["segment"],
        confidence=place["confidence"],
        runner_up=place["runner_up"] or None,
        unusual=bool(place["unusual"]),
        margin=None,
        terms=(),
        counterfactual=None,
        sentence="",
    )


def _terms(model: SegmentModel, customer: pd.DataFrame, own: int, other: int) -> tuple[Term, ...]:
    parts = split_margin(model.space, model.partition, customer, own, other)
    sizes = model.partition.sizes
    values: dict[str, Value] = {
        name: _value(model, name, customer[name].iloc[0]) for name in model.variables
    }
    values.setdefault(SIZES, f"{sizes[own]:,} and {sizes[other]:,} customers")
    terms = (Term(name, values[name], part) for name, part in parts.items())
    return tuple(sorted(terms, key=lambda term: -abs(term.contribution)))


def _value(model: SegmentModel, name: str, value: Any) -> Value:
    kind = model.schema[name].kind
    if pd.isna(value):
        return None
    if kind.is_text:
        return str(value)
    return int(value) if kind in (Kind.COUNT, Kind.FLAG) else float(value)


def _counterfactual(model: SegmentModel, customer: pd.DataFrame) -> Counterfactual | None:
    change = find_change(model.space, model.partition, model.schema, customer)
    if change is None:
        return None
    before, after = (_value(model, change.feature, each) for each in (change.before, change.after))
    assert not isinstance(before, str) and isinstance(after, int | float)  # noqa: S101, PT018
    return Counterfactual(change.feature, before, after, model.ids[change.cluster])
