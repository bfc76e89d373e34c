"""ReportFacts and pictures -> one page of HTML, as text."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from smartcart.report.captions import FigureWords, caption_figures
from smartcart.report.facts import ReportFacts
from smartcart.report.style import require_report_parts
from smartcart.report.view import view_report
from smartcart.report.words import show_hidden

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["render_report"]


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
        A page without script that asks for nothing outside itself. Texts from the table are
        escaped; pictures are embedded as images, in which nothing can run.

    Raises
    ------
    MissingExtraError
        When the "report" extra is not installed.
    """
    require_report_parts()
    words = caption_figures(facts)
    template = _environment().from_string(_read("template.html"))
    return template.render(
        **view_report(facts),
        css=_read("style.css"),
        figures=[_figure(words[name], name, svg) for name, svg in figures_svg.items()],
    )


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
    uri = f"data:image/svg+xml;base64,{b64encode(svg.encode('utf-8')).decode('ascii')}"
    return {
        "name": name,
        "title": words.title,
        "alt": words.alt,
        "caption": words.caption,
        "uri": uri,
    }
