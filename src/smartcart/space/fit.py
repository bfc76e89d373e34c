"""Features -> Space: transform, scale, and reduce by PCA to a stated share of the variance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.errors import DataError
from smartcart.features import Features
from smartcart.settings import Settings
from smartcart.shown import Shown
from smartcart.space.scales import Scale, fit_scale
from smartcart.threads import FEW, in_threads, one_thread

__all__ = ["Space", "SpaceModel", "count_kept", "fit_space", "orient_loadings"]

_Floats = NDArray[np.float64]

#: Customers that are placed together.
_BLOCK = 1 << 16
#: Entries of loadings that differ by a smaller share are equal.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class SpaceModel:
    """The learnt way from customer units into the space, as plain numbers.

    Attributes
    ----------
    scales : tuple of Scale
        One per variable, in the order of the variables.
    center : array of shape (n_scaled,)
        Mean of the scaled training customers.
    loadings : array of shape (n_scaled, n_components)
        Orthonormal columns; the largest entry of each is positive, see `orient_loadings`.
    explained : array of shape (n_scaled,), or (n_customers,) where these are fewer
        Share of variance of every component, kept or not; sums to 1, or to 0 where nobody differs.
    """

    scales: tuple[Scale, ...]
    center: _Floats
    loadings: _Floats
    explained: _Floats

    @property
    def n_components(self) -> int:
        """Number of components kept."""
        return int(self.loadings.shape[1])

    @property
    def variance_kept(self) -> float:
        """Share of the variance of the scaled variables that the space keeps."""
        return float(self.explained[: self.n_components].sum())

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the scaled columns."""
        return tuple(name for scale in self.scales for name in scale.columns)

    def scale(self, table: pd.DataFrame) -> _Floats:
        """Return the scaled variables, shape (n, n_scaled)."""
        return _scaled(self.scales, table)

    def transform(self, table: pd.DataFrame) -> pd.DataFrame:
        """Place customers in the space.

        Parameters
        ----------
        table : DataFrame
            The segmentation variables in customer units, at least those of the model.

        Returns
        -------
        DataFrame of shape (n, n_components), columns ``PC1``, ``PC2``, ...
            A customer placed alone has the very same coordinates as in any batch.
        """
        # In blocks: scaled customers are not all held at once.
        return _placed(self, table.index, lambda rows: self.scale(table.iloc[rows]))


def _placed(model: SpaceModel, index: pd.Index, scaled: Callable[[slice], _Floats]) -> pd.DataFrame:
    """Place customers; `scaled` returns the scaled variables of some rows."""
    placed = np.empty((len(index), model.n_components))

    def place(start: int) -> None:
        rows = slice(start, start + _BLOCK)
        placed[rows] = _project(scaled(rows) - model.center, model.loadings)

    in_threads(place, range(0, len(index), _BLOCK), most=FEW)
    names = [f"PC{i + 1}" for i in range(model.n_components)]
    return pd.DataFrame(placed, index=index, columns=names)


def _scaled(scales: tuple[Scale, ...], table: pd.DataFrame) -> _Floats:
    """Return the scaled columns side by side, made one after the other."""
    ends = np.cumsum([len(scale.columns) for scale in scales])
    scaled = np.empty((len(table), ends[-1]))

    def apply(each: tuple[Scale, np.int64]) -> None:
        scale, end = each
        scaled[:, end - len(scale.columns) : end] = scale.apply(table[scale.name])

    in_threads(apply, zip(scales, ends, strict=True), most=FEW)
    return scaled


def _project(scaled: _Floats, loadings: _Floats) -> _Floats:
    """Multiply column by column.

    A matrix product of BLAS may round differently for one row than for a thousand; sums in a
    fixed order do not, so that one customer scored alone equals the same one in a batch.
    """
    projected = np.zeros((scaled.shape[0], loadings.shape[1]))
    for j in range(scaled.shape[1]):
        projected += scaled[:, j, np.newaxis] * loadings[j]
    return projected


@dataclass(frozen=True)
class Space(Shown):
    """Customers as points.

    Attributes
    ----------
    coordinates : DataFrame of shape (n_customers, n_components)
        Indexed by customer id.
    model : SpaceModel
        How they got there.
    n_capped : dict
        ``{variable: customers whose value was capped}``, only where there are any.
    """

    coordinates: pd.DataFrame
    model: SpaceModel
    n_capped: dict[str, int]

    @property
    def points(self) -> _Floats:
        """The coordinates as a matrix of shape (n_customers, n_components)."""
        return np.ascontiguousarray(self.coordinates.to_numpy(dtype=np.float64))


