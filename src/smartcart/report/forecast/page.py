"""ForecastFacts -> the page and its pictures."""

from __future__ import annotations

from smartcart.report.forecast.captions import caption_forecast
from smartcart.report.forecast.draw import draw_forecast
from smartcart.report.forecast.facts import ForecastFacts
from smartcart.report.forecast.view import view_forecast
from smartcart.report.html import render_page, view_figures
from smartcart.report.style import require_report_parts
from smartcart.report.write import RenderedPage, figure_svg

__all__ = ["render_forecast"]


def render_forecast(facts: ForecastFacts) -> RenderedPage:
    """Draw the page of a forecast without writing anything.

    Raises
    ------
    MissingExtraError
        When the "report" extra is not installed.
    """
    require_report_parts()
    figures = draw_forecast(facts)
    svg = {name: figure_svg(figure) for name, figure in figures.items()}
    pictures = view_figures(caption_forecast(facts), svg)
    html = render_page("forecast_page.html", figures=pictures, **view_forecast(facts))
    return RenderedPage(html, figures, svg)
