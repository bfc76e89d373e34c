"""Customers + an earlier campaign -> whom to contact, and what it is worth.

In: `Customers` with an outcome, and an `Offer`. Out: response by segment and a plan, both judged
on customers their models never saw.
"""

from smartcart.value.campaign import CampaignPlan, plan_campaign
from smartcart.value.folds import deal_folds, fingerprint_customers, hold_out
from smartcart.value.held_out import HeldOut, predict_held_out
from smartcart.value.judge import CampaignTest, Forecast, forecast_profit, judge_campaign
from smartcart.value.offer import Offer, choose_contacts
from smartcart.value.predictors import Predictors, find_outcome, take_predictors
from smartcart.value.rates import shrink_rates
from smartcart.value.response import Response, compare_responses, measure_response, rate_segments
from smartcart.value.within import learn_segments
from smartcart.value.words import tell_campaign, tell_response

__all__ = [
    "CampaignPlan",
    "CampaignTest",
    "Forecast",
    "HeldOut",
    "Offer",
    "Predictors",
    "Response",
    "choose_contacts",
    "compare_responses",
    "deal_folds",
    "find_outcome",
    "fingerprint_customers",
    "forecast_profit",
    "hold_out",
    "judge_campaign",
    "learn_segments",
    "measure_response",
    "plan_campaign",
    "predict_held_out",
    "rate_segments",
    "shrink_rates",
    "take_predictors",
    "tell_campaign",
    "tell_response",
]
