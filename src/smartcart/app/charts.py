"""Facts -> figures that answer to the mouse: numbers in, a figure out, in the report's colours."""

from __future__ import annotations

import html
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from smartcart.profiles import format_value
from smartcart.report import ReportFacts, segment_color
from smartcart.report.choice_facts import ChoiceFacts
from smartcart.report.map_facts import AxisFacts, MapFacts
from smartcart.report.style import ACCENT, MUTED, SECOND, segment_marker
from smartcart.report.words import percent, row_label, show_hidden
from smartcart.segmentation import Segment

__all__ = [
    "CONFIG",
    "draw_elbow",
    "draw_flow",
    "draw_heat",
    "draw_map",
    "draw_separation",
    "draw_stability",
    "label",
    "tidy",
]

#: How a figure behaves in the page: no tool bar, no way to drag it away.
CONFIG = {"displayModeBar": False, "scrollZoom": False}
#: The markers of the report by the names that this drawing library gives them.
_SYMBOLS = {
    "o": "circle",
    "^": "triangle-up",
    "s": "square",
    "D": "diamond",
    "v": "triangle-down",
    "P": "cross",
    "X": "x",
    "p": "pentagon",
    "*": "star",
}
#: From less than most to more than most; the middle lets the page shine through.
_SCALE = [
    [0.0, "rgba(213,94,0,0.6)"],
    [0.5, "rgba(128,140,155,0.1)"],
    [1.0, "rgba(0,114,178,0.6)"],
]
_BAND, _NONE = "rgba(91,103,118,0.28)", "rgba(0,0,0,0)"


def label(text: object, length: int = 60) -> str:
    """Return a text as a figure shows it letter by letter: markup in it stays text.

    Examples
    --------
    >>> label("<b>Gold</b> club")
    '&lt;b&gt;Gold&lt;/b&gt; club'
    """
    shown = " ".join(show_hidden(str(text)).split())
    return html.escape(shown if len(shown) <= length else f"{shown[: length - 1]}…", quote=False)


