"""The same figures on tables without structure: what nothing would look like.

A stable or a tight division is no proof of groups: one correlated Gaussian is cut in the same
places again and again. So every figure is also computed on tables that have the same spread,
skew and correlations, but no groups, and stands beside them as a z-score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from smartcart.choice.border import border_density
from smartcart.choice.draws import draw_generator, run_draws
from smartcart.choice.silhouette import mean_silhouettes
from smartcart.choice.solutions import solve_refit
from smartcart.choice.stability import agreements
from smartcart.clusters import PointSet
from smartcart.settings import Settings

__all__ = ["NullFigures", "draw_structureless", "score_null", "unimodal_bandwidths"]

_Floats = NDArray[np.float64]

#: Refits behind the stability of one structureless table: three give three pairs.
_REFITS = 3
#: Widest smoothing tried, in standard deviations; by then any table has one mode.
_WIDEST = 2.0
_GRID = 512
#: A bump lower than this share of the highest one is a tail, not a mode.
_BUMP = 0.05


@dataclass(frozen=True)
class NullFigures:
    """Figures of structureless tables, each ``{k: array of shape (n_draws,)}``.

    Examples
    --------
    >>> null = NullFigures({2: np.array([0.3, 0.5])}, {}, {})
    >>> round(null.z("silhouette", 2, 0.7), 2), null.is_beyond("silhouette", 2, 0.7)
    (2.12, False)
    """

    silhouette: Mapping[int, _Floats]
    stability: Mapping[int, _Floats]
    border: Mapping[int, _Floats]

    def z(self, figure: str, k: int, value: float) -> float:
        """Return how many standard deviations a value lies above the structureless ones."""
        drawn = self._drawn(figure, k)
        spread = float(drawn.std(ddof=1)) if len(drawn) > 1 else 0.0
        return float((value - drawn.mean()) / spread) if spread > 0 else float("nan")

    def mean(self, figure: str, k: int) -> float:
        """Return the mean over the structureless tables, NaN where there is none."""
        drawn = self._drawn(figure, k)
        return float(drawn.mean()) if len(drawn) else float("nan")

    def is_beyond(self, figure: str, k: int, value: float, least_z: float = 3.0) -> bool:
        """Say whether a value lies above every draw, and `least_z` deviations above their mean."""
        drawn = self._drawn(figure, k)
        above = len(drawn) > 1 and bool(value > drawn.max())
        return above and not self.z(figure, k, value) < least_z

    def _drawn(self, figure: str, k: int) -> _Floats:
        return np.asarray(getattr(self, figure).get(k, np.zeros(0)))


def score_null(
    points: _Floats,
    ks: Sequence[int],
    settings: Settings,
    *,
    stability: bool = True,
    done: Callable[[], None] | None = None,
) -> NullFigures:
    """Compute silhouette, stability and border density on ``settings.n_null`` draws.

    Parameters
    ----------
    points : array of shape (n, d)
    ks : sequence of int
        Numbers of clusters above 1.
    stability : bool
        Whether to refit on bootstrap samples of each draw as well.
    done : callable, optional
        Called after each draw.
    """
    widths = unimodal_bandwidths(points)

    def figures(number: int) -> dict[str, dict[int, float]]:
        generator = draw_generator(settings, "null", number)
        drawn = draw_structureless(points, widths, generator)
        return _figures(drawn, ks, settings, generator, stability=stability)

    draws = run_draws(figures, settings.n_null, done) if ks else []
    named = {
        name: {k: np.array([each[name][k] for each in draws]) for k in values}
        for name, values in (draws[0] if draws else {}).items()
    }
    return NullFigures(
        named.get("silhouette", {}), named.get("stability", {}), named.get("border", {})
    )


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


def _figures(
    points: _Floats,
    ks: Sequence[int],
    settings: Settings,
    generator: np.random.Generator,
    *,
    stability: bool,
) -> dict[str, dict[int, float]]:
    data = PointSet.of(points)
    labels = {k: p.assign(points) for k, p in solve_refit(data, ks, settings, generator).items()}
    figures = {
        "silhouette": mean_silhouettes(points, labels),
        "border": {k: border_density(points, each) for k, each in labels.items()},
    }
    if stability:
        refits = [
            solve_refit(data.resampled(generator), ks, settings, generator) for _ in range(_REFITS)
        ]
        figures["stability"] = {
            k: float(np.median(agreements([each[k].assign(points) for each in refits]))) for k in ks
        }
    return figures


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
        if _n_modes(np.fft.irfft(damped, 2 * _GRID)[:_GRID]) > 1:
            low = middle
        else:
            high = middle
    return high


def _n_modes(density: _Floats) -> int:
    steps = np.sign(np.diff(np.where(density < _BUMP * density.max(), 0.0, density)))
    steps = steps[steps != 0]
    return int(((steps[:-1] > 0) & (steps[1:] < 0)).sum())
