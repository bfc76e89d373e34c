"""Changes -> pictures: who came from where and went where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smartcart.report.changes.flows import ENTERED, LEFT, collect_flows, find_ids
from smartcart.report.changes.sankey import Band, Bar, Sankey, lay_out, spread
from smartcart.report.style import (
    INK,
    MUTED,
    figure_text,
    new_figure,
    segment_color,
    styled,
    text_width,
)
from smartcart.through_time import Changes

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path

__all__ = ["OUTSIDE", "SIDES", "draw_changes", "draw_sankey"]

#: What stands above the two sides of each figure.
SIDES = {
    "behaviour": ("At the last refresh", "Now"),
    "model": ("By the model of before", "By the new model"),
}
#: Names of groups that are no segments.
OUTSIDE = {ENTERED: "New customers", LEFT: "Gone"}

#: Inches: width of the figure, a line of a label, room between labels, around the panel, and
#: from a bar to its label.
_WIDTH, _LINE, _BETWEEN, _ABOVE, _BELOW, _BESIDE = 9.0, 0.155, 0.09, 0.42, 0.12, 0.3
#: The panel is at least so high.
_LEAST = 3.0
#: Letters in a line of a label, and their size in points.
_LETTERS, _POINTS = 29, 9.0
#: Width of a bar, of a panel of width 1.
_BAR = 0.035
#: Who stays is pale, who moves is not.
_STAYS, _MOVES = 0.28, 0.7


@dataclass(frozen=True)
class _Label:
    """What is written at a bar: the first line is bold."""

    head: str
    name: str

    @property
    def height(self) -> float:
        """Inches that it takes, with the room below it."""
        return _LINE * (1 + (self.name.count("\n") + 1 if self.name else 0)) + _BETWEEN

    @property
    def width(self) -> float:
        """Inches."""
        bold = 1.2 * text_width(self.head, _POINTS)
        return max(bold, text_width(self.name, _POINTS) if self.name else 0.0)


def draw_changes(changes: Changes) -> dict[str, Figure]:
    """Draw every figure that the changes have something for, by name.

    Raises
    ------
    MissingExtraError
        When the "report" extra is not installed.
    """
    colors = {each: segment_color(i) for i, each in enumerate(find_ids(changes))}
    return {
        name: draw_sankey(flows, changes.names, colors, SIDES[name])
        for name, flows in collect_flows(changes).items()
        if flows.to_numpy().sum()
    }


@styled
def draw_sankey(
    flows: pd.DataFrame,
    names: Mapping[str, str],
    colors: Mapping[str, str],
    sides: tuple[str, str],
) -> Figure:
    """Draw groups of customers as bars on two sides, and who goes where as bands between them.

    Parameters
    ----------
    flows : DataFrame of int of shape (n_sources, n_targets)
        Customers from each row to each column.
    names, colors : mapping of str to str
        Of segments, by id; groups without a colour are grey.
    sides : tuple of str
        What stands above the two sides.
    """
    sankey = lay_out(flows)
    labels = [[_label(bar, names) for bar in side] for side in (sankey.left, sankey.right)]
    panel, inches = _new_panel(labels)
    panel.set_xlim(0, 1)
    panel.set_ylim(sankey.height, 0)
    panel.axis("off")
    _draw_bands(panel, sankey, colors)
    for place, (bars, own) in enumerate(zip((sankey.left, sankey.right), labels, strict=True)):
        _draw_bars(panel, bars, place, colors)
        _write_labels(panel, bars, own, place, sankey.height / inches)
        _write_head(panel, sides[place], place)
    return panel.get_figure(root=True)


def _label(bar: Bar, names: Mapping[str, str]) -> _Label:
    head = f"{OUTSIDE.get(bar.name, bar.name)}   {bar.size:,}"
    return _Label(head, figure_text(names.get(bar.name, ""), _LETTERS, 3))


def _new_panel(labels: Sequence[Sequence[_Label]]) -> tuple[Axes, float]:
    """Return a panel with room for the labels on both sides, and its height in inches."""
    inches = max(_LEAST, *(sum(label.height for label in side) for side in labels))
    left, right = (max(label.width for label in side) + _BESIDE for side in labels)
    height = _ABOVE + inches + _BELOW
    figure = new_figure(_WIDTH, height)
    figure.set_layout_engine("none")
    place = (left / _WIDTH, _BELOW / height, (_WIDTH - left - right) / _WIDTH, inches / height)
    return figure.add_axes(place), inches


def _draw_bands(panel: Axes, sankey: Sankey, colors: Mapping[str, str]) -> None:
    """Draw those who move on top of those who stay."""
    from matplotlib.patches import PathPatch

    for band in sorted(sankey.bands, key=lambda each: each.source != each.target):
        color = colors.get(band.source, MUTED)
        alpha = _STAYS if band.source == band.target else _MOVES
        # The edge keeps a band of one customer among thousands visible.
        patch = PathPatch(_path(band), facecolor=color, edgecolor=color, linewidth=0.5, alpha=alpha)
        patch.set_gid(f"{band.source} to {band.target}")
        panel.add_patch(patch)


def _path(band: Band) -> Path:
    """Return a band that leaves and arrives level, as two cubic curves (Bezier)."""
    from matplotlib.path import Path

    left, right, n = _BAR, 1 - _BAR, band.size
    corners = [
        *((left, band.start), (0.5, band.start), (0.5, band.end), (right, band.end)),
        *((right, band.end + n), (0.5, band.end + n), (0.5, band.start + n)),
        *((left, band.start + n), (left, band.start)),
    ]
    move, line, curve, close = Path.MOVETO, Path.LINETO, Path.CURVE4, Path.CLOSEPOLY
    return Path(corners, [move, curve, curve, curve, line, curve, curve, curve, close])


def _draw_bars(panel: Axes, bars: Sequence[Bar], place: int, colors: Mapping[str, str]) -> None:
    from matplotlib.patches import Rectangle

    for bar in bars:
        color = colors.get(bar.name, MUTED)
        corner = ((1 - _BAR) * place, bar.top)
        panel.add_patch(Rectangle(corner, _BAR, bar.size, facecolor=color, edgecolor=color))


def _write_labels(
    panel: Axes, bars: Sequence[Bar], labels: Sequence[_Label], place: int, unit: float
) -> None:
    """Write each label beside its bar; where they would cover each other, a line leads to it."""
    heights = [label.height * unit for label in labels]
    middles = spread([bar.middle for bar in bars], heights, *sorted(panel.get_ylim()))
    out = 2 * place - 1
    for bar, label, middle in zip(bars, labels, middles, strict=True):
        top = middle - (label.height - _BETWEEN) * unit / 2
        _write(panel, label.head, place, top, color=INK, fontweight="bold")
        _write(panel, label.name, place, top + _LINE * unit, color=MUTED)
        panel.annotate(
            "",
            (place, bar.middle),
            (out * 17, middle),
            textcoords=("offset points", "data"),
            arrowprops={"arrowstyle": "-", "color": MUTED, "linewidth": 0.7, "shrinkA": 0},
            annotation_clip=False,
        )


def _write(panel: Axes, text: str, place: int, top: float, **style: str) -> None:
    out = 2 * place - 1
    panel.annotate(
        text,
        (place, top),
        xytext=(out * 20, 0),
        textcoords="offset points",
        ha="left" if place else "right",
        va="top",
        fontsize=_POINTS,
        annotation_clip=False,
        **style,
    )


def _write_head(panel: Axes, text: str, place: int) -> None:
    panel.annotate(
        text,
        (place, 1),
        xycoords="axes fraction",
        xytext=(0, 12),
        textcoords="offset points",
        ha="right" if place else "left",
        color=INK,
        fontweight="bold",
    )