def tidy(figure: go.Figure, height: int, title: str = "") -> go.Figure:
    """Give a figure its size and margins; the legend stands below, where a phone has room."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 36 if title else 12, "b": 8},
        title={"text": title, "font": {"size": 15}, "x": 0, "xref": "container", "pad": {"l": 8}},
        legend={"orientation": "h", "yanchor": "top", "y": -0.3, "x": 0, "itemsizing": "constant"},
        paper_bgcolor=_NONE,
        plot_bgcolor=_NONE,
        dragmode=False,
    )
    return figure


def draw_map(facts: MapFacts, segments: Sequence[Segment]) -> go.Figure:
    """Draw the customers on the first two components, each in the colour of its segment."""
    figure = go.Figure()
    for i, segment in enumerate(segments):
        own = facts.labels == i
        figure.add_scattergl(
            x=facts.points[own, 0],
            y=facts.points[own, 1],
            mode="markers",
            name=f"{segment.id} {label(segment.name, 34)}",
            marker={"color": segment_color(i), "size": 5, "opacity": 0.55, "symbol": _symbol(i)},
            hoverinfo="name",
        )
    for i, segment in enumerate(segments):
        x, y = (float(each) for each in facts.centroids[i])
        figure.add_annotation(
            x=x,
            y=y,
            text=f"<b>{segment.id}</b>",
            showarrow=False,
            bgcolor="white",
            bordercolor=segment_color(i),
            borderwidth=2,
            borderpad=3,
            font={"color": "#1d2733", "size": 13},
        )
    axis = {"showticklabels": False, "zeroline": True, "showgrid": False}
    figure.update_xaxes(**axis, title=_axis(1, facts.axes[0], "Right"))
    second = _axis(2, facts.axes[1], "Up") if len(facts.axes) == 2 else "Has no meaning"
    figure.update_yaxes(**axis, title=second)
    return tidy(figure, 560)


def _axis(number: int, axis: AxisFacts, direction: str) -> str:
    parts = [
        f"{word} {', '.join(label(each, 24) for each in names[:2])}"
        for word, names in (("more", axis.more), ("less", axis.less))
        if names
    ]
    return f"{direction}: {'; '.join(parts)}<br>component {number}, {percent(axis.share)}"


def _symbol(position: int) -> str:
    return _SYMBOLS[segment_marker(position)]


def draw_heat(facts: ReportFacts) -> go.Figure:
    """Draw where the median of each segment stands among all customers; the cells say it."""
    names = list(facts.main_measures)
    ids = [segment.id for segment in facts.segments]
    places = facts.positions.loc[ids, names].T
    words = [[format_value(name, facts.profile.loc[name, each]) for each in ids] for name in names]
    figure = go.Figure(
        go.Heatmap(
            z=places.to_numpy(),
            x=ids,
            y=[label(row_label(name, facts.value), 38) for name in names],
            text=words,
            colorscale=_SCALE,
            zmin=0,
            zmax=1,
            showscale=False,
            xgap=3,
            ygap=3,
            hovertemplate="%{y}<br>%{x}: %{text}<extra></extra>",
        )
    )
    for row, texts in enumerate(words):
        for column, text in enumerate(texts):  # as notes they take the colour of the page's text
            figure.add_annotation(x=column, y=row, text=label(text), showarrow=False)
    figure.update_yaxes(autorange="reversed", automargin=True, showgrid=False)
    figure.update_xaxes(side="top", showgrid=False)
    return tidy(figure, 60 + 38 * len(names))


def draw_elbow(choice: ChoiceFacts) -> go.Figure:
    """Draw the inertia of each number of segments, and the elbow."""
    values = choice.scores["inertia"]
    shares = values / (values.iloc[0] or 1.0)
    figure = go.Figure()
    _line(figure, shares, "Inertia", ACCENT)
    figure.add_scatter(
        x=[choice.elbow],
        y=[shares.loc[choice.elbow]],
        mode="markers",
        name=f"Elbow at {choice.elbow}",
        marker={"color": SECOND, "size": 13, "symbol": "circle-open", "line": {"width": 3}},
    )
    figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    return _over_k(figure, choice, "Elbow")


def draw_separation(choice: ChoiceFacts) -> go.Figure:
    """Draw the mean silhouette beside that of tables without structure."""
    figure = go.Figure()
    _null(figure, choice.null["silhouette"])
    _line(figure, choice.scores["silhouette"], "Mean silhouette", ACCENT)
    figure.update_yaxes(rangemode="tozero")
    return _over_k(figure, choice, "Separation")


def draw_stability(choice: ChoiceFacts) -> go.Figure:
    """Draw the agreement of refits and the weakest segment, beside what was asked for."""
    figure = go.Figure()
    _null(figure, choice.null["stability"])
    _line(figure, choice.scores["stability_ari"], "Agreement of refits", ACCENT)
    _line(figure, choice.scores["stability_min_jaccard"], "Weakest segment", SECOND, "square")
    for asked, color in ((choice.min_ari, ACCENT), (choice.min_jaccard, SECOND)):
        figure.add_hline(y=asked, line={"color": color, "width": 1, "dash": "dash"})
    figure.update_yaxes(rangemode="tozero")
    return _over_k(figure, choice, "Stability")


def _line(
    figure: go.Figure, values: pd.Series, name: str, color: str, symbol: str = "circle"
) -> None:
    figure.add_scatter(
        x=values.index,
        y=values,
        mode="lines+markers",
        name=name,
        line={"color": color, "width": 2.5},
        marker={"color": color, "size": 8, "symbol": symbol},
        hovertemplate="%{x} segments: %{y:.2f}<extra></extra>",
    )


def _null(figure: go.Figure, null: pd.DataFrame) -> None:
    if null.empty:
        return
    for column, fill in (("low", None), ("high", "tonexty")):
        figure.add_scatter(
            x=null.index,
            y=null[column],
            mode="lines",
            line={"width": 0},
            fill=fill,
            fillcolor=_BAND,
            showlegend=False,
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=null.index,
        y=null["mean"],
        mode="lines",
        name="Without structure",
        line={"color": MUTED, "width": 1.5, "dash": "dot"},
        hovertemplate="without structure: %{y:.2f}<extra></extra>",
    )


def _over_k(figure: go.Figure, choice: ChoiceFacts, title: str) -> go.Figure:
    figure.add_vrect(
        x0=choice.k - 0.4, x1=choice.k + 0.4, fillcolor=_BAND, line={"width": 0}, layer="below"
    )
    ks = choice.scores.index
    figure.update_xaxes(
        title="Number of segments", dtick=max(1, len(ks) // 10), range=[ks[0] - 0.6, ks[-1] + 0.6]
    )
    return tidy(figure, 340, title)


def draw_flow(
    moves: pd.DataFrame, colors: tuple[Sequence[str], Sequence[str]] | None = None
) -> go.Figure:
    """Draw how customers move: from the rows of a table of counts to its columns.

    Parameters
    ----------
    moves : DataFrame of int
        Customers by where they were (rows) and where they are (columns).
    colors : pair of sequences of str, optional
        Of rows and columns; the colours of segments in their order when not given.
    """
    rows, columns = list(moves.index), list(moves.columns)
    left, right = colors or tuple([segment_color(i) for i in range(n)] for n in moves.shape)
    strands = [
        (i, len(rows) + j, int(moves.iloc[i, j]))
        for i in range(len(rows))
        for j in range(len(columns))
        if moves.iloc[i, j]
    ]
    figure = go.Figure(
        go.Sankey(
            textfont={"size": 13, "shadow": "none"},
            node={
                "label": [label(each, 20) for each in (*rows, *columns)],
                "color": [*left, *right],
                "pad": 22,
                "thickness": 16,
                "line": {"width": 0},
                "hovertemplate": "%{label}: %{value:,} customers<extra></extra>",
            },
            link={
                "source": [each[0] for each in strands],
                "target": [each[1] for each in strands],
                "value": [each[2] for each in strands],
                "color": [_pale(left[each[0]]) for each in strands],
                "hovertemplate": "%{source.label} → %{target.label}: %{value:,}<extra></extra>",
            },
        )
    )
    return tidy(figure, max(320, 70 * max(len(rows), len(columns))))


def _pale(color: str) -> str:
    """Return a colour of six digits that lets others shine through.

    Examples
    --------
    >>> _pale("#0072B2")
    'rgba(0,114,178,0.35)'
    """
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.35)"
