"""CampaignPlan -> CampaignFacts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from smartcart.report.campaign.facts import CampaignFacts, GainFacts, SegmentFacts, WayFacts
from smartcart.value import (
    STRATEGIES,
    CampaignPlan,
    Offer,
    compare_fifths,
    expect_everybody,
    tell_hard_things,
    tell_test,
)

__all__ = ["collect_campaign_facts"]

_PLANNER = "planner"
#: Rankings whose gains are drawn, ours first.
_RANKINGS = (_PLANNER, "logistic", "rfm", "segments")


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
