"""CampaignFacts -> the page and its pictures."""

from __future__ import annotations

from smartcart.report.campaign.captions import caption_campaign
from smartcart.report.campaign.draw import draw_campaign
from smartcart.report.campaign.facts import CampaignFacts
from smartcart.report.campaign.view import view_campaign
from smartcart.report.html import render_page, view_figures
from smartcart.report.style import require_report_parts
from smartcart.report.write import RenderedPage, figure_svg

__all__ = ["render_campaign"]


def render_campaign(facts: CampaignFacts) -> RenderedPage:
    """Draw the page of a campaign without writing anything.

    Raises
    ------
    MissingExtraError
        When the "report" extra is not installed.
    """
    require_report_parts()
    figures = draw_campaign(facts)
    svg = {name: figure_svg(figure) for name, figure in figures.items()}
    pictures = view_figures(caption_campaign(facts), svg)
    html = render_page("campaign_page.html", figures=pictures, **view_campaign(facts))
    return RenderedPage(html, figures, svg)
