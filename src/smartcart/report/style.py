"""One look for everything drawn, and the only place that knows the drawing library.

Nothing here is set for good: a caller's own matplotlib settings neither shape the report nor
are changed by it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib.util import find_spec
from threading import RLock
from typing import TYPE_CHECKING, Any, ParamSpec

from smartcart.errors import MissingExtraError
from smartcart.report.words import show_hidden

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "ACCENT",
    "INK",
    "LINE",
    "MUTED",
    "N_COLORS",
    "PAPER",
    "SECOND",
    "drawing_style",
    "figure_text",
    "new_figure",
    "require_report_parts",
    "segment_color",
    "segment_marker",
    "set_title",
    "settle",
    "styled",
    "text_width",
]

_Parameters = ParamSpec("_Parameters")

#: Okabe & Ito (2008), told apart by people of every colour vision; black is kept for text and
#: yellow left out, since it cannot be seen on white.
_COLORS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
#: The marker changes when the colours begin anew.
_MARKERS = ("o", "^", "s", "D", "v", "P", "X", "p", "*")

INK, MUTED, LINE, PAPER = "#1d2733", "#5b6776", "#dde2e8", "#ffffff"
#: After so many segments the colours begin anew.
N_COLORS = len(_COLORS)
ACCENT, SECOND = _COLORS[0], _COLORS[5]

_STYLE: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib: the same picture everywhere
    "font.size": 9.5,
    "text.hinting": "none",  # a text is as wide in every resolution as where it was laid out
    "figure.dpi": 150,
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "axes.edgecolor": LINE,
    "axes.labelcolor": MUTED,
    "axes.labelsize": 9.5,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlepad": 10.0,
    "axes.axisbelow": True,
    "grid.color": LINE,
    "grid.linewidth": 0.8,
    "legend.frameon": False,
    "legend.fontsize": 9.0,
    "lines.linewidth": 1.8,
    "lines.markersize": 5.0,
    "xtick.color": LINE,
    "xtick.labelcolor": MUTED,
    "ytick.color": LINE,
    "ytick.labelcolor": MUTED,
    "svg.fonttype": "path",  # letters as shapes: no font has to be there to read them
    "svg.hashsalt": "smartcart",  # the same names inside the file every time
}

# The settings of matplotlib belong to the whole process; two threads that borrow them at once
# would each put back what the other had set.
_BORROWED = RLock()


def require_report_parts() -> None:
    """Check that what draws the report is installed.

    Raises
    ------
    MissingExtraError
        With the command that installs it.
    """
    # Looked for, not imported: what does not draw need not wait for it.
    if any(find_spec(part) is None for part in ("jinja2", "matplotlib")):
        raise MissingExtraError("Drawing the report", "report")


@contextmanager
def drawing_style() -> Iterator[None]:
    """Draw and save in our style within the block, whatever the caller has set."""
    require_report_parts()
    import matplotlib.style

    with _BORROWED, matplotlib.style.context(["default", _STYLE]):
        yield


def styled(draw: Callable[_Parameters, Figure]) -> Callable[_Parameters, Figure]:
    """Make a function draw in our style, and settle what it drew."""

    @wraps(draw)
    def drawn(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> Figure:
        with drawing_style():
            return settle(draw(*args, **kwargs))

    return drawn


def settle(figure: Figure) -> Figure:
    """Lay a figure out for good, and return it.

    A layout made anew at each saving starts from the last one and moves every time.
    """
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        engine.execute(figure)  # the first layout still moved what the second one measures
    figure.set_layout_engine("none")
    return figure


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure of a size in inches that keeps its parts from overlapping."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    room = ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.08, wspace=0.03)
    return Figure(figsize=(width, height), layout=room)


def segment_color(position: int) -> str:
    """Return the colour of a segment, the same in every figure and in the page.

    Examples
    --------
    >>> segment_color(0), segment_color(6) == segment_color(0)
    ('#0072B2', True)
    """
    return _COLORS[position % len(_COLORS)]


def segment_marker(position: int) -> str:
    """Return the marker of a segment; with its colour, it is the segment's own up to 54."""
    return _MARKERS[position // len(_COLORS) % len(_MARKERS)]


def set_title(axes: Axes, title: str) -> None:
    """Write the title of a panel at its left edge."""
    axes.set_title(title, color=INK)


def figure_text(text: str, width: int, lines: int = 2) -> str:
    """Return a text that fits: wrapped, and cut with an ellipsis after some lines.

    Letters that the font of the figures does not have are drawn as a square; the page shows
    them as they are.
    """
    from matplotlib.font_manager import findfont, get_font

    font = get_font(findfont("DejaVu Sans"))
    plain = " ".join(show_hidden(text).split())
    drawn = "".join(c if font.get_char_index(ord(c)) else "\u25a1" for c in plain)
    return "\n".join(textwrap.wrap(drawn, width, max_lines=lines, placeholder=" …"))


def text_width(text: str, points: float) -> float:
    """Return the width in inches of the longest line of a text in a figure."""
    from matplotlib.font_manager import findfont, get_font

    font = get_font(findfont("DejaVu Sans"))
    font.set_size(points, 72)
    widths = []
    for line in text.split("\n"):
        font.set_text(line, 0.0)
        widths.append(font.get_width_height()[0] / 64)
    return max(widths) / 72
