"""Customers by when they joined or by country: how many, what they are worth, who responded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smartcart.exploration import Group, GroupRate
from smartcart.profiles import measure_label
from smartcart.report.exploration.fit import fit_text
from smartcart.report.exploration.numbers import short_number
from smartcart.report.style import ACCENT, INK, MUTED, new_figure, styled
from smartcart.report.style import set_title as title_panel
from smartcart.report.words import percent, upper_first

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["FEWEST_FOR_MEDIAN", "draw_groups"]

#: Of fewer customers no median is drawn: it would be that of one of them.
FEWEST_FOR_MEDIAN = 5
#: Inches of a title, by the number of panels.
_TITLE = {1: 5.5, 2: 2.5, 3: 1.6}


@styled
def draw_groups(groups: Sequence[Group], value: str, outcome: str) -> Figure:
    """Draw a row for each group: customers, median value, rate of an outcome with its interval.

    Parameters
    ----------
    groups : sequence of Group
        The first on top.
    value : str
        Measure of what a customer is worth; empty to leave its panel out.
    outcome : str
        Column of the rate; empty to leave its panel out.
    """
    n_panels = 1 + bool(value) + bool(outcome)
    figure = new_figure(8.0, 0.85 + 0.28 * len(groups))
    panels = list(figure.subplots(1, n_panels, sharey=True, squeeze=False)[0])
    titles = ["Customers"]
    _draw_bars(panels[0], [(g.customers, f"{g.customers:,}") for g in groups])
    if value:
        titles.append(f"Median {measure_label(value)}")
        _draw_bars(panels[1], [_worth(group, value) for group in groups])
    if outcome:
        titles.append(upper_first(measure_label(outcome)))
        _draw_rates(panels[-1], [_rate(group, outcome) for group in groups])
    for panel, title in zip(panels, titles, strict=True):
        title_panel(panel, fit_text(title, _TITLE[n_panels], 2, bold=True))
    labels = [fit_text(group.group, 1.9) for group in groups]
    panels[0].set_yticks(range(len(groups)), labels, color=INK)
    panels[0].set_ylim(len(groups) - 0.5, -0.5)
    return figure


def _worth(group: Group, value: str) -> tuple[float, str]:
    if group.median_value is None or group.customers < FEWEST_FOR_MEDIAN:
        return 0.0, "too few"
    return group.median_value, short_number(value, group.median_value)


def _rate(group: Group, outcome: str) -> GroupRate | None:
    return next((each for each in group.rates if each.outcome == outcome), None)


def _draw_bars(panel: Axes, bars: Sequence[tuple[float, str]]) -> None:
    lengths = [length for length, _ in bars]
    panel.barh(range(len(bars)), lengths, height=0.66, color=ACCENT)
    low, high = min(0.0, *lengths), max(0.0, *lengths)
    for row, (length, text) in enumerate(bars):
        _write(panel, max(length, 0.0), row, text)
    panel.set_xlim(low, high + 0.45 * (high - low) if high > low else 1.0)
    _strip(panel)


def _draw_rates(panel: Axes, rates: Sequence[GroupRate | None]) -> None:
    known = {row: rate for row, rate in enumerate(rates) if rate is not None}
    lows, highs = [rate.low for rate in known.values()], [rate.high for rate in known.values()]
    panel.hlines(list(known), lows, highs, color=ACCENT, linewidth=1.6)
    panel.scatter([rate.rate for rate in known.values()], list(known), s=36, color=ACCENT)
    for row, rate in known.items():
        _write(panel, rate.high, row, percent(rate.rate))
    panel.axvline(0, color=MUTED, linewidth=0.8)
    most = max(highs, default=1.0)
    panel.set_xlim(-0.04 * most, 1.4 * most)
    _strip(panel)


def _write(panel: Axes, x: float, row: int, text: str) -> None:
    panel.annotate(
        text, (x, row), xytext=(6, 0), textcoords="offset points", va="center", color=MUTED
    )


def _strip(panel: Axes) -> None:
    panel.spines[["left", "bottom"]].set_visible(False)
    panel.tick_params(length=0, labelbottom=False)
