"""Customers -> whom to contact, what it is expected to bring, and how that was tested."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from smartcart.customers import Customers
from smartcart.features import build_features
from smartcart.settings import Settings
from smartcart.value.folds import fingerprint_customers, hold_out, sample_groups
from smartcart.value.held_out import PLANNER, HeldOut, make_design, predict_held_out
from smartcart.value.judge import CampaignTest, judge_campaign
from smartcart.value.model import fit_response
from smartcart.value.offer import Offer, choose_contacts
from smartcart.value.predictors import Predictors, find_outcome, take_predictors
from smartcart.value.response import Response, measure_response
from smartcart.value.within import learn_segments
from smartcart.value.words import tell_campaign, tell_response

__all__ = ["CampaignPlan", "plan_campaign"]

_Mask = NDArray[np.bool_]

#: Most customers that models learn from and are judged on; of more, a sample by hash.
_LEARNERS = 10_000


@dataclass(frozen=True)
class CampaignPlan:
    """Whom to contact, and why that may be believed.

    Attributes
    ----------
    audience : DataFrame
        Index ``customer_id``, by falling expected profit: probability of an answer from a model
        that never saw the customer, expected_profit, contact (0/1), held_out (0/1: worth
        contacting, but left out so that the effect can be measured).
    test : CampaignTest
        The strategies side by side, out of fold.
    response : Response
        Response by segment, out of fold.
    held_out : HeldOut
    holdout_share : float
    sentences : tuple of str
        What all of it says, hard things first.
    """

    audience: pd.DataFrame
    test: CampaignTest
    response: Response
    held_out: HeldOut
    holdout_share: float
    sentences: tuple[str, ...]


def plan_campaign(
    customers: Customers,
    k: int,
    offer: Offer,
    *,
    outcome: str = "has_responded",
    settings: Settings | None = None,
    holdout_share: float = 0.0,
    campaign: str = "",
) -> CampaignPlan:
    """Choose whom to contact by expected profit, and test the choice on held-out customers.

    Parameters
    ----------
    customers : Customers
        With the outcome of an earlier campaign; whose outcome is not known is scored all the
        same.
    k : int
        Number of segments.
    offer : Offer
        Contact cost, value of an answer, budget.
    outcome : str
        The outcome to learn from, by either of its names.
    settings : Settings, optional
        ``allow_sensitive`` is the consent to use personal characteristics.
    holdout_share : float
        Share of customers to leave uncontacted, by a hash of their id.
    campaign : str
        Name of the campaign; another one leaves other customers uncontacted.

    Raises
    ------
    DataError
        Without the outcome, or with fewer than 50 customers who answered or did not.
    SettingsError
        When the outcome shapes the segments, or the share held out is not between 0 and 1.

    Examples
    --------
    >>> import smartcart
    >>> customers = smartcart.check_customers(smartcart.make_customers(600, seed=0))
    >>> plan = plan_campaign(customers, 3, Offer(contact_cost=3, value=11))
    >>> list(plan.audience)
    ['probability', 'expected_profit', 'contact', 'held_out']
    >>> bool((plan.audience.query("contact == 1")["expected_profit"] > 0).all())
    True
    """
    settings = settings or Settings()
    answers = find_outcome(customers, outcome)
    kept_out = hold_out(customers.table.index, holdout_share, campaign)
    predictors = take_predictors(customers, allow_sensitive=settings.allow_sensitive)
    groups = fingerprint_customers(customers)
    learners = _choose_learners(answers, groups)
    features = build_features(customers, allow_sensitive=settings.allow_sensitive)
    own = replace(features, table=features.table[learners], measures=features.measures[learners])
    held_out = predict_held_out(
        _some(predictors, learners),
        answers[learners],
        groups[learners],
        learn_segments(own, k, settings),
    )
    probability = np.empty(len(answers))
    probability[learners] = held_out.probability[PLANNER].to_numpy()
    if not learners.all():
        placed = learn_segments(features, k, settings)(learners)
        probability[~learners] = _score_others(predictors, answers, groups, placed, learners)
    test, response = judge_campaign(held_out, offer), measure_response(held_out)
    return CampaignPlan(
        _audience(customers.table.index, probability, kept_out, offer),
        test,
        response,
        held_out,
        holdout_share,
        (*tell_response(response), *tell_campaign(test, response, offer)),
    )


def _choose_learners(answers: pd.Series, groups: NDArray[np.uint64]) -> _Mask:
    known = np.flatnonzero(answers.notna().to_numpy())
    learners = np.zeros(len(answers), dtype=bool)
    learners[known[sample_groups(groups[known], _LEARNERS)]] = True
    return learners


def _some(predictors: Predictors, which: _Mask) -> Predictors:
    return replace(predictors, table=predictors.table[which])


def _score_others(
    predictors: Predictors,
    answers: pd.Series,
    groups: NDArray[np.uint64],
    placed: NDArray[np.int64],
    learners: _Mask,
) -> NDArray[np.float64]:
    """Return the probability of customers the model does not learn from."""
    design = make_design(predictors, placed, int(placed.max()) + 1)
    known = answers.to_numpy()[learners]
    with threadpool_limits(limits=1):
        model = fit_response(design.rows(learners), known, groups[learners])
    return model.probability(design.rows(~learners))  # row by row, so threads change nothing


def _audience(
    ids: pd.Index, probability: NDArray[np.float64], kept_out: _Mask, offer: Offer
) -> pd.DataFrame:
    contact = choose_contacts(np.where(kept_out, np.nan, probability), offer)
    least = probability[contact].min() if contact.any() else np.inf
    audience = pd.DataFrame(
        {
            "probability": probability,
            "expected_profit": offer.profit(probability),
            "contact": contact.astype(np.int64),
            "held_out": (kept_out & (probability >= least)).astype(np.int64),
        },
        index=ids,
    )
    return audience.sort_values("expected_profit", ascending=False, kind="stable")
