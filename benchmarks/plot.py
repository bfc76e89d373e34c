"""The picture of the page: time and memory against the number of customers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedLocator, LogLocator, NullLocator

from benchmarks.formats import format_memory, format_seconds

__all__ = ["draw_growth"]

_SERIES = (("", "segment", "#0b6e99"), ("score_", "score", "#b35900"))
#: Key, title, factor to the unit of the axis, that unit, and how a value is written at its point.
_PLOTS: tuple[tuple[str, str, float, str, Callable[[float], str]], ...] = (
    ("seconds", "Time", 1.0, "s", format_seconds),
    ("megabytes", "Peak memory", 1 / 1024, "GB", lambda value: format_memory(value * 1024)),
)
_INK, _FAINT = "#52606d", "#9aa5b1"
_STYLE = {
    "svg.hashsalt": "smartcart",
    "font.size": 10.5,
    "text.color": "#1d2733",
    "axes.edgecolor": "#c5cdd6",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": _INK,
    "ytick.color": _INK,
}


def draw_growth(runs: Sequence[dict[str, Any]], out: Path) -> None:
    """Draw time and memory on logarithmic axes; on white, which stays readable in the dark."""
    with plt.rc_context(_STYLE):
        figure, axes = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
        figure.get_layout_engine().set(wspace=0.06)
        for axis, (key, title, factor, unit, tell) in zip(axes, _PLOTS, strict=True):
            values = {
                prefix: [run[prefix + key] * factor for run in runs] for prefix, *_ in _SERIES
            }
            _draw(axis, [run["n"] for run in runs], values, tell)
            axis.set_title(title, loc="left", fontweight="bold")
            axis.yaxis.set_major_formatter(lambda value, _, unit=unit: f"{value:g} {unit}")
        figure.savefig(out, metadata={"Date": None})
        plt.close(figure)


def _draw(
    axis: Axes,
    n: Sequence[int],
    values: dict[str, list[float]],
    tell: Callable[[float], str],
) -> None:
    every = [value for series in values.values() for value in series]
    axis.set(
        xscale="log",
        yscale="log",
        xlim=(min(n) / 2, max(n) * 2),
        ylim=(min(every) / 1.8, max(every) * 2.2),
    )
    for prefix, label, colour in _SERIES:
        axis.plot(n, values[prefix], "o-", color=colour, linewidth=2, markersize=5, label=label)
        _label(axis, n, values[prefix], tell, colour)
    _draw_proportion(axis, n, values[""][-1])
    axis.xaxis.set_major_locator(FixedLocator(_powers(n)))
    axis.xaxis.set_major_formatter(lambda value, _: _customers(value))
    axis.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    for ticks in (axis.xaxis, axis.yaxis):
        ticks.set_minor_locator(NullLocator())
    axis.set_xlabel("customers", color=_INK)
    axis.tick_params(length=0)
    axis.grid(visible=True, color="#e8ecf0")
    axis.set_axisbelow(True)
    axis.legend(loc="upper left", frameon=False)


def _label(
    axis: Axes,
    n: Sequence[int],
    values: Sequence[float],
    tell: Callable[[float], str],
    colour: str,
) -> None:
    """Write each value beside its point, on the side where the line is not."""
    above = colour == _SERIES[0][2]
    for x, y in zip(n, values, strict=True):
        end = x == (n[0] if above else n[-1])
        axis.annotate(
            tell(y),
            (x, y),
            (0, 8) if above else (0, -15),
            textcoords="offset points",
            ha="center" if end else "right" if above else "left",
            color=colour,
            fontsize=9,
            path_effects=[withStroke(linewidth=3, foreground="white")],
        )


def _draw_proportion(axis: Axes, n: Sequence[int], last: float) -> None:
    """Draw what the largest table would mean for smaller ones, were all in proportion."""
    start = max(n[0], n[-1] * axis.get_ylim()[0] / last)
    ends = [start, n[-1]], [last * start / n[-1], last]
    axis.plot(*ends, "--", color=_FAINT, linewidth=1.2, label="in proportion", zorder=1)


def _powers(n: Sequence[int]) -> list[float]:
    first, last = round(math.log10(min(n))), round(math.log10(max(n)))
    return [10.0**power for power in range(first, last + 1)]


def _customers(value: float) -> str:
    return f"{value / 1e6:,.0f} million" if value >= 1e6 else f"{value:,.0f}"
