"""What becomes of the customers of a refresh: placed by the champion, or by a model learnt anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from smartcart.customers import Customers
from smartcart.jobs.refresh_past import Past
from smartcart.jobs.stopwatch import Display
from smartcart.segmentation import Segmentation, rename_segments, segment_customers
from smartcart.settings import Settings
from smartcart.through_time import (
    DriftReport,
    Gate,
    Migration,
    SegmentEvent,
    SegmentMatch,
    are_among,
    compare_places,
    find_gain,
    judge_refit,
    match_places,
)

if TYPE_CHECKING:
    from smartcart.store import Status

__all__ = ["Outcome", "learn_first", "place_only", "refit"]


@dataclass(frozen=True)
class Outcome:
    """A model and its customers.

    ``serving`` serves afterwards and placed ``assigned`` (as ``segments.csv``); ``challenger`` was
    learnt anew, and is the same where it was promoted.
    """

    status: Status
    reason: str
    serving: Segmentation
    assigned: pd.DataFrame
    challenger: Segmentation | None = None
    gates: tuple[Gate, ...] = ()
    events: tuple[SegmentEvent, ...] = ()
    migration: Migration | None = None
    used_ids: tuple[str, ...] = field(default=())


def learn_first(
    customers: Customers,
    settings: Settings,
    own_names: Mapping[str, str],
    watch: Display,
) -> Outcome:
    """Learn the first model of a store; there is nothing that it could be worse than."""
    first = segment_customers(customers, settings, watch, own_names=own_names)
    reason = f"The first model of this store: {first.k} segments; the verdict is "
    reason += f"{first.verdict.name}."
    assigned = first.assign(customers)
    return Outcome("promoted", reason, first, assigned, first, used_ids=first.model.ids)


def place_only(past: Past, customers: Customers, found: DriftReport | None) -> Outcome:
    """Place the customers by the model that serves."""
    serving = _serving(past)
    assigned = serving.assign(customers)
    outcome = Outcome("scored", _why_no_refit(found), serving, assigned)
    placed = _by_id(assigned)
    return replace(outcome, migration=_moves(past, placed, serving, placed))


def refit(
    past: Past,
    customers: Customers,
    found: DriftReport | None,
    settings: Settings,
    own_names: Mapping[str, str],
    why: str,
    watch: Display,
) -> Outcome:
    """Learn a model anew; it takes the place of the champion only through every gate."""
    old = _serving(past)
    learnt = segment_customers(customers, settings, watch)
    watch("match", 0, 1)
    assigned = old.assign(customers)
    then = _then(past, assigned, found)
    match = _match(past, old, learnt, then)
    new = _name(match.apply(learnt), own_names)
    gates = (
        find_gain(old, new, match, found),
        *judge_refit(old, new, match, then, _share_present(past, customers)),
    )
    used = new.model.ids
    if not all(gate.passed for gate in gates):
        reason = f"{why} {_why_kept(gates)}"
        kept = Outcome("kept", reason, old, assigned, new, gates, used_ids=used)
        return replace(kept, migration=_moves(past, then, old, then))
    anew = new.assign(customers)
    reason = f"{why} {gates[0].sentence} Every gate is passed."
    migration = _moves(past, then, new, _by_id(anew))
    return Outcome("promoted", reason, new, anew, new, gates, match.events, migration, used)


def _serving(past: Past) -> Segmentation:
    assert past.serving is not None  # noqa: S101 - without one, a first model is learnt
    return past.serving


def _then(past: Past, assigned: pd.DataFrame, found: DriftReport | None) -> pd.Series:
    """Return where the champion sees the customers of today.

    By columns in another unit it can place nobody; those whom it placed before are then where
    they were.
    """
    placed = _by_id(assigned)
    if found is None or found.verdict != "schema":
        return placed
    known = past.placed_by_serving.reindex(placed.index)
    return known.where(known.notna(), placed)


def _match(past: Past, old: Segmentation, new: Segmentation, then: pd.Series) -> SegmentMatch:
    """Match by the customers whom both models know; by all, where nobody is known."""
    known = then[are_among(then.index, past.placed_by_serving.index)]
    before = known if len(known) else then
    return match_places(old, new, before, _by_id(new.assignments), used_ids=past.used_ids)


def _name(new: Segmentation, own_names: Mapping[str, str]) -> Segmentation:
    """Give names that a person wants by lasting ids; one for a segment that is gone waits."""
    names = {id_: name for id_, name in own_names.items() if id_ in new.model.ids}
    return rename_segments(new, names) if names else new


def _share_present(past: Past, customers: Customers) -> float:
    placed = past.placed.index
    return float(are_among(placed, customers.table.index).mean()) if len(placed) else 1.0


def _moves(past: Past, then: pd.Series, new: Segmentation, now: pd.Series) -> Migration | None:
    """Return who moved, by behaviour and by the model apart; None where nobody was known."""
    before = past.placed_by_serving
    if not are_among(before.index, then.index).any():
        return None
    return compare_places(_serving(past), new, before, then, now)


def _by_id(assigned: pd.DataFrame) -> pd.Series:
    return assigned.set_index("customer_id")["segment_id"]


def _why_no_refit(found: DriftReport | None) -> str:
    if found is None:
        told = "Nothing is known of the customers that the champion was learnt from"
    elif found.verdict == "drift":
        told = "The customers drifted, and no refit was wanted"
    elif found.verdict == "not enough data":
        told = "There is not enough data to rule drift out"
    else:
        told = "No drift was found"
    return f"{told}: the champion placed the customers."


def _why_kept(gates: tuple[Gate, ...]) -> str:
    failed = [gate.sentence for gate in gates if not gate.passed]
    return f"The model learnt anew was not promoted. {' '.join(failed)}"
