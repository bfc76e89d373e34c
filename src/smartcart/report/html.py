"""ReportFacts and pictures -> one page of HTML, as text."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from smartcart.report.captions import FigureWords, caption_figures
from smartcart.report.dark import follow_page
from smartcart.report.facts import ReportFacts
from smartcart.report.style import require_report_parts
from smartcart.report.view import view_report
from smartcart.report.words import show_hidden

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["render_page", "render_report", "view_figures"]


def render_report(facts: ReportFacts, figures_svg: Mapping[str, str]) -> str:
    """Return the report as one HTML page.

    Parameters
    ----------
    facts : ReportFacts
        All that is said.
    figures_svg : mapping of str to str
        SVG text by the name of the figure (as `draw_figures` names them), in the order in
        which they are to appear.

    Returns
    -------
    str
        A page that asks for nothing outside itself; see `render_page`.

    Raises
    ------
    MissingExtraError
        When the "report" extra is not installed.
    """
    figures = view_figures(caption_figures(facts), figures_svg)
    return render_page("report.html", figures=figures, **view_report(facts))


def render_page(template: str, **variables: Any) -> str:
    """Return one whole page in our look.

    Texts are escaped, letters that cannot be seen are written out, and pictures are embedded as
    images, in which nothing can run. The only script is our own, which sorts tables: the browser
    is told its hash, and runs no other.

    Parameters
    ----------
    template : str
        A file of this package that extends ``page.html``.
    **variables
        Those of the template.

    Raises
    ------
    MissingExtraError
        When the "report" extra is not installed.
    """
    require_report_parts()
    script = _read("page.js")
    digest = b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii")
    return (
        _environment()
        .get_template(template)
        .render(css=_read("style.css"), script=script, script_hash=f"sha256-{digest}", **variables)
    )


def view_figures(
    words: Mapping[str, FigureWords], figures_svg: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """Return what a template needs of each figure, by name, in the order of the pictures."""
    return {name: _figure(words[name], name, svg) for name, svg in figures_svg.items()}


def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        autoescape=True,
        loader=FunctionLoader(_read),
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _visible(value: Any) -> Any:
    return show_hidden(value) if type(value) is str else value


def _read(name: str) -> str:
    return files("smartcart.report").joinpath(name).read_text(encoding="utf-8")


def _figure(words: FigureWords, name: str, svg: str) -> dict[str, str]:
    width, height = _size(svg)
    data = b64encode(follow_page(svg).encode("utf-8")).decode("ascii")
    return {
        "name": name,
        "title": words.title,
        "alt": words.alt,
        "caption": words.caption,
        "width": str(width),
        "height": str(height),
        "uri": f"data:image/svg+xml;base64,{data}",
    }


def _size(svg: str) -> tuple[int, int]:
    """Return width and height in pixels, so that the page does not move while it opens."""
    found = dict(
        re.findall(r'\b(width|height)="([0-9.]+)pt"', svg[: svg.index(">", svg.index("<svg"))])
    )
    return round(float(found["width"]) * 4 / 3), round(float(found["height"]) * 4 / 3)
