"""What a campaign's figures say, hard things first, one sentence each."""

from __future__ import annotations

import pandas as pd

from smartcart.profiles import measure_label
from smartcart.value.fairness import Fairness
from smartcart.value.held_out import PLANNER
from smartcart.value.judge import CampaignTest
from smartcart.value.offer import Offer
from smartcart.value.qini import Qini
from smartcart.value.response import Response
from smartcart.value.uplift import Uplift

__all__ = ["STRATEGIES", "tell_campaign", "tell_fairness", "tell_response", "tell_uplift"]

#: Strategies, as people name them.
STRATEGIES = {
    PLANNER: "the planner",
    "boosting": "boosting alone",
    "logistic": "the logistic model alone",
    "rfm": "RFM cells",
    "segment_recency": "segment x recency",
    "segments": "whole segments",
    "random": "a random choice",
    "everybody": "contacting everybody",
}


def tell_response(response: Response, uplift: Uplift | None = None) -> tuple[str, ...]:
    """Return what response by segment says, and, where no uplift was measured, what it does not.

    Returns
    -------
    tuple of str
    """
    table, p = response.table, response.p_value
    rates = ", ".join(
        f"{segment} {row['rate']:.1%} ({row['low']:.1%} to {row['high']:.1%})"
        for segment, row in table.iterrows()
    )
    differs = "differs by segment" if p < 0.05 else "does not provably differ by segment"
    shown = "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
    told = f"Response {differs} ({shown}): {rates}; everybody {response.everybody.rate:.1%}."
    if uplift is not None:
        return (told,)
    return (
        told,
        "This is propensity, not uplift: without customers left uncontacted nobody knows who "
        "would have bought anyway.",
    )


def tell_uplift(uplift: Uplift) -> tuple[str, ...]:
    """Return what contacting changed, whether it can be ranked, and what speaks against it.

    Returns
    -------
    tuple of str
    """
    row, qini = uplift.everybody, uplift.qini
    proven = row["low"] > 0 or row["high"] < 0
    sentences = [
        f"Uplift, measured: {row['rate_contacted']:.1%} of {row['contacted']:,} customers "
        f"contacted answered, and {row['rate_left_alone']:.1%} of {row['left_alone']:,} left "
        f"alone. So contacting changed the answers by {_points(row)}"
        + ("." if proven else ", which may be chance."),
        f"Ranking customers by predicted uplift {_beats(qini)} a random choice (Qini "
        f"{qini.coefficient:.4f}, {qini.low:.4f} to {qini.high:.4f}).",
    ]
    if uplift.imbalance is not None and uplift.imbalance.is_proven:
        sentences.append(
            "But chance did not decide who was contacted: they differ from those left alone in "
            f"{measure_label(uplift.imbalance.measure)} by {abs(uplift.imbalance.difference):.2f} "
            "standard deviations, so part of the uplift may be theirs and not the campaign's."
        )
    return tuple(sentences)


def tell_fairness(fairness: Fairness) -> tuple[str, ...]:
    """Return which groups of people the offer reaches less often than four fifths.

    Returns
    -------
    tuple of str
        One per trait that is flagged, and how many groups are too small to compare.
    """
    flagged = fairness.ratios[fairness.ratios["flagged"].astype(bool)]
    told = tuple(
        f"The offer does not reach people alike by {trait}: {row['lowest_group']} "
        f"{_percent(row['lowest_rate'])}, {row['highest_group']} {_percent(row['highest_rate'])} "
        f"(ratio {row['ratio']:.3g}, below 0.8{'' if row['proven'] else '; it may be chance'})."
        for trait, row in flagged.iterrows()
    )
    if not fairness.groups_left_out:
        return told
    groups = "1 group" if fairness.groups_left_out == 1 else f"{fairness.groups_left_out} groups"
    return (
        *told,
        f"{groups} of fewer than 30 people ({fairness.customers_left_out:,} customers) cannot be "
        "compared.",
    )


def tell_campaign(test: CampaignTest, response: Response, offer: Offer) -> tuple[str, ...]:
    """Return what the comparison of strategies says, the hard things first.

    Returns
    -------
    tuple of str
        Whether a whole segment pays, what everybody would have brought, whom the planner
        contacts, whether its forecast held, and which strategy earned most.
    """
    return (
        _about_segments(response.table, offer),
        _about_everybody(test.table),
        *_about_planner(test),
        _about_winner(test.table, test.winner),
    )


def _about_segments(table: pd.DataFrame, offer: Offer) -> str:
    at = f"at cost {offer.contact_cost:,.12g} and value {offer.value:,.12g}"
    paying = table.index[table["rate"] > offer.break_even]
    best = str(table["rate"].idxmax())
    answers = f"answers in {_percent(table.loc[best, 'rate'])} of cases"
    needed = f"{_percent(offer.break_even)} are needed"
    if not len(paying):
        return f"No whole segment pays {at}: the best, {best}, {answers}, {needed}."
    verb = "pays" if len(paying) == 1 else "pay"
    sure = table.loc[best, "low"] > offer.break_even
    chance = "" if sure else ", which may be chance"
    return f"{', '.join(paying)} {verb} as a whole {at}: {best} {answers}, {needed}{chance}."


def _about_everybody(table: pd.DataFrame) -> str:
    row = table.loc["everybody"]
    return f"Contacting {row['contacts']:,.0f} customers without choosing {_earned(row)}."


def _about_planner(test: CampaignTest) -> tuple[str, ...]:
    row, forecast = test.table.loc[PLANNER], test.forecast
    if not row["contacts"]:
        return ("The planner contacts nobody: no customer is expected to pay for the contact.",)
    verdict = "covers" if test.is_covered else "MISSES"
    return (
        f"The planner chose {row['contacts']:,.0f} customers its models never saw; "
        f"{row['responses']:,.0f} of them answered, which {_earned(row)}.",
        f"It had forecast {forecast.profit:,.0f} ({forecast.low:,.0f} to {forecast.high:,.0f}); "
        f"the interval {verdict} what happened.",
    )


def _about_winner(table: pd.DataFrame, winner: str) -> str:
    rest = table.drop(index=winner)
    second = str(rest["profit"].idxmax())
    gap = table.loc[winner, "profit"] - table.loc[second, "profit"]
    if round(gap) == 0:
        return f"Most was earned by {STRATEGIES[winner]}, and as much by {STRATEGIES[second]}."
    told = f"Most was earned by {STRATEGIES[winner]}, {gap:,.0f} more than by {STRATEGIES[second]}"
    if PLANNER not in (winner, second):
        return f"{told}; the planner was {-table.loc[winner, 'behind']:,.0f} behind."
    other = table.loc[second if winner == PLANNER else winner]
    proven = other["behind_low"] > 0 or other["behind_high"] < 0
    return f"{told}." if proven else f"{told}, a difference that may be chance."


def _earned(row: pd.Series) -> str:
    verb = "lost" if row["profit"] < 0 else "earned"
    return f"{verb} {abs(row['profit']):,.0f} (profit {row['low']:,.0f} to {row['high']:,.0f})"


def _points(row: pd.Series) -> str:
    points = [100 * row[name] for name in ("uplift", "low", "high")]
    return "{:+.1f} points ({:+.1f} to {:+.1f})".format(*points)


def _beats(qini: Qini) -> str:
    if qini.low > 0:
        return "beats"
    return "is worse than" if qini.high < 0 else "does not provably beat"


def _percent(share: float) -> str:
    return f"{share:.1%}" if share < 0.1 else f"{share:.0%}"
