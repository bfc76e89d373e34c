"""The value and the risk of any customer, read off the model."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.churn import find_parts, measure_parts, rank_parts, score_risk
from smartcart.customers import Schema
from smartcart.features import columns_behind, take_totals
from smartcart.profiles import format_value, measure_label

if TYPE_CHECKING:
    from smartcart.segmentation.model import SegmentModel

__all__ = ["Risk", "RiskTerm", "add_worth", "explain_risk", "list_unknown", "worth_columns"]


@dataclass(frozen=True)
class RiskTerm:
    """One part of a customer's risk index.

    Attributes
    ----------
    feature : str
    value : float or None
        In customer units.
    percentile : float or None
        Riskier than so many percent of the peers in this part, 0 to 100.
    weight : float
        The weights of the parts add to 1.
    """

    feature: str
    value: float | None
    percentile: float | None
    weight: float


@dataclass(frozen=True)
class Risk:
    """The risk index of a customer, and its parts, the heaviest first.

    ``index`` and ``is_churn_prone`` are None where a part is not known.
    """

    index: float | None
    is_churn_prone: bool | None
    parts: tuple[RiskTerm, ...]
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {**asdict(self), "parts": [asdict(part) for part in self.parts]}


def worth_columns(model: SegmentModel) -> set[str]:
    """Return the columns that value and risk are read from, where the model has them."""
    schema = model.schema
    wanted = [schema.worth] if model.high_value_from is not None else []
    wanted += [m for each in _parts(model, schema) for m in each]
    return {name for measure in wanted for name in columns_behind(schema, measure)}


def add_worth(model: SegmentModel, assigned: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Add value and risk to the assignments of customers.

    Parameters
    ----------
    assigned : DataFrame
        From `list_assignments`.
    table : DataFrame
        The same customers in the same order, under our column names.

    Returns
    -------
    DataFrame
        `assigned`, and ``risk_index``, ``is_high_value``, ``is_churn_prone``, empty where what
        they need is not known. Each row depends on nothing but itself.
    """
    labels = _labels(model, assigned["segment_id"])
    unknown = pd.Series(pd.NA, index=range(len(assigned)), dtype="Int64")
    added = {"risk_index": np.nan, "is_high_value": unknown, "is_churn_prone": unknown}
    if model.risk is not None:
        risk = score_risk(model.risk, _values(model, table), labels)
        added |= {name: risk[name].array for name in risk}
    if model.high_value_from is not None:
        measure = model.schema.worth
        value = take_totals(table, model.schema, [measure])[measure]
        is_high = (value >= model.high_value_from).astype("Int64")
        added["is_high_value"] = is_high.where(value.notna()).array
    return assigned.assign(**added)


def explain_risk(model: SegmentModel, customer: pd.DataFrame, segment_id: str) -> Risk | None:
    """Return the risk index of one customer with its parts; None where the model has none.

    Parameters
    ----------
    customer : DataFrame
        One row under our column names.
    """
    if model.risk is None:
        return None
    labels, values = _labels(model, pd.Series([segment_id])), _values(model, customer)
    scored = score_risk(model.risk, values, labels).iloc[0]
    ranks = rank_parts(model.risk, values, labels)[0]
    terms = tuple(
        RiskTerm(name, _known(values[name].iloc[0]), _known(round(100 * rank, 1)), weight)
        for name, rank, weight in zip(model.risk.parts, ranks, model.risk.weights, strict=True)
    )
    index = _known(scored["risk_index"])
    prone = None if index is None else bool(scored["is_churn_prone"])
    return Risk(index, prone, terms, _sentence(index, prone, terms, segment_id))


def list_unknown(model: SegmentModel, table: pd.DataFrame) -> tuple[str, ...]:
    """Return what keeps value and risk empty for every customer, one sentence each."""
    notes = []
    if model.risk is not None:
        values = _values(model, table)
        absent = [measure_label(name) for name in values if values[name].isna().all()]
        if absent:
            notes.append(f"risk_index and is_churn_prone are empty: no {' and no '.join(absent)}.")
    if model.high_value_from is not None:
        value = model.schema.worth
        if take_totals(table, model.schema, [value])[value].isna().all():
            notes.append(f"is_high_value is empty: no {measure_label(value)}.")
    return tuple(notes)


def _parts(model: SegmentModel, schema: Schema) -> list[tuple[str, ...]]:
    used = () if model.risk is None else model.risk.parts
    return [part.measures for part in find_parts(schema) if part.feature in used]


def _values(model: SegmentModel, table: pd.DataFrame) -> pd.DataFrame:
    assert model.risk is not None  # noqa: S101 - asked by the callers
    return measure_parts(table, model.schema)[list(model.risk.parts)]


def _labels(model: SegmentModel, segment_ids: pd.Series) -> NDArray[np.int64]:
    return np.asarray(pd.Index(model.ids).get_indexer(segment_ids), dtype=np.int64)


def _known(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _sentence(
    index: float | None, prone: bool | None, terms: tuple[RiskTerm, ...], segment_id: str
) -> str:
    if index is None:
        unknown = [measure_label(term.feature) for term in terms if term.percentile is None]
        return f"Its risk index is not known without {' and '.join(unknown)}."
    parts = ", ".join(
        f"{format_value(term.feature, term.value)} {measure_label(term.feature)} "
        f"({term.percentile:.0f})"
        for term in terms
    )
    verdict = "churn-prone" if prone else "not churn-prone"
    return (
        f"Risk index {index:.1f} of 100 among the customers of {segment_id}, {verdict}; the same "
        f"for each part: {parts}. An index, not a probability."
    )
