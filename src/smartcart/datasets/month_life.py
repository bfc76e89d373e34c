"""The life of a shop's customers: they come, buy, change their habits, and leave."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from smartcart.datasets.founding import AT, founding
from smartcart.datasets.month_kinds import HABITS, aim_habits, draw_scores, kinds, place_scores
from smartcart.datasets.quirks import MISSING
from smartcart.datasets.response import draw_responses

__all__ = ["Crowd", "join_new_kind", "last_day", "live_month", "start_crowd"]

FIRST_ID = 10_001
ENTRANTS, LEAVERS = 0.03, 0.01
#: Customers of the new kind when they come, for each there was: 18 % of all afterwards.
NEWCOMERS = 0.22
#: Share of all customers that each kind hands to its neighbour in a month, and gets back.
_TRADED = 0.003
#: How much of a customer's place in its kind is left after a month; how fast habits follow it.
_KEPT, _FOLLOWED = 0.97, 0.3
_DAYS_BETWEEN = 60  # mean days between two purchases
_TENURE = 701  # days in which the first customers joined
_INCOME_UNKNOWN = 0.01

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]
_Days = NDArray[np.datetime64]


@dataclass(frozen=True)
class Crowd:
    """Customers at the end of a month; the last axis of each array is theirs.

    Attributes
    ----------
    ids, kind : int arrays of shape (n,)
    joined : array of days of shape (n,)
    recency : int array of shape (n,)
        Days since the last purchase.
    person : int array of shape (n_columns, n)
        What does not change, in the rows of `AT`; the income in money of the first month.
    scores : array of shape (n_drawn, n)
        Where in its kind a customer stands, as normal scores.
    habits : array of shape (n_habits, n)
        What a customer does; amounts in money of the first month.
    """

    ids: _Ints
    kind: _Ints
    joined: _Days
    recency: _Ints
    person: _Ints
    scores: _Floats
    habits: _Floats

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, kept: NDArray[np.bool_]) -> Crowd:
        """Return some of the customers."""
        return Crowd(**{each.name: getattr(self, each.name)[..., kept] for each in fields(self)})

    def join(self, others: Crowd) -> Crowd:
        """Return the customers, and others after them."""
        names = [each.name for each in fields(self)]
        pairs = {name: (getattr(self, name), getattr(others, name)) for name in names}
        return Crowd(**{name: np.concatenate(pair, axis=-1) for name, pair in pairs.items()})


def last_day(month: np.datetime64) -> np.datetime64:
    """Return the last day of a month."""
    following: np.datetime64 = (month + 1).astype("datetime64[D]")
    return following - 1


def _days_of(month: np.datetime64) -> int:
    return int((last_day(month) - last_day(month - 1)).astype(np.int64))


def start_crowd(n: int, month: np.datetime64, rng: np.random.Generator) -> Crowd:
    """Return the first customers: the kinds that are there, in shares of the founding table."""
    ends = np.cumsum([group.size for group in kinds()[:-1]])
    kind = np.searchsorted(ends, rng.permutation(n) * ends[-1] / n, side="right")
    joined = last_day(month) - rng.integers(0, _TENURE, n)
    return _draw(kind, joined, month, FIRST_ID, rng)


def live_month(crowd: Crowd, month: np.datetime64, rng: np.random.Generator) -> Crowd:
    """Return the customers a month later: some have left, and some have come."""
    next_id = int(crowd.ids.max()) + 1  # before anybody leaves: no number is given twice
    n_entrants, n_leavers = round(ENTRANTS * len(crowd)), round(LEAVERS * len(crowd))
    stayed = _without_silent(_buy(_change(crowd, rng), month, rng), n_leavers)
    return _enter(stayed, rng.choice(stayed.kind, n_entrants), month, next_id, rng)


def join_new_kind(crowd: Crowd, month: np.datetime64, rng: np.random.Generator) -> Crowd:
    """Return the customers with those of the new kind who came in this month."""
    kind = np.full(round(NEWCOMERS * len(crowd)), len(kinds()) - 1)
    return _enter(crowd, kind, month, int(crowd.ids.max()) + 1, rng)


def _change(crowd: Crowd, rng: np.random.Generator) -> Crowd:
    """Let some change their kind, all wander a little in theirs, and habits follow slowly."""
    kind = _trade_kinds(crowd.kind, rng)
    noise = draw_scores(kind, rng)
    scores = _KEPT * crowd.scores + np.sqrt(1 - _KEPT**2) * noise
    habits = crowd.habits + _FOLLOWED * (aim_habits(kind, scores) - crowd.habits)
    return replace(crowd, kind=kind, scores=scores, habits=habits)


def _trade_kinds(kind: _Ints, rng: np.random.Generator) -> _Ints:
    """Let neighbours by value trade customers, as many up as down: no kind grows by it."""
    traded, count = kind.copy(), round(_TRADED * len(kind))
    for lower in range(len(kinds()) - 2):
        down = rng.permutation(np.flatnonzero(kind == lower))[:count]
        # Nobody moves twice in a month: who has just come from above stays.
        up = rng.permutation(np.flatnonzero((kind == lower + 1) & (traded == kind)))[: len(down)]
        traded[down[: len(up)]], traded[up] = lower + 1, lower
    return traded


def _buy(crowd: Crowd, month: np.datetime64, rng: np.random.Generator) -> Crowd:
    days = _days_of(month)
    since = np.floor(rng.exponential(_DAYS_BETWEEN, len(crowd))).astype(np.int64)
    return replace(crowd, recency=np.where(since < days, since, crowd.recency + days))


def _without_silent(crowd: Crowd, count: int) -> Crowd:
    """Return the customers without those who have been silent for longest."""
    leaving = np.argsort(-crowd.recency, kind="stable")[:count]
    stays = np.ones(len(crowd), dtype=bool)
    stays[leaving] = False
    return crowd.take(stays)


def _enter(
    crowd: Crowd, kind: _Ints, month: np.datetime64, first_id: int, rng: np.random.Generator
) -> Crowd:
    joined = last_day(month) - rng.integers(0, _days_of(month), len(kind))
    return crowd.join(_draw(kind, joined, month, first_id, rng))


def _draw(
    kind: _Ints, joined: _Days, month: np.datetime64, first_id: int, rng: np.random.Generator
) -> Crowd:
    """Draw customers of these kinds, who joined on these days."""
    n, scores = len(kind), draw_scores(kind, rng)
    placed = place_scores(kind, scores)
    habits = np.array([placed[name] for name in HABITS])
    tenure = (last_day(month) - joined).astype(np.int64)
    silent = np.floor(rng.exponential(_DAYS_BETWEEN, n)).astype(np.int64)
    recency = np.minimum(silent, tenure)  # joining is a purchase
    person = np.zeros((len(AT), n), dtype=np.int64)
    for name, values in placed.items():
        person[AT[name]] = np.floor(values)
    person[AT["Recency"]], person[AT["Dt_Customer"]] = recency, _TENURE - 1 - tenure
    person[AT["Response"]] = draw_responses(person, founding().response, rng)
    person[AT["Income"], rng.random(n) < _INCOME_UNKNOWN] = MISSING
    ids = np.arange(first_id, first_id + n)
    return Crowd(ids, kind, joined, recency, person, scores, habits)
