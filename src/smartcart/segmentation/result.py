"""Segmentation: the one result, and what it was learnt from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from os import PathLike

import pandas as pd

from smartcart.choice import KChoice, KScores, NestedClusters, Verdict
from smartcart.churn import Churn
from smartcart.clusters import Clusters
from smartcart.customers import Customers
from smartcart.errors import ModelFileError
from smartcart.features import Features
from smartcart.profiles import Concentration, Profiles, Rate, RuleTree
from smartcart.segmentation.assign import assign_segments
from smartcart.segmentation.explain import explain_customer
from smartcart.segmentation.explanation import Explanation
from smartcart.segmentation.model import SegmentModel, list_assignments
from smartcart.segmentation.scorer import Scorer
from smartcart.segmentation.worth import add_worth
from smartcart.settings import Settings
from smartcart.shown import Shown
from smartcart.space import Space

__all__ = ["Segment", "Segmentation", "SubSegment", "Training"]


@dataclass(frozen=True)
class SubSegment:
    """A part of a segment that proved stable within it.

    ``share_segment`` is its share of the customers of the segment, 0 to 1; ``name`` says what
    it has more or less of than the whole segment, ``evidence`` by which figures.
    """

    id: str
    size: int
    share_segment: float
    spend_median: float | None
    stability_jaccard: float
    name: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Segment(Shown):
    """A cluster with an id that lasts, a name, and the evidence for the name.

    Shares are 0 to 1; ``spend_median`` is in the money of the table; figures are None where
    the table does not hold what they need. ``stability_jaccard`` says whether it would come
    back (``stability_band`` in words), ``stability_origin`` how much its members stood together
    with one segment less. ``markers`` are the measures that set it apart, the furthest first;
    ``advice`` says what to do, the strongest figure first.
    """

    id: str
    name: str
    size: int
    share_customers: float
    share_spend: float | None
    spend_median: float | None
    stability_jaccard: float | None
    stability_band: str | None
    stability_origin: float | None
    response_rate: Rate | None
    evidence: tuple[str, ...]
    markers: tuple[str, ...] = ()
    sub_segments: tuple[SubSegment, ...] = ()
    advice: tuple[str, ...] = ()


@dataclass(frozen=True)
class Training:
    """What the model was learnt from; it stays in memory and never enters a model file."""

    customers: Customers
    features: Features
    space: Space
    clusters: Clusters
    scores: KScores
    profiles: Profiles
    nested: tuple[NestedClusters | None, ...] = ()

    @property
    def n_customers(self) -> int:
        """Customers in the segments; those in memory may be a sample of them."""
        return int(self.profiles.table["n_customers"].sum())


@dataclass(frozen=True)
class Segmentation(Shown):
    """The one result.

    Attributes
    ----------
    model : SegmentModel
        The learnt state.
    segments : tuple of Segment
        By falling value.
    profiles : DataFrame
        One row per segment in customer units, index ``segment_id``.
    k_scores : DataFrame
        One row per number of segments tried, index ``k``, with ``chosen`` (0/1).
    choice : KChoice
        The number of segments, with the reason in words.
    verdict : Verdict
        What may be claimed: natural, reproducible, constructive or none.
    contributions : DataFrame
        What each variable adds to the segments; see `share_contributions`.
    descriptors : DataFrame
        Whether what did not make the segments differs by segment; see `compare_descriptors`.
    fairness : DataFrame
        How well personal characteristics predict the segment; see `measure_fairness`.
    settings : Settings
    snapshot_date : date or None
    figures : mapping
        silhouette and border_density, silhouette_null, silhouette_z and stability_null
        (structureless tables), stability_ari_median, stability_ari_q10, ward_agreement_ari,
        returned_share, variance_kept, n_customers; None where not defined.
    warnings : tuple of str
    data_hash : str
        SHA-256 of the customers it was learnt from.
    rules : RuleTree or None
        The segments restated as rules over customer units; None with one segment.
    value : Concentration or None
        How unevenly value is spread, and its tiers; None where the table does not say.
    churn : Churn or None
        Whether leaving may be spoken of as a probability, or as an index only, and why.
    training : Training or None
        None after loading from a file.
    """

    model: SegmentModel
    segments: tuple[Segment, ...]
    profiles: pd.DataFrame
    k_scores: pd.DataFrame
    choice: KChoice
    verdict: Verdict
    contributions: pd.DataFrame
    descriptors: pd.DataFrame
    fairness: pd.DataFrame
    settings: Settings
    snapshot_date: date | None
    figures: Mapping[str, float | None]
    warnings: tuple[str, ...]
    data_hash: str
    rules: RuleTree | None = None
    value: Concentration | None = None
    churn: Churn | None = None
    training: Training | None = field(default=None, repr=False, compare=False)

    @property
    def k(self) -> int:
        """Number of segments."""
        return self.model.partition.k

    @property
    def assignments(self) -> pd.DataFrame:
        """Segments of the customers it was learnt from, as in ``segments.csv``."""
        training = _training(self)
        assigned = list_assignments(self.model, training.space.coordinates)
        return add_worth(self.model, assigned, training.customers.table)

    def assign(self, customers: Customers | pd.DataFrame) -> pd.DataFrame:
        """Place customers, old or new; see `assign_segments`."""
        return assign_segments(self.model, customers, self.settings)

    def scorer(self) -> Scorer:
        """Lay the model out to place customers fast, one record or many; see `Scorer`."""
        return Scorer.of(self.model)

    def explain(self, customers: Customers | pd.DataFrame, customer_id: str) -> Explanation:
        """Say why a customer is in its segment and what would move it; see `explain_customer`."""
        return explain_customer(self.model, customers, customer_id, self.settings)

    def save(self, path: str | PathLike[str]) -> None:
        """Write ``model.json``: data only, with its own checksum."""
        from smartcart.model_file import save_model

        save_model(self, path)

    def with_warnings(self, warnings: Sequence[str]) -> Segmentation:
        """Return the same result with more warnings."""
        return replace(self, warnings=(*self.warnings, *warnings))

    def report(self, path: str | PathLike[str]) -> None:
        """Write one HTML file that opens anywhere, offline."""
        from smartcart.report import write_report

        write_report(self, path)


def _training(segmentation: Segmentation) -> Training:
    if segmentation.training is None:
        raise ModelFileError(
            "A model read from a file holds no customers.",
            "Assign the customers with .assign(customers), or segment them anew.",
        )
    return segmentation.training
