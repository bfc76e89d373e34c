"""What is missing, and what is far out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smartcart.exploration import Described
from smartcart.report.exploration.fit import fit_text
from smartcart.report.style import ACCENT, INK, MUTED, SECOND, new_figure, styled
from smartcart.report.style import set_title as title_panel
from smartcart.report.words import percent, upper_first

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["count_far_out", "draw_gaps"]


@styled
def draw_gaps(rows: Sequence[Described], customers: int) -> Figure:
    """Draw the share of customers whose value is missing, and beside it whose is far out.

    Parameters
    ----------
    rows : sequence of Described
        The first on top. A panel that has nothing to show is left out.
    customers : int
        Customers there are.
    """
    panels = {
        "Missing": ([row.missing for row in rows], ACCENT),
        "Far out": ([count_far_out(row) for row in rows], SECOND),
    }
    shown = {title: each for title, each in panels.items() if any(each[0])}
    figure = new_figure(8.0, 0.6 + 0.28 * len(rows))
    axes = figure.subplots(1, len(shown), sharey=True, squeeze=False)[0]
    for panel, (title, (counts, color)) in zip(axes, shown.items(), strict=True):
        _draw(panel, counts, customers, color)
        title_panel(panel, title)
    labels = [fit_text(upper_first(row.label), 2.5) for row in rows]
    axes[0].set_yticks(range(len(rows)), labels, color=INK)
    axes[0].set_ylim(len(rows) - 0.5, -0.5)
    return figure


def count_far_out(row: Described) -> int:
    """Return how many customers are far out; only a quantity knows any."""
    return int(getattr(row, "far_out", 0))


def _draw(panel: Axes, counts: Sequence[int], customers: int, color: str) -> None:
    shares = [count / customers for count in counts]
    panel.barh(range(len(shares)), shares, height=0.6, color=color)
    for row, (count, share) in enumerate(zip(counts, shares, strict=True)):
        text = f"{percent(share)} ({count:,})" if count else "none"
        panel.annotate(
            text, (share, row), xytext=(6, 0), textcoords="offset points", va="center", color=MUTED
        )
    panel.set_xlim(0, 1.5 * max(shares))
    panel.spines[["left", "bottom"]].set_visible(False)
    panel.tick_params(length=0, labelbottom=False)
