"""A text in the room there is, measured in the font it is drawn in."""

from __future__ import annotations

from bisect import bisect_right

from smartcart.report.style import figure_text

__all__ = ["fit_text", "text_width"]

#: Points of a letter; letters that are looked at, more than fit anywhere.
_SIZE, _LETTERS = 9.5, 300


def fit_text(text: str, inches: float, lines: int = 1, *, bold: bool = False) -> str:
    r"""Return a text that is no wider than `inches`, cut with an ellipsis after some lines.

    Lines end between words, or within one that is too long for any line.

    Examples
    --------
    >>> fit_text("spend on wines", 2.0), fit_text("spend on wines", 0.6, lines=2)
    ('spend on wines', 'spend on\nwines')
    """
    rest, done = figure_text(text[:_LETTERS], 10 * _LETTERS, 1), list[str]()
    while rest and text_width(rest, bold=bold) > inches:
        is_last = len(done) == lines - 1
        end = "…" if is_last else ""
        n = bisect_right(
            range(1, len(rest)), inches, key=lambda n: text_width(rest[:n] + end, bold=bold)
        )
        if is_last:
            return "\n".join([*done, rest[: max(1, n)].rstrip() + end])
        space = rest.rfind(" ", 0, n + 1)
        cut = space if space > 0 else max(1, n)
        done.append(rest[:cut])
        rest = rest[cut:].lstrip()
    return "\n".join([*done, rest])


def text_width(text: str, *, bold: bool = False) -> float:
    """Return the width of a line in inches."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    weight = "bold" if bold else "normal"
    font = get_font(findfont(FontProperties(family="DejaVu Sans", weight=weight)))
    font.set_size(_SIZE, 72)
    font.set_text(text)
    return float(font.get_width_height()[0] / 64 / 72)
