"""CampaignPlan -> one page for whoever decides on the campaign, and its pictures.

As the report of the segments is made: `collect_campaign_facts` returns plain numbers and words,
`render_campaign` the page; neither writes a file.
"""

from smartcart.report.campaign.collect import collect_campaign_facts
from smartcart.report.campaign.facts import CampaignFacts
from smartcart.report.campaign.page import render_campaign

__all__ = ["CampaignFacts", "collect_campaign_facts", "render_campaign"]
