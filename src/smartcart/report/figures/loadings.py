"""What the components are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from smartcart.report.shape_facts import LoadingFacts
from smartcart.report.style import (
    ACCENT,
    INK,
    LINE,
    MUTED,
    SECOND,
    figure_text,
    new_figure,
    set_title,
    styled,
)
from smartcart.report.words import percent, upper_first

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_loadings"]


@styled
def draw_loadings(facts: LoadingFacts) -> Figure:
    """Draw the loadings as bars, one panel per component.

    Parameters
    ----------
    facts : LoadingFacts
        Bars to the right rise with the component, bars to the left fall with it.
    """
    rows, columns = facts.loadings.shape
    figure = new_figure(8.6, 1.1 + 0.27 * rows)
    panels = figure.subplots(1, columns, sharey=True, sharex=True, squeeze=False)[0]
    for number, panel in enumerate(panels):
        _draw_bars(panel, facts.loadings.iloc[:, number])
        set_title(panel, f"Component {number + 1} ({percent(facts.shares[number])})")
    labels = [figure_text(upper_first(str(name)), 34, 1) for name in facts.loadings.index]
    panels[0].set_yticks(range(rows), labels, color=INK)
    panels[0].set_ylim(rows - 0.4, -0.6)
    largest = float(facts.loadings.abs().to_numpy().max()) or 1.0
    panels[0].set_xlim(-1.1 * largest, 1.1 * largest)
    return figure


def _draw_bars(panel: Axes, loadings: pd.Series) -> None:
    colors = [ACCENT if loading >= 0 else SECOND for loading in loadings]
    panel.barh(range(len(loadings)), loadings, height=0.62, color=colors)
    panel.axvline(0, color=MUTED, linewidth=1.0)
    for row in range(0, len(loadings), 2):
        panel.axhspan(row - 0.5, row + 0.5, color=LINE, alpha=0.35, linewidth=0, zorder=0)
    panel.tick_params(axis="y", length=0)
    panel.locator_params(axis="x", nbins=5)
    panel.spines["left"].set_visible(False)