def fit_space(features: Features, settings: Settings | None = None) -> Space:
    """Learn scales and components from the customers, and place the customers.

    Amounts and counts are taken as log(1 + x), other numbers as they are; values beyond
    Tukey's far-out fences (three interquartile ranges) are capped; then z-scores. Nominal
    variables follow FAMD (Pages 2004), ordinal ones become z-scored ridits (Bross 1958).
    Components are kept until ``settings.variance_kept``
    of the variance is reached.

    Returns
    -------
    Space

    Raises
    ------
    DataError
        When there are fewer than two customers, or a value is too large to compute with.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.features import build_features
    >>> customers = smartcart.check_customers(smartcart.make_customers(200, seed=0))
    >>> space = fit_space(build_features(customers))
    >>> space.coordinates.shape[0], space.model.variance_kept >= 0.9
    (200, True)
    """
    settings = settings or Settings()
    if len(features.table) < 2:
        raise DataError(
            f"There is {len(features.table)} customer; a comparison needs at least 2.",
            "Give a table with more customers.",
        )
    _refuse_overflow(features)
    scales = tuple(
        in_threads(
            lambda column: fit_scale(features.table[column.name], column),
            features.variables,
            most=FEW,
        )
    )
    scaled = _scaled(scales, features.table)
    center = scaled.mean(axis=0)
    loadings, explained = _components(scaled)
    kept = count_kept(explained, settings.variance_kept)
    model = SpaceModel(scales, center, np.ascontiguousarray(loadings[:, :kept]), explained)
    capped = in_threads(lambda scale: scale.n_capped(features.table[scale.name]), scales, most=FEW)
    return Space(
        _placed(model, features.table.index, lambda rows: scaled[rows]),
        model,
        {scale.name: n for scale, n in zip(scales, capped, strict=True) if n},
    )


def _refuse_overflow(features: Features) -> None:
    for column in features.variables:
        if column.kind.is_text:
            continue
        largest = features.table[column.name].abs().max()
        if largest > 1e100:
            raise DataError(
                f"Column {column.source!r} holds a value of the order of {largest:.0e}; distances "
                "between such numbers cannot be computed.",
                "Correct the value, or leave it empty when it is not known.",
            )


def _components(scaled: _Floats) -> tuple[_Floats, _Floats]:
    """Return loadings, by columns, and the share of variance of each component, falling.

    Principal components (Pearson 1901; Hotelling 1933): the eigenvectors of the covariance.
    """
    d = scaled.shape[1]
    # Whoever differed was far out, and capped to what the others are, but for a rounding error.
    if not np.square(scaled).any():
        return np.eye(d), np.zeros(d)
    with one_thread():
        loadings, variances = _decompose(scaled)
    return orient_loadings(loadings), variances / variances.sum()


def _decompose(scaled: _Floats) -> tuple[_Floats, _Floats]:
    (n, d), mean = scaled.shape, scaled.mean(axis=0)
    if n < d:  # no covariance of fewer customers than columns tells them all apart
        _, singular, rows = np.linalg.svd(scaled - mean, full_matrices=False)
        return rows.T, singular**2 / (n - 1)
    covariance = (scaled.T @ scaled - (n * mean)[:, np.newaxis] * mean) / (n - 1)
    variances, loadings = np.linalg.eigh(covariance)
    return loadings[:, ::-1], np.maximum(variances[::-1], 0.0)


def orient_loadings(loadings: _Floats) -> _Floats:
    """Return loadings of which the largest entry of each column is positive.

    Of entries that are as large but for rounding, the first one counts: those of two numbers are
    always equal, and which is larger by a bit depends on the order of the customers.

    Examples
    --------
    >>> orient_loadings(np.array([[-0.6, 0.8], [0.8, 0.6]])).tolist()
    [[-0.6, 0.8], [0.8, 0.6]]
    >>> orient_loadings(np.array([[-0.7, -0.7], [0.7 + 1e-15, -0.7]])).round(9).tolist()
    [[0.7, 0.7], [-0.7, 0.7]]
    """
    sizes = np.abs(loadings)
    largest = (sizes >= sizes.max(axis=0) * (1 - _ROUNDING)).argmax(axis=0)
    signs = np.sign(loadings[largest, np.arange(loadings.shape[1])])
    return np.asarray(loadings * np.where(signs == 0, 1.0, signs))


def count_kept(explained: _Floats, share: float) -> int:
    """Return how many components reach a share of the variance."""
    # The sum of all shares may fall short of 1 by a rounding error; so may the wish for 1.
    reached = np.cumsum(explained) >= share - 1e-12
    return int(np.argmax(reached)) + 1 if reached.any() else len(explained)
