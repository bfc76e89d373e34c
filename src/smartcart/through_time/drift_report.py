"""What is said about drift."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from smartcart.through_time.schema_change import SchemaChange

__all__ = ["DistanceDrift", "DriftReport", "FeatureDrift"]


@dataclass(frozen=True)
class FeatureDrift:
    """Whether one feature, or the sizes of the segments, drifted.

    Attributes
    ----------
    name : str
    verdict : str
        ``drift``, ``none``, or ``not enough data``.
    psi : float or None
        Population stability index; None where too little is known.
    p_value : float or None
        Of chi-squared, corrected for the number of tests.
    n_reference, n_current : int
        Customers whose value is known.
    share_missing_reference, share_missing_current : float
        0 to 1.
    median_reference, median_current : float or None
        In customer units; None for texts.
    unseen : tuple of str
        Texts that the reference did not hold.
    """

    name: str
    verdict: str
    psi: float | None
    p_value: float | None
    n_reference: int
    n_current: int
    share_missing_reference: float = 0.0
    share_missing_current: float = 0.0
    median_reference: float | None = None
    median_current: float | None = None
    unseen: tuple[str, ...] = ()

    @property
    def size(self) -> str:
        """The shift in a word: small below a PSI of 0.1, medium below 0.25, else large."""
        if self.psi is None:
            return "unknown"
        return "small" if self.psi < 0.1 else "medium" if self.psi < 0.25 else "large"


@dataclass(frozen=True)
class DistanceDrift:
    """Mean distance of customers to the centroid of their segment, before and now."""

    verdict: str
    mean_reference: float
    mean_current: float
    p_value: float | None

    @property
    def change(self) -> float:
        """Change as a share of the mean before."""
        return self.mean_current / self.mean_reference - 1 if self.mean_reference else 0.0


@dataclass(frozen=True)
class DriftReport:
    """Whether customers are still distributed as in the reference.

    Attributes
    ----------
    verdict : str
        ``schema``: a column that segments are made by is missing, renamed or in another unit, and
        nothing else was tested. ``drift``: at least one feature drifted, or the segments did.
        ``not enough data``: no drift was seen, and not everything could be judged. ``none``:
        everything was judged, and nothing drifted.
    n_reference, n_current : int
        Customers.
    schema : tuple of SchemaChange
        Also of columns that segments are not made by.
    features : tuple of FeatureDrift
        The segmentation variables.
    segments : FeatureDrift or None
        Sizes of the segments; None without a model.
    distance : DistanceDrift or None
    sentences : tuple of str
        All of it in words, what matters most first.
    """

    verdict: str
    n_reference: int
    n_current: int
    schema: tuple[SchemaChange, ...] = ()
    features: tuple[FeatureDrift, ...] = ()
    segments: FeatureDrift | None = None
    distance: DistanceDrift | None = None
    sentences: tuple[str, ...] = ()

    @property
    def drifted(self) -> tuple[str, ...]:
        """Names of the features that drifted, the largest shift first."""
        found = [each for each in self.features if each.verdict == "drift"]
        return tuple(each.name for each in sorted(found, key=lambda each: -(each.psi or 0.0)))

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON, from which `from_dict` makes an equal report."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> DriftReport:
        """Return the report that `to_dict` took apart, also after a way through JSON."""
        sizes, distance = data["segments"], data["distance"]
        return cls(
            data["verdict"],
            data["n_reference"],
            data["n_current"],
            tuple(SchemaChange(**each) for each in data["schema"]),
            tuple(_feature(each) for each in data["features"]),
            sizes and _feature(sizes),
            distance and DistanceDrift(**distance),
            tuple(data["sentences"]),
        )


def _feature(data: Mapping[str, Any]) -> FeatureDrift:
    return FeatureDrift(**{**data, "unseen": tuple(data["unseen"])})
