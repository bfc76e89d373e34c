"""Exploration -> pictures, their words, and a page.

In: `Exploration`, plain data. `draw_exploration` draws what has something to show,
`caption_exploration` says it in words and numbers, `view_exploration` puts sentences, figures
and tables in their order, `render_exploration` makes a page of them. `SECTION` names the figures
that also stand in the report on segments. Needs the "report" extra, asked for at use.
"""

from smartcart.report.exploration.captions import caption_exploration
from smartcart.report.exploration.draw import draw_exploration
from smartcart.report.exploration.page import render_exploration
from smartcart.report.exploration.section import SECTION, collect_exploration
from smartcart.report.exploration.view import view_exploration

__all__ = [
    "SECTION",
    "caption_exploration",
    "collect_exploration",
    "draw_exploration",
    "render_exploration",
    "view_exploration",
]
