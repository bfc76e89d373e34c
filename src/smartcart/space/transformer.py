"""SegmentationSpace: cap, scale and reduce any numeric table, in a Pipeline."""

from __future__ import annotations

from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from smartcart.customers import Column, Kind, Role
from smartcart.features import Features
from smartcart.settings import make_settings
from smartcart.space.fit import fit_space

__all__ = ["SegmentationSpace"]


class SegmentationSpace(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Cap outliers, z-score, and keep the components that hold most of the variance.

    Parameters
    ----------
    variance_kept : float, default=0.9
        Share of the variance that the components must reach.

    Attributes
    ----------
    model_ : SpaceModel
        Scales and loadings as plain numbers.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(50, 3))
    >>> SegmentationSpace(variance_kept=1.0).fit_transform(X).shape
    (50, 3)
    """

    def __init__(self, *, variance_kept: float = 0.9) -> None:
        self.variance_kept = variance_kept

    def fit(self, X: pd.DataFrame | ArrayLike, y: object = None) -> Self:  # noqa: ARG002
        """Learn scales and components from X, shape (n_samples, n_features)."""
        values = validate_data(self, X, dtype=np.float64, ensure_min_samples=2)
        table = _table(values)
        variables = tuple(Column(n, n, Role.SEGMENTATION, Kind.NUMBER) for n in table)
        settings = make_settings({"variance_kept": self.variance_kept})
        self.model_ = fit_space(Features(table, variables, table), settings).model
        self._n_features_out = self.model_.n_components
        return self

    def transform(self, X: pd.DataFrame | ArrayLike) -> NDArray[np.float64]:
        """Return the coordinates, shape (n_samples, n_components)."""
        check_is_fitted(self)
        values = validate_data(self, X, dtype=np.float64, reset=False)
        coordinates = self.model_.transform(_table(values))
        return np.asarray(coordinates.to_numpy(), dtype=np.float64)


def _table(values: NDArray[np.float64]) -> pd.DataFrame:
    return pd.DataFrame(values, columns=[f"x{i}" for i in range(values.shape[1])])
