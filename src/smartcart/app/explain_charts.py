"""Numbers -> figures of the pages Customer and Campaign."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import plotly.graph_objects as go

from smartcart.app.charts import label, tidy
from smartcart.app.customer_facts import Part
from smartcart.report.campaign.facts import WayFacts
from smartcart.report.campaign.words import interval, money
from smartcart.report.style import ACCENT, SECOND
from smartcart.report.words import upper_first

__all__ = ["draw_parts", "draw_ways"]

_NEUTRAL = "#8a94a3"
_ROW, _FRAME = 40, 70
#: Letters of a line beside a figure, so that a phone has room for the figure itself.
_LETTERS = 22


def draw_parts(parts: Sequence[Part], own: str, other: str, color: str, rival: str) -> go.Figure:
    """Draw what speaks for a customer's segment (right) and for the runner-up (left).

    Parameters
    ----------
    parts : sequence of Part
        The first is drawn on top.
    own, other : str
        Ids of the two segments.
    color, rival : str
        Their colours.
    """
    figure = go.Figure(
        go.Bar(
            x=[each.amount for each in parts],
            y=[_lines(each.label) for each in parts],
            orientation="h",
            marker_color=[color if each.amount >= 0 else rival for each in parts],
            text=[f"{each.amount:+.2f}" for each in parts],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:+.2f}<extra></extra>",
        )
    )
    widest = max((abs(each.amount) for each in parts), default=1.0) or 1.0
    figure.update_xaxes(
        title=f"← speaks for {label(other)} · for {label(own)} →",
        range=[-1.4 * widest, 1.4 * widest],
        zeroline=True,
    )
    return _rows(figure, len(parts))


def draw_ways(ways: Sequence[WayFacts]) -> go.Figure:
    """Draw what each way of choosing earned, with its 95 % interval."""
    figure = go.Figure(
        go.Scatter(
            x=[way.profit for way in ways],
            y=[_lines(upper_first(way.name)) for way in ways],
            mode="markers",
            marker={"size": 12, "color": [ACCENT if w.is_planner else _NEUTRAL for w in ways]},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [way.high - way.profit for way in ways],
                "arrayminus": [way.profit - way.low for way in ways],
                "color": _NEUTRAL,
                "thickness": 2,
            },
            customdata=[f"{money(way.profit)} ({interval(way.low, way.high)})" for way in ways],
            hovertemplate="%{y}: %{customdata}<extra></extra>",
        )
    )
    figure.add_vline(x=0, line_color=SECOND, line_width=1.5, line_dash="dot")
    figure.update_xaxes(title="Profit in the test", nticks=5)
    return _rows(figure, len(ways))


def _rows(figure: go.Figure, n: int) -> go.Figure:
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(autorange="reversed", fixedrange=True, automargin=True, showgrid=False)
    return tidy(figure, _FRAME + _ROW * n)


def _lines(text: str) -> str:
    """Return a text in two lines at most; what a figure would take for markup stays text.

    Examples
    --------
    >>> _lines("Purchases on the web: <b>2</b>")
    'Purchases on the web:<br>&lt;b&gt;2&lt;/b&gt;'
    """
    return "<br>".join(map(label, wrap(text, _LETTERS, max_lines=2, placeholder=" …")))
