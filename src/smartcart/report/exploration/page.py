"""Exploration and pictures -> one page of HTML, as text."""

from __future__ import annotations

from collections.abc import Mapping

from smartcart.customers import Quality
from smartcart.exploration import Exploration
from smartcart.report.exploration.captions import caption_exploration
from smartcart.report.exploration.view import view_exploration
from smartcart.report.html import render_page, view_figures

__all__ = ["render_exploration"]


def render_exploration(found: Exploration, quality: Quality, figures_svg: Mapping[str, str]) -> str:
    """Return the page on a table before any segment.

    Parameters
    ----------
    found : Exploration
    quality : Quality
        The account of the reading: source, records, repairs.
    figures_svg : mapping of str to str
        SVG text by the name of the figure, as `draw_exploration` names them.

    Returns
    -------
    str
        A page that asks for nothing outside itself; see `render_page`.

    Raises
    ------
    MissingExtraError
        When the "report" extra is not installed.
    """
    return render_page(
        "exploration_page.html",
        header=_header(found, quality),
        figures=view_figures(caption_exploration(found), figures_svg),
        exploration=view_exploration(found, list(figures_svg)),
    )


def _header(found: Exploration, quality: Quality) -> list[tuple[str, str]]:
    counts = (
        ("Records set aside", quality.quarantined),
        ("Duplicates dropped", quality.duplicates_dropped),
        ("Values repaired", sum(each.count for each in quality.repairs)),
        ("Values to look at", sum(each.count for each in quality.flags)),
    )
    return [
        ("Source", quality.source.name),
        ("Snapshot date", found.snapshot_date or "not known"),
        ("Customers", f"{found.customers:,}"),
        *([] if quality.lines is None else [("Order lines", f"{quality.lines['lines']:,}")]),
        ("Records", f"{quality.records:,}"),
        *((label, f"{n:,}") for label, n in counts if n),
    ]
