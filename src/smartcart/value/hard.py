"""The sentences of a plan in two parts: what is hard to hear, and what the test found."""

from __future__ import annotations

from smartcart.value.campaign import CampaignPlan
from smartcart.value.offer import Offer
from smartcart.value.words import tell_campaign, tell_fairness, tell_response, tell_uplift

__all__ = ["tell_hard_things", "tell_test"]

#: How many sentences of `tell_campaign` are about segments and everybody.
_HARD = 2


def tell_hard_things(plan: CampaignPlan, offer: Offer) -> tuple[str, ...]:
    """Return what is hard to hear about a plan.

    Returns
    -------
    tuple of str
        Whether a whole segment pays, what everybody would have brought, that no uplift was
        measured (or what it was), and whom the offer does not reach.
    """
    return (
        *tell_campaign(plan.test, plan.response, offer)[:_HARD],
        *tell_response(plan.response, plan.uplift)[1:],
        *(tell_uplift(plan.uplift) if plan.uplift else ()),
        *tell_fairness(plan.fairness),
    )


def tell_test(plan: CampaignPlan, offer: Offer) -> tuple[str, ...]:
    """Return whom the planner chose in the test, whether its forecast held, and who earned most."""
    return tell_campaign(plan.test, plan.response, offer)[_HARD:]
