"""Customers + an earlier campaign -> whom to contact, and what it is worth.

In: `Customers` with an outcome, and an `Offer`. Out: response by segment and a plan, both judged
on customers their models never saw.

Names are loaded when they are first used: leaving out who objects, which every job does, loads no
learning library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smartcart.value.answers import find_outcome, find_treatment
    from smartcart.value.campaign import CampaignPlan, plan_campaign
    from smartcart.value.everybody import Everybody, expect_everybody
    from smartcart.value.fairness import Fairness, compare_offer_rates, measure_offer_fairness
    from smartcart.value.fifths import compare_fifths
    from smartcart.value.folds import (
        check_holdout_share,
        deal_folds,
        fingerprint_customers,
        hold_out,
    )
    from smartcart.value.forecast import Forecast, forecast_profit
    from smartcart.value.gain_intervals import GainIntervals, bound_gains
    from smartcart.value.hard import tell_hard_things, tell_test
    from smartcart.value.held_out import HeldOut, predict_held_out
    from smartcart.value.judge import CampaignTest, judge_campaign
    from smartcart.value.offer import Offer, choose_contacts
    from smartcart.value.predictors import Predictors, take_predictors
    from smartcart.value.qini import Qini, draw_qini_curve, measure_qini, qini_coefficient
    from smartcart.value.rates import difference_of_rates, shrink_rates
    from smartcart.value.response import (
        Response,
        compare_responses,
        measure_response,
        rate_segments,
    )
    from smartcart.value.suppress import Suppressed, suppress_customers
    from smartcart.value.uplift import Uplift, measure_uplift, predict_uplift
    from smartcart.value.within import learn_segments
    from smartcart.value.words import (
        STRATEGIES,
        tell_campaign,
        tell_fairness,
        tell_response,
        tell_uplift,
    )

#: Name -> the module of this room that holds it.
_FACE = {
    "CampaignPlan": "campaign",
    "CampaignTest": "judge",
    "Everybody": "everybody",
    "Fairness": "fairness",
    "Forecast": "forecast",
    "GainIntervals": "gain_intervals",
    "HeldOut": "held_out",
    "Offer": "offer",
    "Predictors": "predictors",
    "Qini": "qini",
    "Response": "response",
    "STRATEGIES": "words",
    "Suppressed": "suppress",
    "Uplift": "uplift",
    "bound_gains": "gain_intervals",
    "check_holdout_share": "folds",
    "choose_contacts": "offer",
    "compare_fifths": "fifths",
    "compare_offer_rates": "fairness",
    "compare_responses": "response",
    "deal_folds": "folds",
    "difference_of_rates": "rates",
    "draw_qini_curve": "qini",
    "expect_everybody": "everybody",
    "find_outcome": "answers",
    "find_treatment": "answers",
    "fingerprint_customers": "folds",
    "forecast_profit": "forecast",
    "hold_out": "folds",
    "judge_campaign": "judge",
    "learn_segments": "within",
    "measure_offer_fairness": "fairness",
    "measure_qini": "qini",
    "measure_response": "response",
    "measure_uplift": "uplift",
    "plan_campaign": "campaign",
    "predict_held_out": "held_out",
    "predict_uplift": "uplift",
    "qini_coefficient": "qini",
    "rate_segments": "response",
    "shrink_rates": "rates",
    "suppress_customers": "suppress",
    "take_predictors": "predictors",
    "tell_campaign": "words",
    "tell_fairness": "words",
    "tell_hard_things": "hard",
    "tell_response": "words",
    "tell_test": "hard",
    "tell_uplift": "words",
}

__all__ = [
    "STRATEGIES",
    "CampaignPlan",
    "CampaignTest",
    "Everybody",
    "Fairness",
    "Forecast",
    "GainIntervals",
    "HeldOut",
    "Offer",
    "Predictors",
    "Qini",
    "Response",
    "Suppressed",
    "Uplift",
    "bound_gains",
    "check_holdout_share",
    "choose_contacts",
    "compare_fifths",
    "compare_offer_rates",
    "compare_responses",
    "deal_folds",
    "difference_of_rates",
    "draw_qini_curve",
    "expect_everybody",
    "find_outcome",
    "find_treatment",
    "fingerprint_customers",
    "forecast_profit",
    "hold_out",
    "judge_campaign",
    "learn_segments",
    "measure_offer_fairness",
    "measure_qini",
    "measure_response",
    "measure_uplift",
    "plan_campaign",
    "predict_held_out",
    "predict_uplift",
    "qini_coefficient",
    "rate_segments",
    "shrink_rates",
    "suppress_customers",
    "take_predictors",
    "tell_campaign",
    "tell_fairness",
    "tell_hard_things",
    "tell_response",
    "tell_test",
    "tell_uplift",
]


def __getattr__(name: str) -> Any:
    if name not in _FACE:
        raise AttributeError(f"module 'smartcart.value' has no attribute {name!r}")
    return getattr(import_module(f"smartcart.value.{_FACE[name]}"), name)
