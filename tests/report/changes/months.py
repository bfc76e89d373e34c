"""Two months of generated customers, and what a refresh would find and do."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

import smartcart
from smartcart.through_time import (
    Changes,
    Gate,
    SegmentNow,
    compare_audiences,
    drift,
    match_segments,
    migrations,
)
from smartcart.through_time.placing import place

__all__ = ["CANARY", "GATES", "changes_between", "months"]

#: An id that is on no page, whatever becomes of the customer.
CANARY = "CANARY"
GATES = (
    Gate("stability", True, "Refits agree by 0.83 (ARI), and 0.60 is needed."),
    Gate("smallest segment", True, "The smallest segment holds 4.1 % of customers."),
)
_SPEND = ["MntWines", "MntFruits", "MntMeatProducts", "MntFishProducts", "MntSweetProducts"]


def months(n: int = 600) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return two raw tables: a tenth is gone, a fifth is new, a quarter of the rest buys more."""
    people = smartcart.make_customers(n + n // 5, seed=0)
    people["ID"] = [f"{CANARY}{i:05}" for i in range(len(people))]
    before, after = people.head(n), people.tail(len(people) - n // 10).copy()
    buys_more = np.arange(len(after)) % 4 == 0
    after.loc[buys_more, _SPEND] = after.loc[buys_more, _SPEND] * 3 + 40
    return before, after


def changes_between(
    before: pd.DataFrame, after: pd.DataFrame, k_before: int, k_after: int | None, settings: dict
) -> Changes:
    """Return the changes of a refresh that learns `k_after` segments, or none."""
    old = smartcart.segment(before, {**settings, "segments": k_before, "k_max": 3})
    found = drift(smartcart.check_customers(before), after, old)
    new, events = old, ()
    if k_after is not None:
        learnt = smartcart.segment(after, {**settings, "segments": k_after, "k_max": 3})
        match = match_segments(old, learnt)
        new, events = match.apply(learnt), match.events
    then, now = place(old, before), place(new, after)
    sizes, earlier = now.value_counts(), then.value_counts()
    names = {each.id: each.name for each in (*old.segments, *new.segments)}
    return Changes(
        status="scored" if k_after is None else "promoted",
        reason="No drift was found." if k_after is None else "Drift was found; all gates passed.",
        source="customers_2024_06.csv",
        snapshot_date=date(2024, 6, 30),
        n_customers=len(now),
        n_suppressed=3,
        version=1 if k_after is None else 2,
        drift=found,
        gates=() if k_after is None else GATES,
        events=events,
        migration=migrations(old, new, before, after),
        audience=compare_audiences(then, now),
        segments=tuple(
            SegmentNow(
                each.id,
                each.name,
                int(sizes.get(each.id, 0)),
                float(sizes.get(each.id, 0) / len(now)),
                int(earlier[each.id]) if each.id in earlier.index else None,
                each.id == new.segments[0].id,
            )
            for each in new.segments
        ),
        names=names,
        verdict=new.verdict.name,
    )


def first_run(changes: Changes) -> Changes:
    """Return what a refresh without anything before it would say."""
    segments = tuple(replace(each, size_before=None) for each in changes.segments)
    bare = Changes("promoted", "There was no model yet.", "first.csv", n_customers=600, version=1)
    return replace(
        bare, segments=segments, names=changes.names, gates=changes.gates, verdict="natural"
    )


def refused(changes: Changes, broken: pd.DataFrame, before: pd.DataFrame) -> Changes:
    """Return what a refresh says of a table whose columns are not those of before."""
    found = drift(smartcart.check_customers(before), broken)
    return replace(
        Changes("refused", "Column 'MntWines' is missing.", "broken.csv", version=2),
        drift=found,
        segments=changes.segments,
        names=changes.names,
    )
