"""Which variables go together: a heat map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from smartcart.exploration import Pair
from smartcart.profiles import measure_label
from smartcart.report.exploration.fit import fit_text
from smartcart.report.style import ACCENT, INK, LINE, MUTED, SECOND, new_figure, styled
from smartcart.report.words import upper_first

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_together", "order_blocks"]

#: Inches of the figure, around it, of a cell, and of a label: what 14 cells leave of the width.
_WIDTH, _PAD, _CELL, _LABEL = 8.0, 0.12, 0.385, 2.3
#: Colours of the cells and of their figures stay on a dark page: the scale must not turn.
_MIDDLE, _DARK, _BRIGHT = "#edf0f4", "#1c2530", "#fefefe"
#: From here on blue is too deep for dark figures; orange never is.
_DEEP = 0.78


@styled
def draw_together(names: Sequence[str], pairs: Sequence[Pair]) -> Figure:
    """Draw how strongly each two variables go together, blocks side by side.

    Parameters
    ----------
    names : sequence of str
        At least two.
    pairs : sequence of Pair
        Pairs of other variables are passed over. A pair that is related by arithmetic is grey,
        its figure in brackets; where nothing is known the cell is empty.
    """
    from matplotlib.colors import LinearSegmentedColormap

    ordered = order_blocks(names, pairs)
    strength, is_arithmetic = _matrices(ordered, pairs)
    n = len(ordered)
    height = 2 * _PAD + _CELL * n
    figure = new_figure(_WIDTH, height)
    figure.set_layout_engine("none")  # all sizes are known
    width = 1 - 2 * _PAD / _WIDTH
    panel = figure.add_axes((_PAD / _WIDTH, _PAD / height, width, _CELL * n / height))
    colors = LinearSegmentedColormap.from_list("together", [SECOND, _MIDDLE, ACCENT])
    hidden = np.isnan(strength) | is_arithmetic
    shown = np.ma.array(strength, mask=hidden)
    panel.pcolormesh(shown, vmin=-1, vmax=1, cmap=colors, linewidth=1, edgecolor="white")
    panel.set(xlim=(0, _WIDTH * width / _CELL), ylim=(n, 0), xticks=(), yticks=())
    panel.spines[:].set_visible(False)
    _write_cells(panel, strength, is_arithmetic)
    for i, name in enumerate(ordered):
        label = fit_text(upper_first(measure_label(name)), _LABEL)
        panel.text(i + 0.15, i + 0.5, label, va="center", color=INK)
    return figure


def order_blocks(names: Sequence[str], pairs: Sequence[Pair]) -> list[str]:
    """Return the variables in an order in which those that go together stand side by side.

    The order of the leaves of a tree of mean linkage in which neighbours are nearest (Bar-Joseph,
    Gifford & Jaakkola 2001); the same for any order of `names`.

    Examples
    --------
    >>> pairs = [Pair("a", "c", "rank correlation", 0.9, 9, 0.0, False)]
    >>> order_blocks("cab", pairs)
    ['b', 'c', 'a']
    """
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    rising = sorted(names)
    if len(rising) < 3:
        return rising
    strength, _ = _matrices(rising, pairs)
    known = np.abs(np.nan_to_num(strength))
    apart = 1.0 - np.maximum(known, known.T).round(12)
    np.fill_diagonal(apart, 0.0)
    tree = linkage(squareform(apart), "average", optimal_ordering=True)
    return [rising[i] for i in leaves_list(tree)]


def _matrices(
    names: Sequence[str], pairs: Sequence[Pair]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return strengths below the diagonal, and where they are arithmetic."""
    place = {name: i for i, name in enumerate(names)}
    strength = np.full((len(names), len(names)), np.nan)
    is_arithmetic = np.zeros(strength.shape, dtype=bool)
    for pair in pairs:
        if pair.one in place and pair.other in place:
            i, j = sorted((place[pair.one], place[pair.other]), reverse=True)
            strength[i, j], is_arithmetic[i, j] = pair.strength, pair.is_arithmetic
    return strength, is_arithmetic


def _write_cells(
    panel: Axes, strength: NDArray[np.float64], is_arithmetic: NDArray[np.bool_]
) -> None:
    from matplotlib.patches import Rectangle

    look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8.0}
    for i, j in np.argwhere(~np.isnan(strength)):
        figure = f"{round(strength[i, j], 2) + 0.0:.2f}"
        if is_arithmetic[i, j]:
            panel.add_patch(Rectangle((j + 0.03, i + 0.03), 0.94, 0.94, color=LINE, linewidth=0))
            panel.text(j + 0.5, i + 0.5, f"({figure})", color=MUTED, **look)
        else:
            color = _BRIGHT if strength[i, j] > _DEEP else _DARK
            panel.text(j + 0.5, i + 0.5, figure, color=color, **look)
