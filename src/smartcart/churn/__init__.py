"""Customers in segments -> how much each is at risk of leaving, and in which voice to say so.

In: a table of customers, and the segment of each. Out: `RiskModel`, an index of 0 to 100 against
the peers of the same segment, in parts; `Churn`, which says whether the table would allow a
probability instead, by a check of a model of buying and leaving.
"""

from smartcart.churn.check import GapCheck, check_gaps
from smartcart.churn.gaps import Fifth, take_histories
from smartcart.churn.index import (
    RiskModel,
    learn_risk,
    place_risk,
    place_risk_of_one,
    rank_parts,
    score_risk,
)
from smartcart.churn.parts import (
    RiskPart,
    find_parts,
    list_parts,
    measure_part,
    measure_part_of_one,
    measure_parts,
    wish_parts,
)
from smartcart.churn.ranks import PeerRanks, learn_ranks
from smartcart.churn.voice import Churn, forecast_churn, judge_churn, note_parts

__all__ = [
    "Churn",
    "Fifth",
    "GapCheck",
    "PeerRanks",
    "RiskModel",
    "RiskPart",
    "check_gaps",
    "find_parts",
    "forecast_churn",
    "judge_churn",
    "learn_ranks",
    "learn_risk",
    "list_parts",
    "measure_part",
    "measure_part_of_one",
    "measure_parts",
    "note_parts",
    "place_risk",
    "place_risk_of_one",
    "rank_parts",
    "score_risk",
    "take_histories",
    "wish_parts",
]
