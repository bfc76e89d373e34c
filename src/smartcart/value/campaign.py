"""Customers -> whom to contact, what it is expected to bring, and how that was tested."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers import Customers
from smartcart.features import build_features
from smartcart.settings import Settings
from smartcart.shown import Shown
from smartcart.value.answers import find_outcome, find_treatment
from smartcart.value.audience import choose_audience, plan_segments
from smartcart.value.fairness import Fairness, measure_offer_fairness
from smartcart.value.folds import fingerprint_customers, hold_out, sample_groups
from smartcart.value.forecast import Forecast
from smartcart.value.held_out import HeldOut, predict_held_out
from smartcart.value.judge import CampaignTest, judge_campaign
from smartcart.value.offer import Offer
from smartcart.value.predictors import Predictors, take_predictors
from smartcart.value.response import Response, measure_response
from smartcart.value.scored import score_customers
from smartcart.value.segment_ids import put_ids
from smartcart.value.suppress import Suppressed, suppress_customers
from smartcart.value.uplift import Uplift, measure_uplift
from smartcart.value.within import learn_segments
from smartcart.value.words import tell_campaign, tell_fairness, tell_response, tell_uplift

__all__ = ["CampaignPlan", "plan_campaign"]

_Ints = NDArray[np.int64]
_Mask = NDArray[np.bool_]
_Groups = NDArray[np.uint64]

#: Most customers that models learn from and are judged on; of more, a sample by hash.
_LEARNERS = 10_000
#: Folds; of many customers, two thirds teach nearly what four fifths do, at half the cost.
_FOLDS, _FEW_FOLDS, _MANY = 5, 3, 5_000
#: Uplift is a small difference of two rates, and costs little.
_MEASURED = 100_000


@dataclass(frozen=True)
class CampaignPlan(Shown):
    """Whom to contact, and why that may be believed.

    Attributes
    ----------
    audience : DataFrame
        Index ``customer_id``, by falling expected profit: segment_id, probability of an answer
        from a model that never saw the customer, expected_profit, contact (0/1), held_out
        (0/1: worth contacting, but left out so that the effect can be measured).
    segments : DataFrame
        What to expect of those contacted, index ``segment_id``; see `plan_segments`.
    forecast : Forecast
        What to expect of all contacts together.
    test : CampaignTest
        The strategies side by side, out of fold.
    response : Response
        Response by segment, out of fold.
    held_out : HeldOut
    holdout_share : float
    fairness : Fairness
        Who is contacted, by age, household and the like.
    uplift : Uplift or None
        What contacting changed, where a column says who was contacted.
    suppressed : Suppressed
        Who was left out of everything.
    sentences : tuple of str
        What all of it says, hard things first.
    """

    audience: pd.DataFrame
    segments: pd.DataFrame
    forecast: Forecast
    test: CampaignTest
    response: Response
    held_out: HeldOut
    holdout_share: float
    fairness: Fairness
    uplift: Uplift | None
    suppressed: Suppressed
    sentences: tuple[str, ...]


def plan_campaign(
    customers: Customers,
    k: int,
    offer: Offer,
    *,
    outcome: str = "has_responded",
    settings: Settings | None = None,
    labels: pd.Series | None = None,
    suppress: Collection[str] = (),
    holdout_share: float = 0.0,
    campaign: str = "",
    treatment: str | None = None,
    segment_ids: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
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
    labels : Series of int, optional
        Segment of each customer by a model, 0 to ``k - 1``, 0 being the one of the highest
        value; learnt here where it is not given. The test always learns its own, within folds.
    suppress : collection of str
        Ids of customers who must not be contacted.
    holdout_share : float
        Share of customers to leave uncontacted, by a hash of their id.
    campaign : str
        Name of the campaign; another one leaves other customers uncontacted.
    treatment : str, optional
        An outcome column that says who was contacted (1) and who was left alone (0); answers
        are then learnt from those contacted, and uplift is measured.
    segment_ids : sequence of str
        Id of each segment of the model, by falling value; S1, S2, ... where none are given.
    progress : callable, optional
        Called as ``progress(done, total)`` while models are tried on customers they never saw;
        what it raises ends the work.

    Raises
    ------
    DataError
        Without the outcome or the treatment, with fewer than 50 customers who answered or did
        not, or when all customers are suppressed.
    SettingsError
        When the outcome shapes the segments, or the share held out is not between 0 and 1.

    Examples
    --------
    >>> import smartcart
    >>> customers = smartcart.check_customers(smartcart.make_customers(600, seed=0))
    >>> plan = plan_campaign(customers, 3, Offer(contact_cost=3, value=11))
    >>> list(plan.audience)
    ['segment_id', 'probability', 'expected_profit', 'contact', 'held_out']
    >>> bool((plan.audience.query("contact == 1")["expected_profit"] > 0).all())
    True
    """
    settings = settings or Settings()
    customers, suppressed = suppress_customers(customers, suppress)
    ids = customers.table.index
    kept_out = hold_out(ids, holdout_share, campaign)
    answers = find_outcome(customers, outcome)
    treated = find_treatment(customers, treatment, answers) if treatment else None
    learnt = answers if treated is None else answers.where(treated == 1)
    predictors = take_predictors(customers, allow_sensitive=settings.allow_sensitive)
    groups = fingerprint_customers(customers)
    learners = _sample(learnt.notna().to_numpy(), groups, _LEARNERS)
    held_out = _test_models(customers, predictors, learnt, groups, learners, k, settings, progress)
    placed = _place(customers, labels, learners, k, settings)
    scored = score_customers(held_out, predictors, groups, placed, learners)
    audience = choose_audience(ids, placed, scored, kept_out, offer)
    segments, forecast = plan_segments(audience, scored, offer, k)
    test, response = judge_campaign(held_out, offer), measure_response(held_out)
    fairness = measure_offer_fairness(customers, audience["contact"].to_numpy() == 1)
    uplift = _measure_uplift(predictors, answers, treated, groups, placed)
    plan = CampaignPlan(
        audience=audience.sort_values("expected_profit", ascending=False, kind="stable"),
        segments=segments,
        forecast=forecast,
        test=test,
        response=response,
        held_out=held_out,
        holdout_share=holdout_share,
        fairness=fairness,
        uplift=uplift,
        suppressed=suppressed,
        sentences=(),
    )
    plan = _under_ids(plan, segment_ids) if segment_ids else plan
    return replace(
        plan, sentences=_tell(plan.test, plan.response, offer, plan.uplift, plan.fairness)
    )


