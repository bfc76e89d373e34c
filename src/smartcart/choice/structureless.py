"""Points -> points without groups, but with the same spread, skew and correlations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

__all__ = ["count_modes", "draw_structureless", "unimodal_bandwidths"]

_Floats = NDArray[np.float64]

#: Widest smoothing tried, in standard deviations; by then any table has one mode.
_WIDEST = 2.0
_GRID = 512
#: A bump lower than this share of the highest one is a tail, not a mode.
_BUMP = 0.05


def draw_structureless(
    points: _Floats, bandwidths: _Floats, generator: np.random.Generator
) -> _Floats:
    """Draw a table of the same shape without groups.

    A Gaussian copula keeps the correlations (of normal scores). The values of each column are
    drawn from a kernel estimate of its own values, just smooth enough to have one mode
    (Silverman 1981), then set back to their mean and variance. So skew and tails stay, and
    groups go: nothing but correlation ties the columns, and no column has two humps.

    Parameters
    ----------
    points : array of shape (n, d)
    bandwidths : array of shape (d,)
        From `unimodal_bandwidths`, in standard deviations.

    Examples
    --------
    >>> points = np.random.default_rng(0).normal(size=(500, 2))
    >>> drawn = draw_structureless(points, unimodal_bandwidths(points), np.random.default_rng(1))
    >>> drawn.shape, bool(abs(np.corrcoef(drawn.T)[0, 1] - np.corrcoef(points.T)[0, 1]) < 0.15)
    ((500, 2), True)
    """
    n, d = points.shape
    ranks = (np.argsort(np.argsort(points, axis=0, kind="stable"), axis=0) + 0.5) / n
    correlation = np.atleast_2d(np.corrcoef(ndtri(ranks), rowvar=False))
    latent = generator.standard_normal((n, d)) @ _root(correlation).T
    columns = [
        _smoothed(points[:, j], float(bandwidths[j]), latent[:, j], generator) for j in range(d)
    ]
    return np.column_stack(columns)


def unimodal_bandwidths(points: _Floats) -> _Floats:
    """Return for each column the least smoothing that leaves it one mode (Silverman 1981).

    In standard deviations of the column. Bumps below a twentieth of the highest are tails.

    Examples
    --------
    >>> generator = np.random.default_rng(0)
    >>> two_humps = np.concatenate([generator.normal(-3, 1, 500), generator.normal(3, 1, 500)])
    >>> one_hump = generator.normal(0, 1, 1000)
    >>> widths = unimodal_bandwidths(np.column_stack([two_humps, one_hump]))
    >>> bool(widths[0] > 0.6), bool(widths[1] < 0.4)
    (True, True)
    """
    return np.array([_unimodal_bandwidth(column) for column in points.T])


def _root(correlation: _Floats) -> _Floats:
    """Return a square root of a correlation matrix, singular ones included."""
    values, vectors = np.linalg.eigh(np.nan_to_num(correlation, nan=0.0))
    return np.asarray(vectors * np.sqrt(np.clip(values, 0.0, None)))


def _smoothed(
    column: _Floats, bandwidth: float, latent: _Floats, generator: np.random.Generator
) -> _Floats:
    """Draw from the smoothed column, in the order of the latent variable."""
    n = len(column)
    spread, mean = column.std(), column.mean()
    noise = bandwidth * spread * generator.standard_normal(n)
    quantiles = np.sort(column[generator.integers(0, n, n)] + noise)
    values = (quantiles - mean) / np.sqrt(1 + bandwidth**2) + mean
    drawn = np.empty(n)
    drawn[np.argsort(latent, kind="stable")] = values
    return drawn


def _unimodal_bandwidth(column: _Floats) -> float:
    spread = column.std()
    if spread == 0:
        return 0.0
    x = (column - column.mean()) / spread
    edges = np.linspace(x.min() - _WIDEST, x.max() + _WIDEST, _GRID + 1)
    counts = np.histogram(x, edges)[0].astype(np.float64)
    transform = np.fft.rfft(counts, 2 * _GRID)
    frequency = np.fft.rfftfreq(2 * _GRID, edges[1] - edges[0])
    low, high = 0.0, _WIDEST
    for _ in range(12):
        middle = (low + high) / 2
        damped = transform * np.exp(-2 * (np.pi * frequency * middle) ** 2)
        if count_modes(np.fft.irfft(damped, 2 * _GRID)[:_GRID]) > 1:
            low = middle
        else:
            high = middle
    return high


def count_modes(density: _Floats) -> int:
    """Count the humps of a density on a grid.

    Examples
    --------
    >>> count_modes(np.array([0.0, 3.0, 1.0, 2.0, 0.0, 0.1, 0.0]))
    2
    """
    steps = np.sign(np.diff(np.where(density < _BUMP * density.max(), 0.0, density)))
    steps = steps[steps != 0]
    return int(((steps[:-1] > 0) & (steps[1:] < 0)).sum())
