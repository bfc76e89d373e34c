"""How customers are spread along quantities: small histograms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smartcart.exploration import Histogram, Quantity
from smartcart.report.exploration.fit import fit_text
from smartcart.report.exploration.numbers import short_number, thin_out
from smartcart.report.style import ACCENT, INK, SECOND, new_figure, styled
from smartcart.report.words import upper_first

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_quantities", "visible_fences"]

_COLUMNS = 3
#: Inches: the figure, a line of panels, a panel, below it, above all, beside all, between two.
_WIDTH, _LINE, _PANEL, _FOOT, _TOP, _SIDE, _GAP = 8.0, 1.72, 0.85, 0.46, 0.08, 0.3, 0.4
_TITLE = 2.2


@styled
def draw_quantities(rows: Sequence[Quantity]) -> Figure:
    """Draw a histogram of each quantity, with its median and its fences.

    Parameters
    ----------
    rows : sequence of Quantity
        Each with its histogram. The area of a bar is its customers, so that a joined bin is wide
        and low. A fence is drawn where a value lies beyond it, and it within the axis.
    """
    lines = -(-len(rows) // _COLUMNS)
    height = _TOP + _LINE * lines
    figure = new_figure(_WIDTH, height)
    figure.set_layout_engine("none")  # all sizes are known: laying out 12 panels takes long
    panels = figure.subplots(lines, _COLUMNS, squeeze=False, gridspec_kw=_grid(height))
    for panel, row in zip(panels.ravel(), rows, strict=False):
        if row.histogram is not None:
            _draw(panel, row, row.histogram)
    for panel in panels.ravel()[len(rows) :]:
        panel.remove()
    return figure


def _grid(height: float) -> dict[str, float]:
    """Return where the panels lie, as parts of the figure."""
    width = (_WIDTH - 2 * _SIDE - (_COLUMNS - 1) * _GAP) / _COLUMNS
    return {
        "left": _SIDE / _WIDTH,
        "right": 1 - _SIDE / _WIDTH,
        "wspace": _GAP / width,
        "top": 1 - (_TOP + _LINE - _PANEL - _FOOT) / height,
        "bottom": _FOOT / height,
        "hspace": (_LINE - _PANEL) / _PANEL,
    }


def _draw(panel: Axes, row: Quantity, bins: Histogram) -> None:
    edges = _place(bins, bins.edges)
    widths = np.diff(edges)
    panel.stairs(np.array(bins.counts) / widths * widths.min(), edges, fill=True, color=ACCENT)
    if row.median is not None:
        panel.axvline(float(_place(bins, row.median)), color=INK, linewidth=1.4)
    for fence in visible_fences(row):
        panel.axvline(float(_place(bins, fence)), color=SECOND, linestyle="--", linewidth=1.4)
    ticks, labels = thin_out(row.name, _ticks(bins))
    panel.set_xticks(_place(bins, ticks).tolist(), labels)
    panel.set_xlim(edges[0], edges[-1])
    panel.set_yticks([])
    panel.spines["left"].set_visible(False)
    panel.tick_params(length=2.5, labelsize=8.5)
    panel.set_xlabel(_below(row, bins), fontsize=8.5)
    title = fit_text(upper_first(row.label), _TITLE, 2, bold=True)
    panel.set_title(title, color=INK, fontsize=9.5, pad=5.0)


def visible_fences(row: Quantity) -> list[float]:
    """Return the fences within the axis that a value lies beyond; others would only be lines."""
    if row.histogram is None:
        return []
    first, last = row.histogram.edges[0], row.histogram.edges[-1]
    ends = ((row.fence_low, row.minimum, 1), (row.fence_high, row.maximum, -1))
    return [
        fence
        for fence, end, side in ends
        if fence is not None and end is not None and side * end < side * fence
        if first < fence < last
    ]


def _below(row: Quantity, bins: Histogram) -> str:
    median = "" if row.median is None else f"median {short_number(row.name, row.median)}"
    beyond = bins.below + bins.above
    return f"{median}; {beyond:,} beyond the ends" if beyond else median


def _place(bins: Histogram, values: ArrayLike) -> NDArray[np.float64]:
    given = np.asarray(values, dtype=np.float64)
    return np.log1p(given) if bins.is_log else given


def _ticks(bins: Histogram) -> list[float]:
    from matplotlib.ticker import MaxNLocator

    low, high = bins.edges[0], bins.edges[-1]
    whole = all(edge % 1 == 0.5 for edge in bins.edges)
    if bins.is_log:
        last = int(np.floor(np.log10(high)))
        ticks = [0.0, *(10.0**power for power in range(last + 1))]
    else:
        locator = MaxNLocator(4, integer=whole, steps=[1, 2, 2.5, 5, 10])
        ticks = list(locator.tick_values(low, high))
    inside = [float(x) for x in ticks if low <= x <= high]
    return inside or [float(low)]
