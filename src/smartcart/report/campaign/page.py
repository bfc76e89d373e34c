"""CampaignFacts -> the page and its pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smartcart.report.campaign.captions import caption_campaign
from smartcart.report.campaign.draw import draw_campaign
from smartcart.report.campaign.facts import CampaignFacts
from smartcart.report.campaign.view import view_campaign
from smartcart.report.html import render_page, view_figures
from smartcart.report.style import require_report_parts
from smartcart.report.write import figure_svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["RenderedCampaign", "render_campaign"]


@dataclass(frozen=True)
class RenderedCampaign:
    """The page of a campaign, drawn once.

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


def render_campaign(facts: CampaignFacts) -> RenderedCampaign:
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
    return RenderedCampaign(html, figures, svg)
