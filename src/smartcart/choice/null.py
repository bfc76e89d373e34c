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

from smartcart.choice.agreement import adjusted_rands
from smartcart.choice.border import border_density
from smartcart.choice.draws import draw_generator, run_draws
from smartcart.choice.silhouette import mean_silhouettes
from smartcart.choice.solutions import solve_refit
from smartcart.choice.structureless import draw_structureless, unimodal_bandwidths
from smartcart.clusters import PointSet
from smartcart.settings import Settings

__all__ = ["NullFigures", "score_null"]

_Floats = NDArray[np.float64]

#: Refits behind the stability of one structureless table: three give three pairs.
_REFITS = 3


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
            k: float(
                np.median(adjusted_rands(np.array([each[k].assign(points) for each in refits])))
            )
            for k in ks
        }
    return figures
