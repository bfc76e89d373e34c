"""Value and risk of customers as arrays: the sums of `add_worth`, without its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from smartcart.churn import RiskModel, RiskPart, find_parts, measure_part, place_risk
from smartcart.features import add_up, columns_behind

if TYPE_CHECKING:
    from smartcart.segmentation.model import SegmentModel

__all__ = ["ScoringWorth"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]
_Mask = NDArray[np.bool_]
#: Rows of the values that add up to a measure.
_Rows = tuple[int, ...]


@dataclass(frozen=True)
class ScoringWorth:
    """What value and risk are read from, as rows of the values."""

    risk: RiskModel | None
    parts: tuple[tuple[RiskPart, tuple[_Rows, ...]], ...]
    high_value_from: float | None
    value: _Rows
    prone_from: _Floats

    @classmethod
    def of(cls, model: SegmentModel, names: Sequence[str]) -> ScoringWorth:
        """Lay value and risk of a model out for values whose rows bear these names."""
        schema, risk = model.schema, model.risk

        def rows(measure: str) -> _Rows:
            return tuple(names.index(name) for name in columns_behind(schema, measure))

        found = {part.feature: part for part in find_parts(schema)}
        parts = tuple(found[name] for name in (risk.parts if risk else ()))
        return cls(
            risk,
            tuple((part, tuple(map(rows, part.measures))) for part in parts),
            model.high_value_from,
            rows(schema.worth) if model.high_value_from is not None else (),
            np.array(risk.prone_from if risk else ()),
        )

    def place_risk(self, values: _Floats, absent: _Mask, labels: _Ints) -> _Floats:
        """Return the risk index of each customer; NaN where not known."""
        if self.risk is None:
            return np.full(len(labels), np.nan)
        columns = [
            measure_part(part, [_total(values, absent, rows) for rows in measures])
            for part, measures in self.parts
        ]
        return place_risk(self.risk, columns, labels)

    def is_prone(self, index: _Floats, labels: _Ints) -> _Mask:
        """Return who is churn-prone; nobody where the index is not known."""
        if self.risk is None:
            return np.zeros(len(labels), dtype=bool)
        return np.asarray(index >= self.prone_from[labels])

    def place_value(self, values: _Floats, absent: _Mask) -> _Floats:
        """Return 1 for a high-value customer, else 0; NaN where not known."""
        if self.high_value_from is None:
            return np.full(values.shape[1], np.nan)
        total = _total(values, absent, self.value)
        return np.where(np.isnan(total), np.nan, total >= self.high_value_from)


def _total(values: _Floats, absent: _Mask, rows: _Rows) -> _Floats:
    total = add_up((values[row] for row in rows), values.shape[1])
    if len(absent):
        total[absent[list(rows)].any(axis=0)] = np.nan
    return total
