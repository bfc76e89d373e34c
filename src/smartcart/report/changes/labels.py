"""What stands beside the bars of a Sankey diagram: measured, so that nothing covers anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smartcart.report.changes.sankey import Bar, spread
from smartcart.report.style import INK, MUTED, figure_text, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["BESIDE", "Label", "write_head", "write_labels"]

#: Inches: a line of a label, room between labels, and beside the text of a label.
_LINE, _BETWEEN, BESIDE = 0.155, 0.09, 0.36
#: Letters in a line of a label, in so many lines and inches at most; their size in points, and how
#: much wider bold ones may be.
_LETTERS, _LINES, _WIDEST, _POINTS, _BOLD = 29, 3, 2.3, 9.0, 1.2


@dataclass(frozen=True)
class Label:
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
        bold = _BOLD * text_width(self.head, _POINTS)
        return max(bold, text_width(self.name, _POINTS) if self.name else 0.0)

    @classmethod
    def of(cls, bar: Bar, group: str, name: str) -> Label:
        """Return the label of a bar: its group and size, and the name in a few lines."""
        return cls(f"{group}   {bar.size:,}", _fitting(name))


def _fitting(name: str) -> str:
    text = figure_text(name, _LETTERS, _LINES)
    width = text_width(text, _POINTS) if text else 0.0
    return text if width <= _WIDEST else figure_text(name, int(_LETTERS * _WIDEST / width), _LINES)


def write_labels(
    panel: Axes, bars: Sequence[Bar], labels: Sequence[Label], place: int, unit: float
) -> None:
    """Write each label near its bar, and a line that leads to it.

    Parameters
    ----------
    panel : Axes
    bars, labels : sequences
        Of one side, from the top.
    place : int
        0 for the left side, 1 for the right one.
    unit : float
        Customers in an inch.
    """
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


def _write(panel: Axes, text: str, place: int, top: float, **style: Any) -> None:
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


def write_head(panel: Axes, text: str, place: int) -> None:
    """Write what one side is above it."""
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
