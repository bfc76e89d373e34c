"""Customers of the reference as plain data: enough to tell drift later, and no customer in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from smartcart.customers import Customers, Kind, Role, Schema
from smartcart.segmentation import SegmentModel
from smartcart.segmentation.assign import check_comparable
from smartcart.through_time.bins import Bins, count_bins, known_numbers, make_bins
from smartcart.through_time.placing import Model, model_of

__all__ = [
    "ColumnProfile",
    "Distances",
    "ReferenceProfile",
    "Scale",
    "measure_distances",
    "measure_scale",
    "profile_reference",
]

_SCALED = (Kind.AMOUNT, Kind.COUNT, Kind.NUMBER)
_QUANTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Scale:
    """Quartiles of the positive values of a column, and their number."""

    quantiles: tuple[float, ...]
    n: int
    n_distinct: int


@dataclass(frozen=True)
class ColumnProfile:
    """One column of the reference: bins with counts, the last one of missing values."""

    name: str
    bins: Bins
    counts: tuple[int, ...]
    median: float | None
    scale: Scale | None

    @property
    def n_known(self) -> int:
        """Customers whose value is known."""
        return sum(self.counts[:-1])


@dataclass(frozen=True)
class Distances:
    """Distances of customers to the centroid of their segment, in the space of the model."""

    mean: float
    deviation: float
    n: int


@dataclass(frozen=True)
class ReferenceProfile:
    """What drift is told against: counts and quantiles, never a customer.

    Attributes
    ----------
    n_customers : int
    schema : Schema
        Of the reference; its columns of role segmentation are watched.
    columns : tuple of ColumnProfile
        All columns but the id.
    segments : mapping of str to int or None
        Customers by segment; None without a model.
    distances : Distances or None
    """

    n_customers: int
    schema: Schema
    columns: tuple[ColumnProfile, ...]
    segments: Mapping[str, int] | None = None
    distances: Distances | None = None

    def __getitem__(self, name: str) -> ColumnProfile:
        return {column.name: column for column in self.columns}[name]

    @property
    def watched(self) -> tuple[str, ...]:
        """Names of the columns that segments are made by."""
        return tuple(column.name for column in self.schema.with_role(Role.SEGMENTATION))

    def to_dict(self) -> dict[str, Any]:
        """Return plain data from which `from_dict` makes an equal profile."""
        return {**asdict(self), "schema": self.schema.to_dict()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ReferenceProfile:
        """Return the profile that `to_dict` wrote, also after it was JSON."""
        return cls(
            data["n_customers"],
            Schema.from_dict(data["schema"]),
            tuple(_column(each) for each in data["columns"]),
            data["segments"],
            data["distances"] and Distances(**data["distances"]),
        )


def profile_reference(customers: Customers, model: Model | None = None) -> ReferenceProfile:
    """Take from customers what drift will be told against.

    Parameters
    ----------
    customers : Customers
        As a rule those that a model was learnt from.
    model : Segmentation or SegmentModel, optional
        With it, sizes of segments and distances are taken, too.

    Raises
    ------
    ModelFileError
        When the customers lack columns that the model compares by.

    Examples
    --------
    >>> import smartcart
    >>> customers = smartcart.check_customers(smartcart.make_customers(100, seed=0))
    >>> profile = profile_reference(customers)
    >>> profile["spend_wines"].n_known, ReferenceProfile.from_dict(profile.to_dict()) == profile
    (100, True)
    """
    columns = (c for c in customers.schema.columns if c.role != Role.ID)
    profiles = tuple(_profile(customers.table[c.name], c.name, c.kind) for c in columns)
    if model is None:
        return ReferenceProfile(len(customers), customers.schema, profiles)
    sizes, distances = measure_distances(model_of(model), customers)
    return ReferenceProfile(len(customers), customers.schema, profiles, sizes, distances)


def measure_distances(
    model: SegmentModel, customers: Customers
) -> tuple[dict[str, int], Distances]:
    """Return customers by segment, and how far they are from their centroid."""
    table = check_comparable(model, customers).table
    points = np.ascontiguousarray(model.space.transform(table).to_numpy(dtype=np.float64))
    labels = model.partition.assign(points)
    away = np.sqrt(((points - model.partition.centroids[labels]) ** 2).sum(axis=1))
    sizes = np.bincount(labels, minlength=len(model.ids)).tolist()
    deviation = float(away.std(ddof=1)) if len(away) > 1 else 0.0
    return dict(zip(model.ids, sizes, strict=True)), Distances(
        float(away.mean()), deviation, len(away)
    )


def measure_scale(values: pd.Series) -> Scale:
    """Return quartiles of the positive values; empty where there are none.

    Examples
    --------
    >>> measure_scale(pd.Series([0.0, 1.0, 2.0, 3.0])).quantiles
    (1.5, 2.0, 2.5)
    """
    known = known_numbers(values)
    positive = known[known > 0]
    quantiles = np.quantile(positive, _QUANTILES).tolist() if len(positive) else []
    return Scale(tuple(quantiles), len(positive), len(np.unique(positive)))


def _profile(values: pd.Series, name: str, kind: Kind) -> ColumnProfile:
    bins = make_bins(values, is_text=kind.is_text)
    known = known_numbers(values) if kind.is_quantity else np.array([])
    return ColumnProfile(
        name,
        bins,
        tuple(count_bins(values, bins).tolist()),
        float(np.median(known)) if len(known) else None,
        measure_scale(values) if kind in _SCALED else None,
    )


def _column(data: Mapping[str, Any]) -> ColumnProfile:
    bins, scale = data["bins"], data["scale"]
    return ColumnProfile(
        data["name"],
        Bins(tuple(bins["edges"]), tuple(bins["levels"])),
        tuple(data["counts"]),
        data["median"],
        scale and Scale(tuple(scale["quantiles"]), scale["n"], scale["n_distinct"]),
    )
