"""Segmentation -> one HTML file that opens anywhere, offline, and its pictures.

Compute, then draw, then write: `collect_facts` returns plain numbers and words,
`draw_figures` and `render_report` return pictures and text, `write_report` and
`write_figures` alone touch files. Drawing needs the "report" extra; it is asked for at use,
so that this package can be imported without it.
"""

from smartcart.report.changes import render_changes, write_changes
from smartcart.report.compare_facts import ComparisonFacts, collect_comparison
from smartcart.report.facts import ReportFacts, collect_facts
from smartcart.report.figures import draw_figures
from smartcart.report.html import render_report
from smartcart.report.style import require_report_parts, segment_color
from smartcart.report.write import (
    RenderedReport,
    figure_svg,
    render,
    write_figures,
    write_html,
    write_report,
)

__all__ = [
    "ComparisonFacts",
    "RenderedReport",
    "ReportFacts",
    "collect_comparison",
    "collect_facts",
    "draw_figures",
    "figure_svg",
    "render",
    "render_changes",
    "render_report",
    "require_report_parts",
    "segment_color",
    "write_changes",
    "write_figures",
    "write_html",
    "write_report",
]