def _under_ids(plan: CampaignPlan, ids: Sequence[str]) -> CampaignPlan:
    test, response, uplift = plan.test, plan.response, plan.uplift
    return replace(
        plan,
        audience=put_ids(plan.audience, ids),
        segments=put_ids(plan.segments, ids),
        test=replace(test, segments=put_ids(test.segments, ids)),
        response=replace(response, table=put_ids(response.table, ids)),
        uplift=uplift and replace(uplift, segments=put_ids(uplift.segments, ids)),
    )


def _tell(
    test: CampaignTest,
    response: Response,
    offer: Offer,
    uplift: Uplift | None,
    fairness: Fairness,
) -> tuple[str, ...]:
    return (
        *tell_campaign(test, response, offer),
        *tell_response(response, uplift),
        *(tell_uplift(uplift) if uplift else ()),
        *tell_fairness(fairness),
    )


def _sample(known: _Mask, groups: _Groups, most: int) -> _Mask:
    """Say who is looked at: of all whose answer is known, at most so many."""
    rows = np.flatnonzero(known)
    sampled = np.zeros(len(known), dtype=bool)
    sampled[rows[sample_groups(groups[rows], most)]] = True
    return sampled


def _some(predictors: Predictors, which: _Mask) -> Predictors:
    return replace(predictors, table=predictors.table[which])


def _test_models(
    customers: Customers,
    predictors: Predictors,
    answers: pd.Series,
    groups: _Groups,
    learners: _Mask,
    k: int,
    settings: Settings,
    progress: Callable[[int, int], None] | None,
) -> HeldOut:
    """Let models learn from some customers and score others of the same sample."""
    sample = replace(customers, table=customers.table[learners])
    features = build_features(sample, allow_sensitive=settings.allow_sensitive)
    return predict_held_out(
        _some(predictors, learners),
        answers[learners],
        groups[learners],
        learn_segments(features, k, settings),
        n_folds=_FOLDS if len(sample) < _MANY else _FEW_FOLDS,
        progress=progress,
    )


def _place(
    customers: Customers, labels: pd.Series | None, learners: _Mask, k: int, settings: Settings
) -> _Ints:
    """Return the segment of each customer: that of the model, or learnt from the learners."""
    if labels is not None:
        ids = customers.table.index
        own = labels if labels.index.equals(ids) else labels.loc[ids]
        return np.asarray(own.to_numpy(), dtype=np.int64)
    features = build_features(customers, allow_sensitive=settings.allow_sensitive)
    return learn_segments(features, k, settings)(learners)


def _measure_uplift(
    predictors: Predictors,
    answers: pd.Series,
    treated: pd.Series | None,
    groups: _Groups,
    placed: _Ints,
) -> Uplift | None:
    if treated is None:
        return None
    some = _sample((answers.notna() & treated.notna()).to_numpy(), groups, _MEASURED)
    return measure_uplift(
        _some(predictors, some),
        answers.to_numpy(dtype=np.float64)[some],
        treated.to_numpy(dtype=np.float64)[some],
        groups[some],
        placed[some],
    )
