"""Numeric tables with planted groups, or with none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["plant_cloud", "plant_groups", "plant_moons", "plant_pair", "plant_tail"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]


def plant_groups(
    seed: int, apart: float, n_each: int = 100, n_columns: int = 3, n_groups: int = 3
) -> tuple[_Floats, _Ints]:
    """Return normal groups of unit spread whose centres are all equally far `apart`.

    Parameters
    ----------
    n_columns : int
        At least the number of groups: each group has an axis of its own.

    Returns
    -------
    tuple of array of shape (n_groups * n_each, n_columns), and the group of each row

    Examples
    --------
    >>> points, truth = plant_groups(seed=0, apart=6)
    >>> points.shape, np.bincount(truth).tolist()
    ((300, 3), [100, 100, 100])
    """
    centers = apart / np.sqrt(2) * np.eye(n_groups, n_columns)
    truth = np.repeat(np.arange(n_groups), n_each)
    return np.random.default_rng(seed).normal(centers[truth], 1.0), truth


def plant_cloud(seed: int, correlation: float = 0.0, n: int = 300, n_columns: int = 3) -> _Floats:
    """Return one normal cloud: nothing to find, however it is cut.

    Examples
    --------
    >>> plant_cloud(seed=0, correlation=0.6).shape
    (300, 3)
    """
    covariance = np.full((n_columns, n_columns), correlation)
    np.fill_diagonal(covariance, 1.0)
    generator = np.random.default_rng(seed)
    return generator.multivariate_normal(np.zeros(n_columns), covariance, size=n)


def plant_tail(seed: int, n: int = 300, n_columns: int = 3) -> _Floats:
    """Return one cloud with a long tail (lognormal), as amounts of money have it.

    Examples
    --------
    >>> bool((plant_tail(seed=0) > 0).all())
    True
    """
    return np.exp(0.7 * plant_cloud(seed, 0.3, n, n_columns))


def plant_moons(seed: int, n: int = 300, noise: float = 0.07) -> _Floats:
    """Return two interlocked half-moons: two groups that no centroids can tell apart.

    Examples
    --------
    >>> plant_moons(seed=0).shape
    (300, 2)
    """
    generator = np.random.default_rng(seed)
    angles = np.linspace(0, np.pi, n // 2)
    upper = np.column_stack([np.cos(angles), np.sin(angles)])
    lower = np.column_stack([1 - np.cos(angles), 0.5 - np.sin(angles)])
    return np.vstack([upper, lower]) + generator.normal(0, noise, (2 * (n // 2), 2))


def plant_pair(seed: int, n: int = 300) -> _Floats:
    """Return a z-scored flag, its opposite, and a normal column: the pair takes over.

    Examples
    --------
    >>> table = plant_pair(seed=0)
    >>> bool((table[:, 0] == -table[:, 1]).all())
    True
    """
    generator = np.random.default_rng(seed)
    flag = generator.permutation(np.repeat([-1.0, 1.0], n // 2))
    return np.column_stack([flag, -flag, generator.normal(size=len(flag))])
