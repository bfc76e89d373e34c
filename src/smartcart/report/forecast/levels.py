"""The share of customers expected to order, and the share that did, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from smartcart.report.forecast.facts import DayFacts
from smartcart.report.style import ACCENT, INK, MUTED, SECOND, new_figure, styled
from smartcart.report.words import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_levels"]

#: Part of the time shown that stays empty on either side, and days where there is but one.
_ROOM, _ALONE = 0.14, 30


@styled
def draw_levels(days: Sequence[DayFacts], judged: DayFacts | None) -> Figure:
    """Draw expected and observed shares over the days forecast from.

    Parameters
    ----------
    days : sequence of DayFacts
        Of the past, the earliest first.
    judged : DayFacts or None
        What happened afterwards; it stands last.
    """
    figure = new_figure(9.4, 3.7)
    panel = figure.subplots()
    for place, day in enumerate(days):
        _draw_day(panel, day, ACCENT, "Ordered (95 % interval)" * (place == 0))
    if judged is not None:
        _draw_day(panel, judged, SECOND, "Ordered afterwards")
    shown = [*days, *([judged] if judged else [])]
    panel.plot(
        [each.day.toordinal() for each in shown],
        [100 * (each.expected or 0.0) for each in shown],
        "D",
        color=INK,
        markerfacecolor="none",
        markersize=10,
        linestyle="",
        zorder=5,
        label="Expected",
    )
    _scale(panel, shown)
    panel.set_ylabel("% of customers")
    panel.set_xlabel("Forecast from this day on")
    panel.grid(axis="y")
    figure.legend(*panel.get_legend_handles_labels(), loc="outside upper left", ncols=3)
    return figure


def _draw_day(panel: Axes, day: DayFacts, color: str, label: str) -> None:
    at, seen = day.day.toordinal(), day.observed
    expected = 100 * (day.expected or 0.0)
    panel.vlines(at, 100 * seen.rate, expected, color=MUTED, linewidth=1.0, linestyle=":")
    panel.vlines(at, 100 * seen.low, 100 * seen.high, color=color, linewidth=3.0, alpha=0.5)
    panel.plot(at, 100 * seen.rate, "o", color=color, markersize=7, label=label or None, zorder=4)
    own: dict[str, Any] = {"textcoords": "offset points", "va": "center"}
    panel.annotate(
        percent(seen.rate), (at, 100 * seen.rate), xytext=(10, 0), color=INK, weight="bold", **own
    )
    panel.annotate(
        percent(day.expected), (at, expected), xytext=(-10, 0), ha="right", color=MUTED, **own
    )


def _scale(panel: Axes, shown: Sequence[DayFacts]) -> None:
    days = [each.day.toordinal() for each in shown]
    room = _ROOM * (days[-1] - days[0]) or _ALONE
    panel.set_xlim(days[0] - room, days[-1] + room)
    panel.set_xticks(days, [each.day.isoformat() for each in shown])
    most = max(max(each.observed.high, each.expected or 0.0) for each in shown)
    panel.set_ylim(0, min(105.0, 118 * most))
