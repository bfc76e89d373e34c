"""Plain numbers and words, which is all that the figures and the page of a campaign are made of."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from smartcart.value import (
    Everybody,
    Fairness,
    Forecast,
    Offer,
    Response,
    Suppressed,
    Uplift,
)

__all__ = ["CampaignFacts", "GainFacts", "SegmentFacts", "WayFacts"]


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
