"""The share expected to order against the share that did, by fifth of customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smartcart.forecast import TRUE_WITHIN
from smartcart.report.forecast.facts import DayFacts, FifthFacts
from smartcart.report.style import ACCENT, INK, LINE, MUTED, PAPER, SECOND, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_calibration"]


@styled
def draw_calibration(
    days: Sequence[DayFacts], together: Sequence[FifthFacts], judged: DayFacts | None
) -> Figure:
    """Draw each fifth of each day, beside the diagonal on which forecasts are true.

    Parameters
    ----------
    days : sequence of DayFacts
        Of the past; drawn pale, with 95 % intervals.
    together : sequence of FifthFacts
        All of them together, as hollow dots.
    judged : DayFacts or None
        What happened afterwards, bold.
    """
    figure = new_figure(8.2, 5.6)
    panel = figure.subplots()
    shown = [each for day in (*days, *([judged] if judged else [])) for each in day.fifths]
    end = min(1.0, max(max(each.expected, each.observed.high) for each in shown) + 0.04)
    _draw_diagonal(panel, end)
    for place, day in enumerate(days):
        _draw_fifths(panel, day.fifths, MUTED, "A day of the past" * (place == 0), alpha=0.45)
    _draw_together(panel, together, "All days of the past" if len(days) > 1 else "")
    if judged is not None:
        _draw_fifths(panel, judged.fifths, SECOND, f"Afterwards, from {judged.day} on")
    panel.set_xlim(0, 100 * end)
    panel.set_ylim(0, 100 * end)
    panel.set_aspect("equal")
    panel.set_xlabel("Expected to order, % of the fifth")
    panel.set_ylabel("Ordered, %")
    panel.grid()
    figure.legend(*panel.get_legend_handles_labels(), loc="outside right upper")
    return figure


def _draw_diagonal(panel: Axes, end: float) -> None:
    """Draw where expected and observed are the same, and the room that a probability has."""
    ends, room = [0.0, 100 * end], 100 * TRUE_WITHIN
    lower, upper = [each - room for each in ends], [each + room for each in ends]
    panel.fill_between(ends, lower, upper, color=LINE, alpha=0.6, linewidth=0)
    panel.plot(ends, ends, color=INK, linewidth=1.0, label=f"As expected, ± {room:.0f} points")


def _draw_fifths(
    panel: Axes, fifths: Sequence[FifthFacts], color: str, label: str, alpha: float = 1.0
) -> None:
    is_bold = alpha == 1.0
    expected = [100 * each.expected for each in fifths]
    lows, highs = ([100 * end for end in ends] for ends in zip(*map(_ends, fifths), strict=True))
    panel.vlines(expected, lows, highs, color=color, linewidth=2.0 if is_bold else 1.2, alpha=alpha)
    panel.plot(
        expected,
        [100 * each.observed.rate for each in fifths],
        "o" if is_bold else "s",
        color=color,
        markersize=8 if is_bold else 4,
        alpha=alpha,
        zorder=4 if is_bold else 2,
        label=label or None,
    )


def _ends(each: FifthFacts) -> tuple[float, float]:
    return each.observed.low, each.observed.high


def _draw_together(panel: Axes, fifths: Sequence[FifthFacts], label: str) -> None:
    if label:
        panel.plot(
            [100 * each.expected for each in fifths],
            [100 * each.observed.rate for each in fifths],
            "D",
            color=ACCENT,
            markerfacecolor=PAPER,
            markersize=7,
            zorder=3,
            label=label,
        )
