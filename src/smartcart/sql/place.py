"""From the values of a customer to the nearest segment: the arithmetic of the flow, term by term.

Every sum stands in the order in which Python adds, every constant is the very number that Python
has. So each coordinate and each cost comes out in the same bits, and so does a tie.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.clusters import Partition
from smartcart.customers import Column, Kind, fold_level
from smartcart.space import NumericScale, Scale
from smartcart.sql.logarithm import Logarithm, surely_beyond
from smartcart.sql.terms import (
    Term,
    cases,
    col,
    difference,
    equal,
    greatest,
    is_in,
    least,
    less,
    missing,
    not_less,
    number,
    product,
    quotient,
    sum_of,
)

__all__ = ["Variable", "write_coordinates", "write_costs"]

_Floats = NDArray[np.float64]

#: Loadings below add nothing to a coordinate, and their square is beyond the smallest number.
_NO_LOADING = 1e-150
_LOWEST_SUM = -1.0 + 2.0**-53


@dataclass(frozen=True)
class Variable:
    """One segmentation variable: its scale, its place in the query and in the space.

    Attributes
    ----------
    scale : Scale
    column : Column
    key : str
        What the names of its columns in the query end with; its values stand in ``x`` and key.
    center : array of shape (n_scaled_columns,)
    """

    scale: Scale
    column: Column
    key: str
    center: _Floats

    @property
    def logarithm(self) -> Logarithm | None:
        """How to take the logarithm, where the variable is compared by it."""
        if not isinstance(self.scale, NumericScale) or self.scale.transform != "log1p":
            return None
        low = -1.0 if self.column.low is None else self.column.low
        high = max(surely_beyond(self.scale.high), 0.0)
        whole = self.column.kind == Kind.COUNT
        return Logarithm(f"x{self.key}", self.key, max(low, _LOWEST_SUM), high, whole)

    def centred(self, *, skips_null: bool) -> list[Term]:
        """Return the scaled and centred columns, in their order."""
        if isinstance(self.scale, NumericScale):
            return [self._numeric(self.scale, skips_null)]
        known = self.scale.apply(pd.Series([*self.scale.levels, None], dtype="object"))
        coded = known - self.center
        return [self._coded(coded[:, j]) for j in range(coded.shape[1])]

    def _coded(self, values: _Floats) -> Term:
        """Return the number of each level; the last is that of a level never seen, or of none."""
        *known, unknown = values.tolist()
        levels: dict[float, list[str]] = {}
        for value, level in zip(known, self.scale.levels, strict=True):  # type: ignore[union-attr]
            levels.setdefault(value, []).append(fold_level(level))
        x = col(f"x{self.key}")
        branches = [(is_in(x, texts), number(value)) for value, texts in levels.items()]
        return cases(branches, number(unknown))

    def _numeric(self, scale: NumericScale, skips_null: bool) -> Term:
        y = self._transformed(scale, skips_null)
        scaled = quotient(difference(y, number(scale.mean)), number(scale.deviation))
        root = float(np.sqrt(scale.weight))
        scaled = scaled if root == 1.0 else product(scaled, number(root))
        return cases(self._constants(scale), difference(scaled, number(self.center[0])))

    def _transformed(self, scale: NumericScale, skips_null: bool) -> Term:
        if self.logarithm is None:
            return col(f"x{self.key}")  # what lies beyond the caps is a constant
        caps = number(scale.low), number(scale.high)
        raised = greatest([self.logarithm.result(), caps[0]], skips_null=skips_null)
        return least([raised, caps[1]], skips_null=skips_null)

    def _constants(self, scale: NumericScale) -> list[tuple[Term, Term]]:
        """Return the numbers of a missing value and of those beyond the caps."""
        x = col(f"x{self.key}")
        fill, low, high = (number(each) for each in self._at(scale))
        if self.logarithm is None:
            beyond = [(less(number(scale.high), x), high), (less(x, number(scale.low)), low)]
            return [(missing(x), fill), *beyond]
        branches: list[tuple[Term, Term]] = [
            (missing(x), fill),
            (not_less(x, number(self.logarithm.high)), high),
        ]
        if self.column.low is None or self.column.low < 0:  # log(0) is capped, below is no number
            branches += [(less(x, number(-1.0)), fill), (equal(x, number(-1.0)), low)]
        return branches

    def _at(self, scale: NumericScale) -> _Floats:
        ends = np.array([np.clip(scale.fill, scale.low, scale.high), scale.low, scale.high])
        scaled = (ends - scale.mean) / scale.deviation * np.sqrt(scale.weight)
        return np.asarray(scaled - self.center[0])


def write_coordinates(loadings: _Floats) -> dict[str, Term]:
    """Return the coordinates ``p1``, ``p2``, ... of the centred columns ``y1``, ``y2``, ..."""
    return {
        f"p{i + 1}": sum_of(
            [
                product(col(f"y{j + 1}"), number(loading))
                for j, loading in enumerate(loadings[:, i].tolist())
                if abs(loading) >= _NO_LOADING
            ]
        )
        for i in range(loadings.shape[1])
    }


def write_costs(partition: Partition) -> dict[str, Term]:
    """Return what it costs to join each cluster: ``d1``, ``d2``, ..."""
    found: dict[str, Term] = {}
    for i, (centroid, weight) in enumerate(
        zip(partition.centroids.tolist(), partition.weights.tolist(), strict=True)
    ):
        gaps = [difference(col(f"p{j + 1}"), number(at)) for j, at in enumerate(centroid)]
        cost = sum_of([product(gap, gap) for gap in gaps])
        found[f"d{i + 1}"] = cost if weight == 1.0 else product(cost, number(weight))
    return found
