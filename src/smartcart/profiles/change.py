"""What would move a customer: the smallest change of one number that leads to another cluster."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.clusters import Partition
from smartcart.customers import Column, Kind, Schema
from smartcart.space import NumericScale, SpaceModel

__all__ = ["Change", "find_change"]

_Floats = NDArray[np.float64]

_WHOLE_KINDS = (Kind.COUNT, Kind.FLAG)
_NEVER_NEGATIVE = (Kind.AMOUNT, Kind.COUNT)
#: A value is rounded by at most this many standard deviations of its variable, and by at most 1.
_ROUNDING = 0.01


@dataclass(frozen=True)
class Change:
    """A change of one variable, in customer units, and the cluster it leads to.

    ``before`` is None where the value is not known.
    """

    feature: str
    before: float | None
    after: float
    cluster: int


@dataclass(frozen=True)
class _Candidate:
    """A value that may lead to another cluster, and how far it is in scaled units."""

    size: float
    feature: str
    before: float | None
    after: float


def find_change(
    space: SpaceModel, partition: Partition, schema: Schema, customer: pd.DataFrame
) -> Change | None:
    """Find the smallest change of one amount, count or number that moves a customer.

    A change of one variable moves the customer along a line in the space. There the difference
    between the costs of two clusters is linear (K-Means) or quadratic (Ward), so the crossings
    are exact. They are taken back through scale and logarithm; what lies beyond a cap moves
    nothing and is no crossing. A value is rounded away from the customer's own: counts to whole
    numbers, others by at most 0.01 standard deviations. It counts only after the changed
    customer, placed like any other, is indeed in another cluster.

    Parameters
    ----------
    schema : Schema
        Kinds and ranges of the columns; a value outside the range of its column is never given.
    customer : DataFrame of one row
        The segmentation variables in customer units.

    Returns
    -------
    Change or None
        The smallest in scaled units; None when no such variable can move the customer alone.

    Examples
    --------
    >>> from smartcart.customers import Role
    >>> scale = NumericScale("x", "identity", 0.0, -9.0, 9.0, mean=0.0, deviation=1.0)
    >>> line = SpaceModel((scale,), np.zeros(1), np.eye(1), np.ones(1))
    >>> partition = Partition("kmeans", np.array([[0.0], [4.5]]), np.array([5, 5]))
    >>> schema = Schema((Column("x", "X", Role.SEGMENTATION, Kind.COUNT),))
    >>> find_change(line, partition, schema, pd.DataFrame({"x": [1.0]}))
    Change(feature='x', before=1.0, after=3.0, cluster=1)
    """
    point = _point(space, customer)
    own = int(partition.assign(point)[0])
    candidates = _candidates(space, partition, schema, customer, point[0], own)
    for each in sorted(candidates, key=lambda each: each.size):
        changed = customer.assign(**{each.feature: each.after})
        cluster = int(partition.assign(_point(space, changed))[0])
        if cluster != own:
            return Change(each.feature, each.before, each.after, cluster)
    return None


def _point(space: SpaceModel, customer: pd.DataFrame) -> _Floats:
    return np.ascontiguousarray(space.transform(customer).to_numpy(dtype=np.float64))


def _candidates(
    space: SpaceModel,
    partition: Partition,
    schema: Schema,
    customer: pd.DataFrame,
    point: _Floats,
    own: int,
) -> Iterator[_Candidate]:
    scaled = space.scale(customer)[0]
    places = np.cumsum([0, *(len(scale.columns) for scale in space.scales)])
    for place, scale in zip(places, space.scales, strict=False):
        column = schema[scale.name]
        if not isinstance(scale, NumericScale) or not column.kind.is_quantity:
            continue  # a level has no size of change, and nobody is born again
        value = float(customer[scale.name].to_numpy(dtype=np.float64, na_value=np.nan)[0])
        known = None if math.isnan(value) else value
        crossings = _crossings(point, space.loadings[place], partition, own)
        found = [x for each in crossings for x in _values(scale, column, scaled[place], each)]
        sizes = np.abs(scale.apply(pd.Series(found, dtype="float64"))[:, 0] - scaled[place])
        for after, size in zip(found, sizes, strict=True):
            if after != known:
                yield _Candidate(float(size), scale.name, known, after)


def _crossings(point: _Floats, line: _Floats, partition: Partition, own: int) -> Iterator[float]:
    """Yield where along a line another cluster costs as much as the own one."""
    away, weights = point - partition.centroids, partition.weights
    bends = weights * (line @ line)
    slopes = 2 * weights * (away @ line)
    levels = weights * (away**2).sum(axis=1)
    for other in range(partition.k):
        if other != own:
            yield from _roots(
                bends[other] - bends[own], slopes[other] - slopes[own], levels[other] - levels[own]
            )


def _roots(bend: float, slope: float, level: float) -> list[float]:
    """Return the real roots of bend t^2 + slope t + level, without loss of digits.

    Examples
    --------
    >>> _roots(0.0, 2.0, -4.0), sorted(_roots(1.0, -3.0, 2.0)), _roots(1.0, 0.0, 1.0)
    ([2.0], [1.0, 2.0], [])
    """
    inside = slope**2 - 4 * bend * level
    if inside < 0:
        return []
    q = -(slope + math.copysign(math.sqrt(inside), slope)) / 2
    found = [q / bend] if bend else []
    found += [level / q] if q else []
    return [float(each) for each in found if math.isfinite(each)]


def _values(scale: NumericScale, column: Column, here: float, distance: float) -> Iterator[float]:
    """Yield the first two round values at or beyond a crossing, within the column's range."""
    exact = scale.invert(here + distance)
    if math.isnan(exact):
        return
    step = 1.0 if column.kind in _WHOLE_KINDS else _round_step(scale, exact)
    low, high = _range(column)
    for direction in (-1, 1) if distance == 0 else (int(math.copysign(1, distance)),):
        steps = math.ceil(direction * exact / step - 1e-9)
        for more in (0, 1):  # on the crossing itself the customer may stay
            after = round(direction * (steps + more) * step, _decimals(step))
            within = min(max(after, low), high)
            if within == after or direction * (within - exact) >= 0:
                yield within + 0.0  # 0 is written without a sign


def _round_step(scale: NumericScale, value: float) -> float:
    """Return the largest power of ten that changes the scaled variable by little enough."""
    per_deviation = scale.deviation * (1 + value if scale.transform == "log1p" else 1.0)
    least = max(per_deviation / math.sqrt(scale.weight) * _ROUNDING, 1e-12)
    return float(min(1.0, 10.0 ** math.floor(math.log10(least))))


def _decimals(step: float) -> int:
    return max(0, -round(math.log10(step)))


def _range(column: Column) -> tuple[float, float]:
    low = -math.inf if column.low is None else float(column.low)
    high = math.inf if column.high is None else float(column.high)
    if column.kind == Kind.FLAG:
        return 0.0, 1.0
    return (max(low, 0.0) if column.kind in _NEVER_NEGATIVE else low), high
