"""How many of the answers each ranking reaches, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smartcart.report.campaign.facts import GainFacts
from smartcart.report.style import ACCENT, INK, MUTED, SECOND, new_figure, styled
from smartcart.report.words import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_gains"]

#: How each ranking is drawn, and what it is called.
_LOOKS = {
    "planner": ("-", ACCENT, 2.4, "The planner"),
    "logistic": ("-", SECOND, 1.4, "Logistic model"),
    "rfm": ("--", INK, 1.4, "RFM cells"),
    "segments": ("-.", MUTED, 1.4, "Whole segments"),
}


@styled
def draw_gains(facts: GainFacts) -> Figure:
    """Draw the gains of each ranking, the planner's with its band, and mark whom it chose."""
    figure = new_figure(9.0, 4.3)
    figure.set_layout_engine("none")  # everything has its size: nothing has to be tried out
    panel = figure.add_axes((0.07, 0.13, 0.70, 0.84))
    _draw_curves(panel, facts)
    _mark_chosen(panel, facts)
    panel.set_xlim(0, 100)
    panel.set_ylim(0, 103)
    panel.set_xticks(range(0, 101, 20))
    panel.set_yticks(range(0, 101, 20))
    panel.set_xlabel("% of customers contacted, the likeliest first")
    panel.set_ylabel("% of answers reached")
    panel.grid()
    panel.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), borderaxespad=0.0)
    return figure


def _draw_curves(panel: Axes, facts: GainFacts) -> None:
    across = 100 * facts.curves.index.to_numpy()
    for name, curve in facts.curves.items():
        line, color, width, label = _LOOKS[str(name)]
        zorder = 3 if name == "planner" else 2
        panel.plot(
            across, 100 * curve, line, color=color, linewidth=width, label=label, zorder=zorder
        )
        if name == "planner":
            band = (across, 100 * facts.low, 100 * facts.high)
            panel.fill_between(
                *band, color=ACCENT, alpha=0.2, linewidth=0, label="… its 95 % interval"
            )
    panel.plot([0, 100], [0, 100], ":", color=MUTED, linewidth=1.4, label="At random")


def _mark_chosen(panel: Axes, facts: GainFacts) -> None:
    if not facts.chosen:
        return
    panel.axvline(100 * facts.chosen, color=ACCENT, linestyle=":", linewidth=1.2, zorder=1)
    panel.plot(
        100 * facts.chosen,
        100 * facts.reached,
        "o",
        color=ACCENT,
        markersize=8,
        clip_on=False,
        label=f"Whom it chose: {percent(facts.chosen)}\nof customers, {percent(facts.reached)}\n"
        "of answers",
    )
