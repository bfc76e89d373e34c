"""Value and risk of customers as arrays: the sums of `add_worth`, without its tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from smartcart.churn import (
    RiskModel,
    RiskPart,
    find_parts,
    measure_part,
    measure_part_of_one,
    place_risk,
    place_risk_of_one,
)
from smartcart.features import columns_behind

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

    def place(
        self, values: _Floats, absent: _Mask | None, labels: _Ints
    ) -> tuple[_Floats, _Mask, _Floats]:
        """Return risk index (NaN where not known), who is churn-prone, and who high-value.

        The last is 1 or 0, NaN where not known.
        """
        totals = _Totals(values, absent)
        risk, is_prone = self._risk(totals, labels)
        return risk, is_prone, self._value(totals, len(labels))

    def place_one(
        self, values: Sequence[float], absent: Sequence[bool] | None, segment: int
    ) -> tuple[float, bool, float]:
        """Return the same of one customer, to the last bit; `absent` is None where nothing is."""

        def take(rows: _Rows) -> float:
            if absent is not None and any(absent[row] for row in rows):
                return math.nan
            return _add_one(values, rows)

        high = math.nan
        if self.high_value_from is not None:
            total = take(self.value)
            high = total if total != total else float(total >= self.high_value_from)
        if self.risk is None:
            return math.nan, False, high
        parts = [measure_part_of_one(part, [*map(take, rows)]) for part, rows in self.parts]
        risk = place_risk_of_one(self.risk, parts, segment)
        return risk, risk >= self.risk.prone_from[segment], high

    def _risk(self, totals: _Totals, labels: _Ints) -> tuple[_Floats, _Mask]:
        if self.risk is None:
            return np.full(len(labels), np.nan), np.zeros(len(labels), dtype=bool)
        columns = [measure_part(part, [*map(totals.take, rows)]) for part, rows in self.parts]
        index = place_risk(self.risk, columns, labels)
        return index, np.asarray(index >= self.prone_from[labels])

    def _value(self, totals: _Totals, n: int) -> _Floats:
        if self.high_value_from is None:
            return np.full(n, np.nan)
        total = totals.take(self.value)
        return np.where(np.isnan(total), np.nan, total >= self.high_value_from)


class _Totals:
    """Sums of rows of the values, each taken once; what is missing is left out."""

    def __init__(self, values: _Floats, absent: _Mask | None) -> None:
        self._values, self._absent = values, absent
        self._taken: dict[_Rows, _Floats] = {}

    def take(self, rows: _Rows) -> _Floats:
        """Return the sum: NaN where all of it is missing, or a part was not brought."""
        if rows not in self._taken:
            total = self._values[rows[0]] if len(rows) == 1 else _add(self._values[list(rows)])
            if self._absent is not None:
                total = np.where(self._absent[list(rows)].any(axis=0), np.nan, total)
            self._taken[rows] = total
        return self._taken[rows]


def _add_one(values: Sequence[float], rows: _Rows) -> float:
    total = math.nan
    for row in rows:
        value = values[row]
        if value == value:
            total = value if total != total else total + value
    return total


def _add(block: _Floats) -> _Floats:
    """Add as `take_totals` does, row by row: a running sum is one step."""
    missing = np.isnan(block)
    if not missing.any():
        return np.asarray(np.cumsum(block, axis=0)[-1])
    total = np.cumsum(np.where(missing, 0.0, block), axis=0)[-1]
    return np.where(missing.all(axis=0), np.nan, total)
