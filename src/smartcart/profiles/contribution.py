"""Which variables made the segments, and whether one of them did it alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.choice import crossing
from smartcart.space import NominalScale, Scale, Space

__all__ = ["DOMINANT", "find_dominant", "share_contributions"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

#: A variable that explains this much of the segments on its own has taken over.
DOMINANT = 0.9


def share_contributions(table: pd.DataFrame, space: Space, labels: pd.Series) -> pd.DataFrame:
    """Return what each segmentation variable adds to the differences between segments.

    Inertia is counted in the scaled variables, before the PCA, so that nothing is hidden by
    the reduction.

    Parameters
    ----------
    table : DataFrame of shape (n_customers, n_variables)
        The segmentation variables in customer units.
    space : Space
        Whose scales are used.
    labels : Series of int
        Cluster of each customer.

    Returns
    -------
    DataFrame, index ``variable``
        ``share_total``, its share of the total inertia; ``share_between``, its share of the
        inertia between segments (both sum to 1; NaN with one segment); ``association``, from
        0 to 1, how well it tells the segments on its own: eta squared of a numeric or ordinal one,
        Cramer's V of a nominal one.

    Examples
    --------
    >>> import smartcart
    >>> segmentation = smartcart.segment(
    ...     smartcart.make_customers(300, seed=0), {"n_boot": 2, "n_null": 2})
    >>> training = segmentation.training
    >>> shares = share_contributions(
    ...     training.features.table, training.space, training.clusters.labels)
    >>> float(shares["share_between"].sum().round(9)), float(shares["share_total"].sum().round(9))
    (1.0, 1.0)
    """
    groups = labels.to_numpy(dtype=np.int64)
    rows = [_inertias(scale.apply(table[scale.name]), groups) for scale in space.model.scales]
    total, between = np.array(rows).T
    everything = between.sum()
    names = pd.Index([scale.name for scale in space.model.scales], name="variable")
    return pd.DataFrame(
        {
            "share_total": total / total.sum(),
            "share_between": between / everything if everything > 0 else np.nan,
            "association": [
                _association(scale, table[scale.name], groups, own[1] / own[0])
                for scale, own in zip(space.model.scales, rows, strict=True)
            ],
        },
        index=names,
    )


def find_dominant(contributions: pd.DataFrame) -> list[str]:
    """Return the variables that reproduce the segments on their own.

    Examples
    --------
    >>> find_dominant(pd.DataFrame({"association": [0.95, 0.4]}, index=["partner", "spend"]))
    ['partner']
    """
    return list(contributions.index[contributions["association"] > DOMINANT])


def _inertias(scaled: _Floats, groups: _Ints) -> tuple[float, float]:
    """Return total inertia and inertia between the groups, of all columns of a block."""
    centred = scaled - scaled.mean(axis=0)
    sizes = np.bincount(groups)
    sums = np.array([np.bincount(groups, weights=column) for column in centred.T]).T
    between = (sums**2 / np.maximum(sizes, 1)[:, np.newaxis]).sum() / len(groups)
    return float((centred**2).mean(axis=0).sum()), float(between)


def _association(scale: Scale, values: pd.Series, groups: _Ints, eta_squared: float) -> float:
    if not isinstance(scale, NominalScale):
        return float(eta_squared)
    codes = pd.factorize(values)[0]
    known = codes >= 0
    return _cramers_v(crossing(codes[known].astype(np.int64), groups[known]))


def _cramers_v(table: _Floats) -> float:
    """Return Cramer's V (1946) of a contingency table, 0 where one side has one level."""
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    smaller = min(table.shape) - 1
    if smaller < 1:
        return 0.0
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    chi_squared = ((table - expected) ** 2 / expected).sum()
    return float(np.sqrt(chi_squared / table.sum() / smaller))
