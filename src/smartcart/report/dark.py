"""A drawn figure that follows the reader's choice of a light or a dark page."""

from __future__ import annotations

from smartcart.report.style import INK, LINE, MUTED, PAPER

__all__ = ["follow_page"]

#: What stands for each neutral colour on a dark page; those of the segments stay as they are.
_DARK = {INK: "#e7ebf0", MUTED: "#a3aebb", LINE: "#3b4551", PAPER: "#1b2129"}


def follow_page(svg: str) -> str:
    """Return an SVG picture with a style of its own for readers who prefer dark pages.

    Examples
    --------
    >>> light = '<svg><path style="fill: #1d2733"/></svg>'
    >>> "prefers-color-scheme: dark" in follow_page(light)
    True
    """
    rules = "".join(
        f'[style*="{part}: {light}"]{{{part}:{dark} !important}}'
        for light, dark in _DARK.items()
        for part in ("fill", "stroke")
    )
    start = svg.index(">", svg.index("<svg")) + 1
    style = f"<style>@media (prefers-color-scheme: dark){{{rules}}}</style>"
    return f"{svg[:start]}{style}{svg[start:]}"
