"""Numbers -> figures of the pages Customer, Campaign and Through time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smartcart.app.customer_facts import Part
from smartcart.report.campaign.facts import WayFacts
from smartcart.report.campaign.words import interval, money
from smartcart.report.changes.sankey import Sankey
from smartcart.report.style import ACCENT, SECOND
from smartcart.report.words import upper_first

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["draw_moves", "draw_parts", "draw_ways"]

_NEUTRAL = "#8a94a3"
_ROW, _FRAME = 34, 70


def draw_parts(parts: Sequence[Part], own: str, other: str, color: str, rival: str) -> Figure:
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
    from plotly import graph_objects as go

    bars = go.Bar(
        x=[each.amount for each in parts],
        y=[_wrapped(each.label) for each in parts],
        orientation="h",
        marker_color=[color if each.amount >= 0 else rival for each in parts],
        text=[f"{each.amount:+.2f}" for each in parts],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{x:+.2f}<extra></extra>",
    )
    figure = go.Figure(bars)
    widest = max((abs(each.amount) for each in parts), default=1.0) or 1.0
    figure.update_xaxes(
        title=f"← speaks for {other}    speaks for {own} →",
        range=[-1.3 * widest, 1.3 * widest],
        zeroline=True,
        fixedrange=True,
    )
    return _rows(figure, len(parts))


def draw_ways(ways: Sequence[WayFacts]) -> Figure:
    """Draw what each way of choosing earned, with its 95 % interval."""
    from plotly import graph_objects as go

    figure = go.Figure(
        go.Scatter(
            x=[way.profit for way in ways],
            y=[_wrapped(upper_first(way.name)) for way in ways],
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
    figure.update_xaxes(title="Profit in the test; at 0 the answers pay for the contacts")
    figure.update_xaxes(fixedrange=True)
    return _rows(figure, len(ways))


def draw_moves(laid: Sankey, labels: Sequence[str], colors: Sequence[str]) -> Figure:
    """Draw from where to where customers went.

    Parameters
    ----------
    laid : Sankey
        Bars in the order of the tables; only sizes and names are used.
    labels, colors : sequences of str
        Of the bars: those of the left side, then those of the right side.
    """
    from plotly import graph_objects as go

    left = {bar.name: place for place, bar in enumerate(laid.left)}
    right = {bar.name: len(left) + place for place, bar in enumerate(laid.right)}
    sources = [left[band.source] for band in laid.bands]
    figure = go.Figure(
        go.Sankey(
            arrangement="snap",
            node={
                "label": [_wrapped(each) for each in labels],
                "color": list(colors),
                "pad": 18,
                "thickness": 16,
                "line": {"width": 0},
                "hovertemplate": "%{label}: %{value:,} customers<extra></extra>",
            },
            link={
                "source": sources,
                "target": [right[band.target] for band in laid.bands],
                "value": [band.size for band in laid.bands],
                "color": [_faint(colors[each]) for each in sources],
                "hovertemplate": "%{source.label} → %{target.label}: %{value:,} customers"
                "<extra></extra>",
            },
        )
    )
    height = 60 + 62 * max(len(left), len(right))
    figure.update_layout(height=height, margin={"l": 8, "r": 8, "t": 12, "b": 12})
    return figure


def _rows(figure: Figure, n: int) -> Figure:
    figure.update_yaxes(autorange="reversed", fixedrange=True, automargin=True)
    figure.update_layout(
        height=_FRAME + _ROW * n, margin={"l": 8, "r": 16, "t": 8, "b": 44}, showlegend=False
    )
    return figure


def _faint(color: str) -> str:
    """Return a colour that lets others shine through.

    Examples
    --------
    >>> _faint("#0072B2")
    'rgba(0, 114, 178, 0.35)'
    """
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.35)"


def _wrapped(text: str, width: int = 30) -> str:
    """Return a text in lines of a figure; what a figure would take for markup is shown as it is.

    Examples
    --------
    >>> _wrapped("<b>gold</b>")
    '&lt;b&gt;gold&lt;/b&gt;'
    """
    from html import escape
    from textwrap import wrap

    lines = wrap(text, width, max_lines=2, placeholder=" …") or [""]
    return "<br>".join(escape(line, quote=False) for line in lines)
