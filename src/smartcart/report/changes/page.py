"""Changes -> the page and its pictures."""

from __future__ import annotations

from os import PathLike

from smartcart.report.changes.captions import caption_changes
from smartcart.report.changes.draw import draw_changes
from smartcart.report.changes.view import view_changes
from smartcart.report.html import render_page, view_figures
from smartcart.report.style import require_report_parts
from smartcart.report.write import figure_svg, write_html
from smartcart.through_time import Changes

__all__ = ["render_changes", "write_changes"]


def render_changes(changes: Changes) -> str:
    """Return the page of what one refresh found and did, as HTML.

    One file that opens anywhere, offline; sections without content are left out.

    Parameters
    ----------
    changes : Changes

    Raises
    ------
    MissingExtraError
        When the "report" extra is not installed.
    """
    require_report_parts()
    svg = {name: figure_svg(figure) for name, figure in draw_changes(changes).items()}
    pictures = view_figures(caption_changes(changes), svg)
    return render_page("changes_page.html", figures=pictures, **view_changes(changes))


def write_changes(changes: Changes, path: str | PathLike[str]) -> None:
    """Write the page of what one refresh found and did to a file.

    Raises
    ------
    MissingExtraError
        When the "report" extra is not installed.
    SettingsError
        When the file cannot be written there. What stood at the path stays as it was.
    """
    write_html(render_changes(changes), path)
