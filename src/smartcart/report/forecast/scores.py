"""How well every forecast ranks, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smartcart.report.forecast.facts import Estimate, ScoreFacts
from smartcart.report.style import (
    ACCENT,
    INK,
    MUTED,
    PAPER,
    SECOND,
    figure_text,
    new_figure,
    set_title,
    styled,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_scores"]

#: Where a ranking is no better than chance.
_CHANCE = {"auc": 0.5, "rank": 0.0}
_TITLES = {"auc": "Who orders (AUC; 0.5 is chance)", "rank": "Who spends most (rank correlation)"}
#: How far below the past what happened afterwards is drawn.
_BELOW = 0.27


@styled
def draw_scores(past: Sequence[ScoreFacts], judged: Sequence[ScoreFacts]) -> Figure:
    """Draw both rankings of every forecast as dots with 95 % intervals.

    Parameters
    ----------
    past : sequence of ScoreFacts
        In their order, the best on top; the one that speaks is coloured.
    judged : sequence of ScoreFacts
        The same afterwards, hollow and just below; may be empty.
    """
    figure = new_figure(8.8, 1.3 + (0.5 if judged else 0.36) * len(past))
    after = {each.name: each for each in judged}
    for panel, measure in zip(figure.subplots(1, 2, sharey=True), _CHANCE, strict=True):
        panel.axvline(_CHANCE[measure], color=INK, linewidth=1.0, zorder=1)
        for row, each in enumerate(past):
            color = ACCENT if each.is_speaker else MUTED
            _draw(panel, row, getattr(each, measure), color, is_past=True)
            if each.name in after:
                color = SECOND if each.is_speaker else MUTED
                _draw(panel, row + _BELOW, getattr(after[each.name], measure), color)
        set_title(panel, _TITLES[measure])
        panel.grid(axis="x")
        panel.tick_params(axis="y", length=0)
        panel.spines["left"].set_visible(False)
        panel.margins(x=0.08)
    _label(figure, panel, past, has_judged=bool(judged))
    return figure


def _draw(panel: Axes, row: float, found: Estimate, color: str, *, is_past: bool = False) -> None:
    panel.plot([found.low, found.high], [row, row], color=color, linewidth=2.4, alpha=0.5)
    face = color if is_past else PAPER
    marker = "o" if is_past else "D"
    size = 7.5 if is_past else 6
    panel.plot(found.at, row, marker, color=color, markerfacecolor=face, markersize=size, zorder=3)


def _label(figure: Figure, panel: Axes, past: Sequence[ScoreFacts], *, has_judged: bool) -> None:
    names = [
        figure_text(f"{each.name} (speaks)" if each.is_speaker else each.name, 28, 2)
        for each in past
    ]
    panel.set_yticks(range(len(past)), names)
    panel.set_ylim(len(past) - 0.5 + (_BELOW if has_judged else 0), -0.5)
    for text, each in zip(figure.axes[0].get_yticklabels(), past, strict=True):
        text.set_color(INK)
        text.set_fontweight("bold" if each.is_speaker else "normal")
    if has_judged:
        (one,) = panel.plot([], [], "o", color=MUTED, markersize=7.5)
        (other,) = panel.plot([], [], "D", color=MUTED, markerfacecolor=PAPER, markersize=6)
        figure.legend(
            [one, other], ["Days of the past", "Afterwards"], loc="outside upper left", ncols=2
        )
