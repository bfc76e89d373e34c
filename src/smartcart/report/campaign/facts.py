"""CampaignPlan -> plain numbers and words, which is all that figures and page are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from smartcart.value import (
    STRATEGIES,
    CampaignPlan,
    Everybody,
    Fairness,
    Forecast,
    Offer,
    Response,
    Suppressed,
    Uplift,
    compare_fifths,
    expect_everybody,
    tell_hard_things,
    tell_test,
)

__all__ = ["CampaignFacts", "GainFacts", "SegmentFacts", "WayFacts", "collect_campaign_facts"]

_PLANNER = "planner"
#: Rankings whose gains are drawn, ours first.
_RANKINGS = (_PLANNER, "logistic", "rfm", "segments")


@dataclass(frozen=True)
class SegmentFacts:
    """What to expect of the customers of one segment who are to be contacted."""

    id: str
    name: str
    customers: int
    contacts: int
    held_out: int
    responses: float
    profit: float
    low: float
    high: float


@dataclass(frozen=True)
class WayFacts:
    """What one way of choosing earned in the test.

    `behind` is what the planner earned more, with its 95 % interval.
    """

    name: str
    contacts: int
    responses: int
    profit: float
    low: float
    high: float
    behind: float
    behind_low: float
    behind_high: float
    is_planner: bool
    is_winner: bool


@dataclass(frozen=True)
class GainFacts:
    """Answers reached by rankings, as shares of all answers.

    Attributes
    ----------
    curves : DataFrame
        Index ``share_contacted``, 0 to 1: planner first, then logistic, rfm, segments as far as
        they are there.
    low, high : Series
        Interval of the planner's, of the same index.
    rival : str
        The best of the others by its name among people; empty where there is none.
    ahead : DataFrame
        ahead, low, high of the planner over the rival; no row without one.
    chosen, reached : float
        Share of customers whom the planner chose, and of the answers that came from them.
    """

    curves: pd.DataFrame
    low: pd.Series
    high: pd.Series
    rival: str
    ahead: pd.DataFrame
    chosen: float
    reached: float


@dataclass(frozen=True)
class CampaignFacts:
    """All that the page of a campaign says.

    Attributes
    ----------
    source, campaign, outcome : str
        Name of the table, of the campaign (may be empty), and of the column learnt from.
    offer : Offer
    n_customers, n_judged, n_folds : int
        Customers to choose from, customers whom the ways of choosing were judged on, and folds.
    forecast : Forecast
        Of all contacts.
    everybody : Everybody
    segments : tuple of SegmentFacts
        In their order.
    ways : tuple of WayFacts
        The one that earned most first.
    gains : GainFacts
    fifths : DataFrame
        See `compare_fifths`.
    response : Response
    fairness : Fairness
    uplift : Uplift or None
    holdout_share : float
    suppressed : Suppressed
    hard, tested : tuple of str
        What is hard to hear, and what the test found.
    """

    source: str
    campaign: str
    outcome: str
    offer: Offer
    n_customers: int
    n_judged: int
    n_folds: int
    forecast: Forecast
    everybody: Everybody
    segments: tuple[SegmentFacts, ...]
    ways: tuple[WayFacts, ...]
    gains: GainFacts
    fifths: pd.DataFrame
    response: Response
    fairness: Fairness
    uplift: Uplift | None
    holdout_share: float
    suppressed: Suppressed
    hard: tuple[str, ...]
    tested: tuple[str, ...]

    @property
    def contacts(self) -> int:
        """Customers to contact."""
        return sum(segment.contacts for segment in self.segments)

    @property
    def held_out(self) -> int:
        """Customers as likely to answer, who stay uncontacted."""
        return sum(segment.held_out for segment in self.segments)


def collect_campaign_facts(
    plan: CampaignPlan,
    names: Mapping[str, str],
    offer: Offer,
    *,
    source: str,
    outcome: str,
    campaign: str = "",
) -> CampaignFacts:
    """Collect what the page of a campaign says.

    Parameters
    ----------
    plan : CampaignPlan
    names : mapping of str to str
        Name of each segment by its id.
    offer : Offer
        As the plan was made for it.
    source, outcome, campaign : str
        Name of the table, of the column learnt from, and of the campaign.
    """
    held_out = plan.held_out
    probability = held_out.probability[_PLANNER].to_numpy(dtype=np.float64)
    return CampaignFacts(
        source=source,
        campaign=campaign,
        outcome=outcome,
        offer=offer,
        n_customers=len(plan.audience),
        n_judged=len(held_out.answers),
        n_folds=len(np.unique(held_out.folds)),
        forecast=plan.forecast,
        everybody=expect_everybody(len(plan.audience), plan.response.everybody.rate, offer),
        segments=_segments(plan.segments, names),
        ways=_ways(plan),
        gains=_gains(plan),
        fifths=compare_fifths(probability, held_out.answers),
        response=plan.response,
        fairness=plan.fairness,
        uplift=plan.uplift,
        holdout_share=plan.holdout_share,
        suppressed=plan.suppressed,
        hard=tell_hard_things(plan, offer),
        tested=tell_test(plan, offer),
    )


def _segments(table: pd.DataFrame, names: Mapping[str, str]) -> tuple[SegmentFacts, ...]:
    return tuple(
        SegmentFacts(
            id=str(name),
            name=names[str(name)],
            customers=int(row["customers"]),
            contacts=int(row["contacts"]),
            held_out=int(row["held_out"]),
            responses=float(row["expected_responses"]),
            profit=float(row["expected_profit"]),
            low=float(row["profit_low"]),
            high=float(row["profit_high"]),
        )
        for name, row in table.iterrows()
    )


def _ways(plan: CampaignPlan) -> tuple[WayFacts, ...]:
    table = plan.test.table.sort_values("profit", ascending=False, kind="stable")
    return tuple(
        WayFacts(
            name=STRATEGIES[str(name)],
            contacts=int(row["contacts"]),
            responses=int(row["responses"]),
            profit=float(row["profit"]),
            low=float(row["low"]),
            high=float(row["high"]),
            behind=float(row["behind"]),
            behind_low=float(row["behind_low"]),
            behind_high=float(row["behind_high"]),
            is_planner=name == _PLANNER,
            is_winner=name == plan.test.winner,
        )
        for name, row in table.iterrows()
    )


def _gains(plan: CampaignPlan) -> GainFacts:
    gains, bounds = plan.response.gains, plan.response.bounds
    curves = gains[[name for name in _RANKINGS if name in gains]]
    shares = pd.Index([0.0, *curves.index], name="share_contacted")
    answers, chosen = plan.held_out.answers, plan.test.chosen
    return GainFacts(
        curves.reindex(shares, fill_value=0.0),
        bounds.low.reindex(shares, fill_value=0.0),
        bounds.high.reindex(shares, fill_value=0.0),
        STRATEGIES[bounds.rival] if bounds.rival else "",
        bounds.ahead,
        float(chosen.mean()),
        float(answers[chosen].sum() / answers.sum()),
    )
