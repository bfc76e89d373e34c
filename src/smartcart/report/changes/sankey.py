"""Where bars, bands and labels of a Sankey diagram stand: numbers only, nothing is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["Band", "Bar", "Sankey", "lay_out", "spread"]


@dataclass(frozen=True)
class Bar:
    """A group of customers on one side: its upper edge, and its size in customers."""

    name: str
    top: float
    size: int

    @property
    def middle(self) -> float:
        """Half-way between its edges."""
        return self.top + self.size / 2


@dataclass(frozen=True)
class Band:
    """Customers who go from a bar on the left to one on the right: the upper edges of both ends."""

    source: str
    target: str
    size: int
    start: float
    end: float


@dataclass(frozen=True)
class Sankey:
    """Bars on both sides and the bands between them; 0 is on top, the unit is one customer."""

    left: tuple[Bar, ...]
    right: tuple[Bar, ...]
    bands: tuple[Band, ...]
    height: float


def lay_out(flows: pd.DataFrame, gap: float = 0.03) -> Sankey:
    """Place the bars and bands of a table of flows.

    Bars stand in the order of the rows and columns; the lower of both sides is centred. Bands
    leave a bar in the order of where they go, and arrive in that of where they come from, so
    that those of one bar never cover each other.

    Parameters
    ----------
    flows : DataFrame of int of shape (n_sources, n_targets)
        Customers from each row to each column.
    gap : float
        Between two bars, as a share of all customers.

    Examples
    --------
    >>> drawn = lay_out(pd.DataFrame([[3, 1], [0, 4]], ["S1", "S2"], ["S1", "S2"]), gap=0.25)
    >>> [(bar.name, bar.top, bar.size) for bar in drawn.right]
    [('S1', 0.0, 3), ('S2', 5.0, 5)]
    >>> [(band.source, band.target, band.start, band.end) for band in drawn.bands]
    [('S1', 'S1', 0.0, 0.0), ('S1', 'S2', 3.0, 5.0), ('S2', 'S2', 6.0, 6.0)]
    """
    counts = flows.to_numpy()
    room = gap * float(counts.sum())
    height = float(counts.sum()) + room * (max(counts.shape) - 1)
    left = _bars(list(map(str, flows.index)), counts.sum(axis=1), room, height)
    right = _bars(list(map(str, flows.columns)), counts.sum(axis=0), room, height)
    starts = _edges(np.array([bar.top for bar in left]), counts)
    ends = _edges(np.array([bar.top for bar in right]), counts.T).T
    bands = tuple(
        Band(left[i].name, right[j].name, int(counts[i, j]), float(starts[i, j]), float(ends[i, j]))
        for i, j in np.argwhere(counts > 0)
    )
    return Sankey(left, right, bands, height)


def _bars(names: Sequence[str], sizes: np.ndarray, room: float, height: float) -> tuple[Bar, ...]:
    top = (height - float(sizes.sum()) - room * (len(names) - 1)) / 2
    bars = []
    for name, size in zip(names, sizes, strict=True):
        bars.append(Bar(name, top, int(size)))
        top += float(size) + room
    return tuple(bars)


def _edges(tops: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the upper edge of each band of each bar, the first at the top of the bar."""
    return np.asarray(tops[:, np.newaxis] + np.cumsum(counts, axis=1) - counts)


def spread(
    middles: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Return middles near the given ones at which boxes of these heights do not overlap.

    Least squares in the order given: as the boxes are in order, what is left after taking off
    the room that those before them need is an isotonic regression (Barlow et al. 1972).

    Parameters
    ----------
    middles, heights : sequence of float
        Of the boxes, from the lowest number on.
    low, high : float
        Between these the boxes are kept, if they fit.

    Examples
    --------
    >>> spread([1.0, 1.0, 8.0], [2.0, 2.0, 2.0], 0.0, 10.0)
    [1.0, 3.0, 8.0]
    """
    from scipy.optimize import isotonic_regression

    half = np.asarray(heights, dtype=np.float64) / 2
    taken = np.concatenate([[0.0], np.cumsum(half[:-1] + half[1:])])
    free = isotonic_regression(np.asarray(middles, dtype=np.float64) - taken).x
    kept = np.maximum(np.minimum(free, high - half[-1] - taken[-1]), low + half[0])
    return [float(each) for each in kept + taken]
