"""How much of all value the largest customers carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smartcart.exploration import ValueCurve
from smartcart.profiles import Concentration
from smartcart.report.exploration.fit import fit_text
from smartcart.report.style import (
    ACCENT,
    LINE,
    MUTED,
    PAPER,
    SECOND,
    new_figure,
    styled,
)
from smartcart.report.words import percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_concentration"]


@styled
def draw_concentration(curve: ValueCurve, found: Concentration, value: str) -> Figure:
    """Draw the curve of Lorenz from the largest customer down, with the top tenth and fifth.

    Parameters
    ----------
    curve : ValueCurve
    found : Concentration
        Its shares of the top tenth and fifth are marked where they are known.
    value : str
        Words for what a customer is worth.
    """
    figure = new_figure(8.0, 3.9)
    panel = figure.subplots()
    x, y = curve.share_customers, curve.share_value
    panel.fill_between(x, x, y, color=ACCENT, alpha=0.12, linewidth=0)
    panel.plot(x, y, color=ACCENT, linewidth=2.2)
    for top, words, share, marker in (
        (0.1, "tenth", found.share_top_tenth, "o"),
        (0.2, "fifth", found.share_top_fifth, "s"),
    ):
        if share is not None:
            label = f"Top {words} of customers: {percent(share)}"
            panel.plot([top], [share], marker, color=SECOND, markersize=7.5, label=label)
    panel.plot([0, 1], [0, 1], "--", color=MUTED, linewidth=1.2, label="If all were worth the same")
    # Below the line of equality nothing is ever drawn.
    panel.legend(loc="lower right", frameon=True, facecolor=PAPER, edgecolor="none", framealpha=1)
    ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    panel.set_xticks(ticks, [percent(each) for each in ticks])
    panel.set_yticks(ticks[1:], [percent(each) for each in ticks[1:]])
    panel.set_xlim(0, 1.005)
    panel.set_ylim(0, 1.02)
    panel.set_xlabel("Share of customers, the largest first")
    panel.set_ylabel(fit_text(f"Share of all {value}", 3.0, 2))
    panel.grid(color=LINE)
    panel.tick_params(length=0)
    panel.spines[["left", "bottom"]].set_visible(False)
    return figure
