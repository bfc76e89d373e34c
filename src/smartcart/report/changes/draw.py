"""Changes -> pictures: who came from where and went where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smartcart.report.changes.flows import ENTERED, LEFT, collect_flows, find_ids
from smartcart.report.changes.labels import BESIDE, Label, write_head, write_labels
from smartcart.report.changes.sankey import Band, Bar, Sankey, lay_out
from smartcart.report.style import MUTED, N_COLORS, PAPER, new_figure, segment_color, styled
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

#: Inches: width of the figure, above and below the panel.
_WIDTH, _ABOVE, _BELOW = 9.0, 0.42, 0.12
#: The panel is at least so high, and so much higher than its labels.
_LEAST, _ROOM = 3.0, 1.12
#: Width of a bar, of a panel of width 1.
_BAR = 0.035
#: Patterns on bars, each for one round of the colours.
_HATCHES = ("", "/////", ".....", "xxxxx")
#: Who stays is pale, who moves is not.
_STAYS, _MOVES = 0.28, 0.7


@dataclass(frozen=True)
class _Look:
    """Colour of a group, and the pattern on its bars that tells it from another of that colour."""

    color: str = MUTED
    hatch: str = ""

    @classmethod
    def at(cls, position: int) -> _Look:
        """Return the look of a segment."""
        return cls(segment_color(position), _HATCHES[position // N_COLORS % len(_HATCHES)])


def draw_changes(changes: Changes) -> dict[str, Figure]:
    """Draw every figure that the changes have something for, by name.

    Raises
    ------
    MissingExtraError
        When the "report" extra is not installed.
    """
    ids = find_ids(changes)
    return {
        name: draw_sankey(flows, changes.names, ids, SIDES[name])
        for name, flows in collect_flows(changes).items()
        if flows.to_numpy().sum()
    }


@styled
def draw_sankey(
    flows: pd.DataFrame, names: Mapping[str, str], ids: Sequence[str], sides: tuple[str, str]
) -> Figure:
    """Draw groups of customers as bars on two sides, and who goes where as bands between them.

    Parameters
    ----------
    flows : DataFrame of int of shape (n_sources, n_targets)
        Customers from each row to each column.
    names : mapping of str to str
        Of segments, by id.
    ids : sequence of str
        Segments in the order of their colours; where those begin anew, bars are hatched. Other
        groups are grey.
    sides : tuple of str
        What stands above the two sides.
    """
    sankey = lay_out(flows)
    labels = [_labels(side, names) for side in (sankey.left, sankey.right)]
    figure, panel, inches = _new_panel(labels)
    panel.set_xlim(0, 1)
    panel.set_ylim(sankey.height, 0)
    panel.axis("off")
    looks = {each: _Look.at(i) for i, each in enumerate(ids)}
    _draw_bands(panel, sankey, looks)
    for place, (bars, own) in enumerate(zip((sankey.left, sankey.right), labels, strict=True)):
        _draw_bars(panel, bars, place, looks)
        write_labels(panel, bars, own, place, sankey.height / inches)
        write_head(panel, sides[place], place)
    return figure


def _labels(bars: Sequence[Bar], names: Mapping[str, str]) -> list[Label]:
    return [Label.of(bar, OUTSIDE.get(bar.name, bar.name), names.get(bar.name, "")) for bar in bars]


def _new_panel(labels: Sequence[Sequence[Label]]) -> tuple[Figure, Axes, float]:
    """Return a figure, its panel between the labels, and the height of the panel in inches."""
    inches = max(_LEAST, *(_ROOM * sum(label.height for label in side) for side in labels))
    left, right = (max(label.width for label in side) + BESIDE for side in labels)
    height = _ABOVE + inches + _BELOW
    figure = new_figure(_WIDTH, height)
    figure.set_layout_engine("none")
    place = (left / _WIDTH, _BELOW / height, (_WIDTH - left - right) / _WIDTH, inches / height)
    return figure, figure.add_axes(place), inches


def _draw_bands(panel: Axes, sankey: Sankey, looks: Mapping[str, _Look]) -> None:
    """Draw those who move on top of those who stay."""
    from matplotlib.patches import PathPatch

    for band in sorted(sankey.bands, key=lambda each: each.source != each.target):
        color = looks.get(band.source, _Look()).color
        alpha = _STAYS if band.source == band.target else _MOVES
        # The edge keeps a band of one customer among thousands visible.
        patch = PathPatch(_path(band), facecolor=color, edgecolor=color, linewidth=0.5, alpha=alpha)
        patch.set_label(f"{band.source} to {band.target}")
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


def _draw_bars(panel: Axes, bars: Sequence[Bar], place: int, looks: Mapping[str, _Look]) -> None:
    from matplotlib.patches import Rectangle

    for bar in bars:
        look = looks.get(bar.name, _Look())
        corner = ((1 - _BAR) * place, bar.top)
        panel.add_patch(
            Rectangle(corner, _BAR, bar.size, color=look.color, linewidth=0.5, label=bar.name)
        )
        if look.hatch:
            pattern = Rectangle(corner, _BAR, bar.size, fill=False, hatch=look.hatch)
            pattern.set(edgecolor=PAPER, linewidth=0.0)
            panel.add_patch(pattern)
