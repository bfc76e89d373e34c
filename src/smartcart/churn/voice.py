"""Which of the two a table allows: an index of risk, or a probability of leaving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from smartcart.churn.check import GapCheck, check_gaps
from smartcart.churn.gaps import take_histories
from smartcart.churn.index import RiskModel
from smartcart.churn.parts import wish_parts
from smartcart.customers import Schema
from smartcart.profiles import measure_label
from smartcart.shown import Shown

__all__ = ["Churn", "forecast_churn", "judge_churn", "note_parts"]

#: Of fewer customers the check could not tell one thing from the other.
_FEWEST = 200
_INDEX = "An index, not a probability: "


@dataclass(frozen=True)
class Churn(Shown):
    """What may be said about leaving.

    Attributes
    ----------
    voice : {'index', 'probability'}
    reason : str
        One sentence or two, with the figures.
    check : GapCheck or None
        None where the table does not have what it needs.
    note : str
        Parts that the risk index had to do without; empty where it has all.
    """

    voice: Literal["index", "probability"]
    reason: str
    check: GapCheck | None
    note: str = ""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Churn:
        """Return what `dataclasses.asdict` took apart."""
        check = data["check"] and GapCheck.from_dict(data["check"])
        return cls(data["voice"], data["reason"], check, data["note"])


def judge_churn(measures: pd.DataFrame, frequency: str, seed: int = 0) -> Churn:
    """Decide whether a table without order dates may speak of the probability of leaving.

    Parameters
    ----------
    measures : DataFrame
        Of customers: purchases under the name `frequency`, ``recency_days``, ``tenure_days``.
    frequency : str
        Empty where the table does not say how often customers buy.
    seed : int
        Start of the draws of the check.

    Examples
    --------
    >>> judge_churn(pd.DataFrame({"n_purchases": [1.0], "recency_days": [2.0]}), "n_purchases")
    Churn(voice='index', reason='An index, not a probability: no order dates and no tenure.',
    check=None, note='')
    """
    wanted = {frequency: "purchases", "recency_days": "", "tenure_days": "tenure"}
    absent = [words or measure_label(n) for n, words in wanted.items() if n not in measures]
    if absent:
        return Churn("index", f"{_INDEX}no order dates and no {' and no '.join(absent)}.", None)
    histories = take_histories(*(measures[name] for name in wanted))
    if len(histories) < _FEWEST:
        why = f"no order dates, and {len(histories):,} customers with purchases, days since"
        needed = f"the last one and tenure are too few to check a model ({_FEWEST} are needed)"
        return Churn("index", f"{_INDEX}{why} {needed}.", None)
    if histories["purchases"].clip(lower=1).nunique() < 2:
        same = "no order dates, and all customers bought equally often"
        return Churn("index", f"{_INDEX}{same}.", None)
    check = check_gaps(histories, seed)
    return Churn("index" if check.is_rejected else "probability", _reason(check), check)


def forecast_churn(schema: Schema) -> Churn | None:
    """Return what may be said where a forecast was made of order dates; None where none was.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from smartcart.customers import FOUNDING_SCHEMA
    >>> forecast_churn(FOUNDING_SCHEMA)
    >>> forecast_churn(replace(FOUNDING_SCHEMA, overdue="overdue")).reason
    'An index, not a probability: order dates say how overdue each customer is by ...'
    """
    if not (schema.return_rank or schema.overdue):
        return None
    overdue = "how overdue each customer is by their own rhythm"
    if not schema.return_rank:
        why = f"order dates say {overdue}; nothing could be learnt of how likely they are to order"
        return Churn("index", f"{_INDEX}{why} again.", None)
    why = "order dates say how likely each customer is to order again, tried on days of the past"
    own = f", and {overdue}" if schema.overdue else ""
    return Churn("index", f"{_INDEX}{why}{own}; both stand beside the peers of the segment.", None)


def note_parts(risk: RiskModel | None, schema: Schema) -> str:
    """Return what the risk index had to do without.

    Examples
    --------
    >>> from smartcart.customers import FOUNDING_SCHEMA
    >>> note_parts(None, FOUNDING_SCHEMA)
    'There is no risk index: ... no days since the last purchase, no purchases, no monthly ...'
    """
    there = () if risk is None else risk.parts
    parts = wish_parts(schema if schema.frequency else replace(schema, frequency="n_purchases"))
    absent = [measure_label(part.feature) for part in parts if part.feature not in there]
    if risk is None:
        lacks = ", ".join(f"no {name}" for name in absent)
        return f"There is no risk index: the table has {lacks} that differ between customers."
    if not absent:
        return ""
    return f"The risk index does without {' and '.join(absent)}: the table has none that differ."


def _reason(check: GapCheck) -> str:
    first, last = check.fifths[0], check.fifths[-1]
    found = (
        f"the rank correlation of purchases and days since the last one is {check.correlation:.2f}"
        f", and between {check.low:.2f} and {check.high:.2f} in {check.draws} tables drawn from "
        "the model"
    )
    if not check.is_rejected:
        return (
            f"Days since the last purchase are as a model of buying and leaving (BG/NBD) has them: "
            f"{found}. It may give the probability that a customer is still there; the risk "
            "index is an index all the same."
        )
    return (
        f"{_INDEX}a model of buying and leaving (BG/NBD) does not fit. From the fifth of customers "
        f"with the fewest purchases to that with the most, the mean of days since the last one "
        f"should fall from {first.expected_days:.0f} to {last.expected_days:.0f} among those who "
        f"still buy; it goes from {first.observed_days:.0f} to {last.observed_days:.0f}, and "
        f"{found}."
    )
