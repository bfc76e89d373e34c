"""In which voice to speak of coming back: as a probability, as a ranking, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from smartcart.forecast.backtest import OriginScores
from smartcart.forecast.candidates import CANDIDATES
from smartcart.forecast.origins import YEAR

__all__ = ["TRUE_WITHIN", "Voice", "choose_voice", "silence"]

#: A probability may be off by so much in any fifth of customers.
TRUE_WITHIN = 0.05
#: A true level is worth so much of the ranking (AUC).
_WORTH_LEVEL = 0.01
#: Expected money may be off by a fifth.
_MONEY = (0.8, 1.25)
_FEWEST_DAYS, _CYCLES = 3, 2


@dataclass(frozen=True)
class Voice:
    """What may be claimed of each customer's coming back.

    Attributes
    ----------
    name : {'probability', 'ranking', 'silent'}
    speaker : str
        The forecast that speaks; empty when silent.
    money : bool
        Whether expected values may be read as money, and not as a ranking alone.
    reason : str
        One sentence or two, with the figures.
    """

    name: Literal["probability", "ranking", "silent"]
    speaker: str
    money: bool
    reason: str


def choose_voice(
    table: pd.DataFrame, scores: Sequence[OriginScores], horizon: int, n_days: int
) -> Voice:
    """Choose which forecast speaks, and in which voice.

    A forecast may speak of probabilities when its mean was within 0.05 of what happened on every
    day of the backtest, and so was each fifth of customers over all days together; and when
    these days cover a time: two years and more of record, or three days and more that lie a
    horizon apart from the first to the last. Of those that may, and rank no worse than the best
    by 0.01 (AUC), the one speaks whose fifths were nearest to what happened. Where there is none,
    the forecast that ranks best gives a ranking.

    Parameters
    ----------
    table : DataFrame
        From `summarize_scores`.
    scores : sequence of OriginScores
    horizon, n_days : int
        Days to look ahead, and days of record.
    """
    best = float(table["auc"].iloc[0])
    if float(table["auc_low"].iloc[0]) <= 0.5:
        return _silent("no forecast ranked customers better than chance on days of the past.")
    true = table[(table[["level_gap", "fifth_gap"]] <= TRUE_WITHIN).all(axis=1)]
    true = true[true["auc"] >= best - _WORTH_LEVEL]
    if len(true) and _covers(scores, horizon, n_days):
        speaker = str(true["fifth_gap"].idxmin())
        money = _MONEY[0] <= float(table.loc[speaker, "value_ratio"]) <= _MONEY[1]
        return Voice("probability", speaker, money, _tell_true(table.loc[speaker], scores, speaker))
    speaker = str(table["auc"].idxmax())
    why = _tell_short(scores) if len(true) else _tell_moving(scores, speaker)
    return Voice("ranking", speaker, False, why)


def silence(n_customers: int, n_days: int, needed: int) -> Voice:
    """Return the voice where nothing could be tried."""
    if n_days < needed:
        record = "1 day is" if n_days == 1 else f"{n_days:,} days are"
        return _silent(f"{record} too short a record; {needed:,} are needed.")
    return _silent(f"of {n_customers:,} customers too few ordered again, or too few did not.")


def _silent(why: str) -> Voice:
    return Voice("silent", "", False, f"Nothing can be said of coming back: {why}")


def _covers(scores: Sequence[OriginScores], horizon: int, n_days: int) -> bool:
    days = [each.day for each in scores]
    apart = max(days) - min(days) >= horizon
    return n_days >= _CYCLES * YEAR or (len(days) >= _FEWEST_DAYS and apart)


def _tell_true(row: pd.Series, scores: Sequence[OriginScores], speaker: str) -> str:
    return (
        f"From {_counted(scores)} {CANDIDATES[speaker]} was right in level: at most "
        f"{_points(row['level_gap'])} off on any day, and {_points(row['fifth_gap'])} in any fifth "
        "of customers."
    )


def _tell_short(scores: Sequence[OriginScores]) -> str:
    return (
        f"A ranking, not a probability: the level was right, but from {_counted(scores)} only, too "
        "close together to know that it stays."
    )


def _tell_moving(scores: Sequence[OriginScores], speaker: str) -> str:
    shares = [100 * each.observed for each in scores]
    worst = max(scores, key=lambda each: abs(each.level.loc[speaker, "expected"] - each.observed))
    expected = 100 * worst.level.loc[speaker, "expected"]
    return (
        f"A ranking, not a probability: levels move. From {_counted(scores)}, {min(shares):.0f} % "
        f"to {max(shares):.0f} % of customers ordered within the horizon; once {expected:.0f} % "
        f"were expected and {100 * worst.observed:.0f} % did."
    )


def _points(gap: float) -> str:
    points = f"{100 * gap:.0f}"
    return f"{points} point" if points == "1" else f"{points} points"


def _counted(scores: Sequence[OriginScores]) -> str:
    return "1 day of the past" if len(scores) == 1 else f"{len(scores)} days of the past"
