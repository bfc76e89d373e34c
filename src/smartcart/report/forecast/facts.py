"""All that the page of a forecast says, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from smartcart.forecast import Voice
from smartcart.profiles import Rate

__all__ = [
    "ActFacts",
    "DayFacts",
    "Estimate",
    "FifthFacts",
    "ForecastFacts",
    "GroupFacts",
    "ScoreFacts",
]


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval; not a number where customers are all alike."""

    at: float
    low: float
    high: float


@dataclass(frozen=True)
class FifthFacts:
    """A fifth of customers: the share expected to order, and the share that did."""

    fifth: int
    customers: int
    expected: float
    observed: Rate


@dataclass(frozen=True)
class DayFacts:
    """A day that was forecast from, and what happened within the horizon.

    Attributes
    ----------
    day : date
    customers : int
    observed : Rate
        Share that ordered.
    expected : float or None
        Share that the forecast that speaks expected to; None where none speaks.
    fifths : tuple of FifthFacts
        Empty where none speaks.
    """

    day: date
    customers: int
    observed: Rate
    expected: float | None
    fifths: tuple[FifthFacts, ...]


@dataclass(frozen=True)
class ScoreFacts:
    """How well one forecast did.

    Attributes
    ----------
    name : str
        In words.
    is_speaker : bool
    auc, rank : Estimate
        Ranking of who orders, and rank correlation of expected value and spend.
    lead : Estimate or None
        AUC of the forecast that speaks less that of this one, on the same draws of customers;
        None for the speaker itself, or where none speaks.
    level_gap, fifth_gap : float
        Largest differences of expected and observed shares, on a day and in a fifth.
    value_ratio : float
        Expected over spent.
    """

    name: str
    is_speaker: bool
    auc: Estimate
    rank: Estimate
    lead: Estimate | None
    level_gap: float
    fifth_gap: float
    value_ratio: float


@dataclass(frozen=True)
class GroupFacts:
    """Customers by expected value and by how overdue they are; shares are of all customers."""

    is_valuable: bool
    is_overdue: bool
    customers: int
    spend: float
    share_spend: float
    share_value: float
    silent_days: float


@dataclass(frozen=True)
class ActFacts:
    """The four groups, valuable and overdue first.

    Attributes
    ----------
    groups : tuple of GroupFacts
    fifth : int
        Customers in a fifth.
    value_from, overdue_from : float
        The lowest relative value, and the lowest overdue, within the top fifth.
    """

    groups: tuple[GroupFacts, ...]
    fifth: int
    value_from: float
    overdue_from: float


@dataclass(frozen=True)
class ForecastFacts:
    """All that is said of a forecast.

    Attributes
    ----------
    source, file : str
        Names of the order lines and of the customer table.
    first, last, as_of : date
        First and last day of the record, and the first day that does not count.
    horizon, n_customers : int
    voice : Voice
    filled : frozenset of str
        Columns of the forecast that hold anything.
    scores : tuple of ScoreFacts
        On days of the past; empty where nothing could be tried.
    days : tuple of DayFacts
        The days of the past, the earliest first.
    together : tuple of FifthFacts
        The fifths of all these days together; their intervals are not known.
    judged : DayFacts or None
        What happened afterwards.
    judged_scores : tuple of ScoreFacts
    act : ActFacts or None
        None where customers have no expected value, or no rhythm.
    """

    source: str
    file: str
    first: date
    last: date
    as_of: date
    horizon: int
    n_customers: int
    voice: Voice
    filled: frozenset[str]
    scores: tuple[ScoreFacts, ...]
    days: tuple[DayFacts, ...]
    together: tuple[FifthFacts, ...]
    judged: DayFacts | None
    judged_scores: tuple[ScoreFacts, ...]
    act: ActFacts | None

    @property
    def followed(self) -> DayFacts | None:
        """What happened afterwards, where the forecast that speaks was held against it."""
        return self.judged if self.judged is not None and self.judged.fifths else None
