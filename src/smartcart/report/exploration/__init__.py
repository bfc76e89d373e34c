"""Exploration -> pictures, and their words.

In: `Exploration`, plain data. `draw_exploration` draws what has something to show,
`caption_exploration` says it in words and numbers, `view_exploration` puts sentences, figures
and tables in their order. `SECTION` names the figures that also stand in the report on segments;
`page.render_exploration` makes a page of its own. Drawing needs the "report" extra, asked for at
use.
"""

from smartcart.report.exploration.captions import caption_exploration
from smartcart.report.exploration.choose import SECTION
from smartcart.report.exploration.draw import draw_exploration
from smartcart.report.exploration.view import view_exploration

__all__ = ["SECTION", "caption_exploration", "draw_exploration", "view_exploration"]
