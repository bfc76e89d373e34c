"""What the page of one customer says: rows of words and numbers, nothing drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from smartcart.customers import Customers, Kind
from smartcart.errors import DataError, SmartCartError, quoted
from smartcart.jobs.next_best import place_by_model
from smartcart.jobs.objections import read_objections
from smartcart.jobs.stopwatch import Display
from smartcart.profiles import measure_label
from smartcart.recommend import find_next_best
from smartcart.report.words import percent, upper_first
from smartcart.segmentation import (
    Explanation,
    Risk,
    Scorer,
    ScoringField,
    Segmentation,
    write_value,
)
from smartcart.value import suppress_customers

__all__ = [
    "Part",
    "error_of",
    "find_offers",
    "is_whole",
    "list_changeable",
    "list_parts",
    "list_risk",
    "name_field",
    "pick_typical",
    "take_record",
    "tell_offer",
    "try_value",
]

#: Parts of the margin that are drawn one by one.
_PARTS = 8


@dataclass(frozen=True)
class Part:
    """One part of the margin, in words, and how much it speaks for the customer's segment."""

    label: str
    amount: float


def pick_typical(assigned: pd.DataFrame) -> dict[str, str]:
    """Return the customer nearest to the centre of each segment, by id of the segment.

    Examples
    --------
    >>> assigned = pd.DataFrame({"customer_id": ["7", "8", "9"], "segment_id": ["S2", "S1", "S1"],
    ...     "confidence": [0.2, 0.4, 0.9]})
    >>> pick_typical(assigned)
    {'S1': '9', 'S2': '7'}
    """
    best = assigned.sort_values("confidence", ascending=False, kind="stable")
    first = best.drop_duplicates("segment_id").sort_values("segment_id", kind="stable")
    return dict(zip(first["segment_id"], first["customer_id"], strict=True))


def error_of(customer_id: str, store: str | None, error: SmartCartError) -> SmartCartError:
    """Return why a customer cannot be looked at; who objects to marketing is no unknown one."""
    if customer_id not in read_objections(store).ids:
        return error
    return DataError(
        f"Customer {quoted(customer_id)} objects to marketing and was left out of everything.",
        "Lift the objection with 'smartcart suppress --lift' when the customer consents again.",
    )


def list_parts(explained: Explanation, most: int = _PARTS) -> list[Part]:
    """Return the parts of the margin, the largest first; what is left, together, is the last."""
    named = [
        Part(_part_label(term.feature, write_value(term.feature, term.value)), term.contribution)
        for term in explained.terms
    ]
    rest = named[most:]
    if not rest:
        return named
    together = Part(f"{len(rest)} more, together", sum(each.amount for each in rest))
    return [*named[:most], together]


def _part_label(feature: str, value: str) -> str:
    return f"{upper_first(measure_label(feature))}: {value}"


def list_risk(risk: Risk) -> list[dict[str, str]]:
    """Return the parts of a risk index as rows of a table."""
    return [
        {
            "Part": upper_first(measure_label(term.feature)),
            "This customer": write_value(term.feature, term.value),
            "Riskier than peers": percent(
                None if term.percentile is None else term.percentile / 100
            ),
            "Weight": percent(term.weight),
        }
        for term in risk.parts
    ]


def list_changeable(scorer: Scorer, customers: Customers) -> list[ScoringField]:
    """Return the values that shape the segment of a customer and may be changed for a trial."""
    shaping = set(scorer.model.variables)
    return [each for each in scorer.fields if each.name in shaping and each.name in customers.table]


def name_field(field: ScoringField) -> str:
    """Return a value's name for people."""
    return upper_first(measure_label(field.name))


def take_record(scorer: Scorer, customers: Customers, customer_id: str) -> dict[str, Any]:
    """Return one customer as a record that the scorer reads."""
    row = customers.table.loc[customer_id]
    there = {each.source: _plain(row[each.name]) for each in scorer.fields[1:] if each.name in row}
    return {scorer.fields[0].source: customer_id, **there}


def _plain(value: Any) -> float | str | None:
    if pd.isna(value):
        return None
    return value if isinstance(value, str) else float(value)


def try_value(
    scorer: Scorer, record: Mapping[str, Any], field: ScoringField, value: float | str | None
) -> dict[str, Any]:
    """Return where the customer would be if one value were another."""
    (placed,) = scorer.score([{**record, field.source: value}])
    return placed


def find_offers(
    segmentation: Segmentation,
    customers: Customers,
    store: str | None,
    display: Display | None = None,
) -> pd.DataFrame | None:
    """Return the next best category and channel of every customer, by customer id.

    Who objects by the store is left out. None where the table has neither categories nor channels.
    """
    if display is not None:
        display("recommend", 0, 1)
    kept, _ = suppress_customers(customers, read_objections(store).ids)
    try:
        found = find_next_best(kept, place_by_model(segmentation))
    except DataError:
        return None
    return found.offers.set_index("customer_id")


def tell_offer(offers: pd.DataFrame | None, customer_id: str) -> dict[str, str]:
    """Return what to offer one customer, as labels and values; ``why`` holds the sentence."""
    if offers is None:
        return {
            "why": "The table has no spend by category and no purchases by channel, so there is "
            "none to choose."
        }
    if customer_id not in offers.index:
        return {"why": "This customer objects to marketing: there is no offer."}
    row = offers.loc[customer_id]
    found = {"Next best category": row["category"], "Best channel": row["channel"]}
    if row["next_channel"] and row["next_channel"] != row["channel"]:
        found["Channel to grow"] = row["next_channel"]
    told = {label: upper_first(str(value)) for label, value in found.items() if value}
    return {**told, "why": f"{upper_first(str(row['reason']))}."}


def is_whole(field: ScoringField) -> bool:
    """Say whether a value is counted in whole numbers."""
    return field.kind in (Kind.COUNT, Kind.FLAG, Kind.BIRTH_YEAR)
