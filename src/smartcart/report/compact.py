"""SVG pictures without what nobody can see: they stand in the page, and make up most of it."""

from __future__ import annotations

import re

__all__ = ["compact_svg"]

_LONG = re.compile(r"-?\d+\.\d{3,}")
_PATH = re.compile(r'(?<=\bd=")[^"]*')
_PLACE = re.compile(r'translate\([^)]*\)|\b(?:x|y|x1|x2|y1|y2|width|height)="-?\d+\.\d{3,}"')
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BETWEEN = re.compile(r">\s+<")


def compact_svg(svg: str) -> str:
    r"""Return the same picture in fewer letters.

    Places are rounded to a hundredth of a point, scales are not; comments and the room between
    elements are left out.

    Examples
    --------
    >>> compact_svg('<g>\n <!-- bar --><path d="M 0.12345 -0.001\nL 2 3.5 "/> </g>')
    '<g><path d="M 0.12 0 L 2 3.5"/></g>'
    """
    svg = _BETWEEN.sub("><", _COMMENT.sub("", svg))
    svg = _PATH.sub(lambda found: _rounded(" ".join(found[0].split())), svg)
    return _PLACE.sub(lambda found: _rounded(found[0]), svg)


def _rounded(text: str) -> str:
    return _LONG.sub(lambda found: _short(float(found[0])), text)


def _short(number: float) -> str:
    written = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written
