"""Segmenter: the flow as a scikit-learn clusterer, for any numeric table."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from smartcart.clusters import assign_clusters
from smartcart.customers import Column, Customers, Kind, Quality, Role, Schema, SourceFacts
from smartcart.segmentation import segment_customers
from smartcart.settings import make_settings

__all__ = ["Segmenter"]


class Segmenter(ClusterMixin, BaseEstimator):
    """Segment the rows of a numeric table; every column is a segmentation variable.

    Variables are taken as they are (no logarithm; see `BehaviouralFeatures` for raw customer
    tables), capped at Tukey's far-out fences, z-scored and reduced by PCA.

    Parameters
    ----------
    n_segments : int or 'auto', default='auto'
        Number of segments; 'auto' proposes by the elbow and demands stability.
    method : {'kmeans', 'ward'}, default='kmeans'
    variance_kept : float, default=0.9
        Share of variance that the PCA keeps; 1 keeps every component.
    k_max : int, default=10
        Largest number tried.
    n_init : int, default=10
        K-Means starts per fit.
    n_bootstrap : int, default=20
        Refits behind the stability figures.
    n_null : int, default=20
        Structureless tables that each figure is compared with.
    random_state : int, default=0
        Start of every random draw.

    Attributes
    ----------
    labels_ : int array of shape (n_samples,)
        Segment of each row, numbered by falling size (by falling value where a column is
        called ``spend_total``).
    n_segments_ : int
    verdict_ : {'natural', 'reproducible', 'constructive', 'none'}
        What may be claimed about the segments; ``segmentation_.verdict`` says why.
    k_scores_ : DataFrame
        The panel, one row per number of segments.
    segmentation_ : Segmentation
        Names, profiles, reason, warnings and the model file.

    Notes
    -----
    Rows with missing values are refused, as scikit-learn's clusterers do; `smartcart.segment`
    fills them with the median and counts them.

    Examples
    --------
    >>> import numpy as np
    >>> generator = np.random.default_rng(0)
    >>> X = np.vstack([generator.normal(center, 0.3, (60, 2)) for center in (0, 4, 8)])
    >>> segmenter = Segmenter().fit(X)
    >>> segmenter.n_segments_, bool((segmenter.predict(X) == segmenter.labels_).all())
    (3, True)
    >>> segmenter.verdict_
    'natural'
    """

    def __init__(
        self,
        n_segments: int | str = "auto",
        *,
        method: str = "kmeans",
        variance_kept: float = 0.9,
        k_max: int = 10,
        n_init: int = 10,
        n_bootstrap: int = 20,
        n_null: int = 20,
        random_state: int = 0,
    ) -> None:
        self.n_segments = n_segments
        self.method = method
        self.variance_kept = variance_kept
        self.k_max = k_max
        self.n_init = n_init
        self.n_bootstrap = n_bootstrap
        self.n_null = n_null
        self.random_state = random_state

    def fit(self, X: pd.DataFrame | ArrayLike, y: object = None) -> Self:  # noqa: ARG002
        """Find the segments of the rows of X, shape (n_samples, n_features).

        Raises
        ------
        DataError
            With fewer than 10 rows per segment, or when no column varies.
        """
        values = validate_data(self, X, dtype=np.float64, ensure_min_samples=2)
        self.segmentation_ = segment_customers(_customers(values, self._names()), self._settings())
        training = self.segmentation_.training
        assert training is not None  # noqa: S101 - a fresh segmentation always has it
        self.labels_ = training.clusters.labels.to_numpy()
        self.n_segments_ = self.segmentation_.k
        self.verdict_ = self.segmentation_.verdict.name
        self.k_scores_ = self.segmentation_.k_scores
        return self

    def predict(self, X: pd.DataFrame | ArrayLike) -> NDArray[np.int64]:
        """Return the segment of each row, the same alone as in any batch."""
        check_is_fitted(self)
        values = validate_data(self, X, dtype=np.float64, reset=False)
        model = self.segmentation_.model
        coordinates = model.space.transform(_customers(values, self._names()).table)
        assigned = assign_clusters(coordinates, model.partition, model.unusual_beyond)
        return np.asarray(assigned["cluster"].to_numpy(), dtype=np.int64)

    def _names(self) -> list[str]:
        known = getattr(self, "feature_names_in_", None)
        return [f"x{i}" for i in range(self.n_features_in_)] if known is None else list(known)

    def _settings(self) -> Any:
        return make_settings(
            {
                "segments": self.n_segments,
                "method": self.method,
                "variance_kept": self.variance_kept,
                "k_max": self.k_max,
                "n_starts": self.n_init,
                "n_boot": self.n_bootstrap,
                "n_null": self.n_null,
                "seed": self.random_state,
            }
        )


def _customers(values: NDArray[np.float64], names: list[str]) -> Customers:
    """Wrap numbers as customers whose every column is a segmentation variable."""
    variables = [
        Column(name, name, Role.SEGMENTATION, Kind.NUMBER, required=True) for name in names
    ]
    schema = Schema((Column("customer_id", "row", Role.ID, Kind.ID), *variables))
    ids = pd.Index([str(i) for i in range(len(values))], name="customer_id")
    quality = Quality(
        SourceFacts("array", "array", records=len(values)), len(values), 0, 0, (), (), None, ""
    )
    table = pd.DataFrame(values, index=ids, columns=names)
    return Customers(table, quality, pd.DataFrame(), schema, None)
