"""CampaignFacts -> pictures. A figure takes numbers, never a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smartcart.report.campaign.calibration import draw_calibration
from smartcart.report.campaign.facts import CampaignFacts
from smartcart.report.campaign.gains import draw_gains
from smartcart.report.campaign.plan import draw_plan
from smartcart.report.campaign.profit import draw_profit
from smartcart.report.campaign.uplift import draw_uplift

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_campaign"]


def draw_campaign(facts: CampaignFacts) -> dict[str, Figure]:
    """Draw every figure that the facts have something for, by name.

    Raises
    ------
    MissingExtraError
        When the "report" extra is not installed.
    """
    drawn = {"plan": draw_plan(facts.segments)} if facts.contacts else {}
    drawn |= {
        "profit": draw_profit(facts.ways),
        "gains": draw_gains(facts.gains),
        "calibration": draw_calibration(facts.fifths),
    }
    if facts.uplift is not None:
        names = [segment.name for segment in facts.segments]
        drawn["uplift"] = draw_uplift(facts.uplift.segments, facts.uplift.everybody, names)
    return drawn
