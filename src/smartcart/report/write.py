"""Files of the report: each one whole, or not there at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartcart.errors import SettingsError, quoted
from smartcart.report.compact import compact_svg
from smartcart.report.facts import ReportFacts, collect_facts
from smartcart.report.figures import draw_figures
from smartcart.report.html import render_report
from smartcart.report.style import drawing_style, require_report_parts
from smartcart.segmentation import Segmentation
from smartcart.whole_file import write_bytes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = [
    "RenderedPage",
    "RenderedReport",
    "figure_svg",
    "render",
    "write_figures",
    "write_html",
    "write_report",
]

#: Dots per inch; in an SVG only the points of the map are dots, and most of the bytes.
_DPI = {"svg": 110, "png": 150}
#: The last tenth of a PNG's size takes most of its time.
_QUICK: dict[str, dict[str, Any]] = {"svg": {}, "png": {"pil_kwargs": {"compress_level": 3}}}
#: Left out of the files: the same figure must give the same bytes on any day.
_NO_METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
    "png": {"Software": None},
}


@dataclass(frozen=True)
class RenderedPage:
    """A page drawn once, to be written as often as needed.

    Attributes
    ----------
    html : str
        The whole page; nothing in it points outside.
    figures : dict of str to Figure
        The pictures in it, by name.
    svg : dict of str to str
        The same as SVG.
    """

    html: str
    figures: dict[str, Figure]
    svg: dict[str, str]


@dataclass(frozen=True)
class RenderedReport(RenderedPage):
    """The page on segments, with the `facts` it was made from."""

    facts: ReportFacts


def render(segmentation: Segmentation) -> RenderedReport:
    """Draw the report of a segmentation without writing anything.

    Raises
    ------
    ModelFileError
        For a segmentation loaded from a model file, which holds no customers.
    MissingExtraError
        When the "report" extra is not installed.
    """
    require_report_parts()
    facts = collect_facts(segmentation)
    figures = draw_figures(facts)
    svg = {name: figure_svg(figure) for name, figure in figures.items()}
    return RenderedReport(render_report(facts, svg), figures, svg, facts)


def write_report(segmentation: Segmentation, path: str | PathLike[str]) -> None:
    """Write one HTML file that opens anywhere, offline.

    Raises
    ------
    ModelFileError
        For a segmentation loaded from a model file, which holds no customers.
    MissingExtraError
        When the "report" extra is not installed.
    SettingsError
        When the file cannot be written there. What stood at the path stays as it was.
    """
    write_html(render(segmentation).html, path)


def write_html(html: str, path: str | PathLike[str]) -> None:
    """Write the text of a report to a file, in UTF-8."""
    write_bytes(html.encode("utf-8"), path)


def write_figures(
    figures: Mapping[str, Figure],
    folder: str | PathLike[str],
    svg: Mapping[str, str] | None = None,
) -> list[Path]:
    """Write each figure as ``NAME.svg`` and ``NAME.png`` (150 dots per inch).

    Parameters
    ----------
    figures : mapping of str to Figure
        From `render` or `draw_figures`.
    folder : path
        Made when it is not there.
    svg : mapping of str to str, optional
        What `figure_svg` returned for them, so that it is not made again.

    Returns
    -------
    list of Path
        The files, in the order of the figures.
    """
    place = Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"The folder {quoted(place)} cannot be made: {error.strerror or error}.",
            "Check the path, and that you may write there.",
        ) from None
    written = []
    for name, figure in figures.items():
        drawn = (svg or {}).get(name) or figure_svg(figure)
        for kind, data in (("svg", drawn.encode("utf-8")), ("png", _saved(figure, "png"))):
            path = place / f"{name}.{kind}"
            write_bytes(data, path)
            written.append(path)
    return written


def figure_svg(figure: Figure) -> str:
    """Return a figure as SVG: the same text for the same numbers."""
    return compact_svg(_saved(figure, "svg").decode("utf-8"))


def _saved(figure: Figure, kind: str) -> bytes:
    """Draw a figure once; `savefig` draws whatever had a layout twice, to lay it out anew."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    file, canvas, dpi = BytesIO(), figure.canvas, figure.dpi
    with drawing_style():
        figure.dpi = _DPI[kind]
        try:
            drawer: Any = FigureCanvasSVG(figure) if kind == "svg" else FigureCanvasAgg(figure)
            save = getattr(drawer, f"print_{kind}")
            save(file, metadata=_NO_METADATA[kind], **_QUICK[kind])
        finally:
            figure.dpi = dpi
            figure.set_canvas(canvas)
    return file.getvalue()
