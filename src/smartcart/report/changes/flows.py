"""Changes -> who came from where and went where, in counts."""

from __future__ import annotations

import re

import pandas as pd

from smartcart.through_time import Changes, Migration

__all__ = [
    "ENTERED",
    "LEFT",
    "can_tell_moves",
    "collect_flows",
    "find_ids",
    "has_new_model",
    "largest_moves",
]

#: Rows and columns beside those of segments: who is only in one of the two tables.
ENTERED, LEFT = "new", "gone"

_Move = tuple[str, str, int]


def has_new_model(changes: Changes) -> bool:
    """Return whether another model took the place of the one before."""
    return changes.status == "promoted" and changes.migration is not None


def can_tell_moves(changes: Changes) -> bool:
    """Return whether the model of before can place the customers of now.

    By columns that are missing or in another unit it would say that customers moved who did not.
    """
    return changes.drift is None or changes.drift.verdict != "schema"


def collect_flows(changes: Changes) -> dict[str, pd.DataFrame]:
    """Return the tables of moves that are there, by name of the figure.

    Returns
    -------
    dict of str to DataFrame of int
        ``behaviour``: by what customers did, with a column of those who are gone. New customers
        are a row of it where one model placed all; where there is a new model, only that one
        placed them, and they are a row of ``model``: by the model of before and by the new one.
        Rows are the segments that customers come from, columns those that they go to. Where
        columns are not those of before, there is no ``behaviour``.
    """
    moved = changes.migration
    if moved is None:
        return {}
    flows = {"behaviour": _with_leavers(moved)}
    if has_new_model(changes):
        flows["model"] = _with_entrants(moved.model, moved)
    else:
        flows["behaviour"] = _with_entrants(flows["behaviour"], moved)
    if not can_tell_moves(changes):
        del flows["behaviour"]
    return flows


def _with_leavers(moved: Migration) -> pd.DataFrame:
    table = moved.behaviour
    if not len(moved.leavers):
        return table
    counts = moved.leavers.value_counts().reindex(table.index, fill_value=0)
    return table.assign(**{LEFT: counts.astype("int64")})


def _with_entrants(table: pd.DataFrame, moved: Migration) -> pd.DataFrame:
    if not len(moved.entrants):
        return table
    counts = moved.entrants.value_counts().reindex(table.columns, fill_value=0)
    return pd.concat([table, counts.to_frame(ENTERED).T]).astype("int64")


def largest_moves(flows: pd.DataFrame, most: int) -> list[_Move]:
    """Return from where, to where and how many, the largest first; who stays is left out.

    Examples
    --------
    >>> largest_moves(pd.DataFrame([[5, 1], [2, 9]], ["S1", "S2"], ["S1", "S2"]), 1)
    [('S2', 'S1', 2)]
    """
    moves = [
        (str(source), str(target), int(flows.loc[source, target]))
        for source in flows.index
        for target in flows.columns
        if source != target and flows.loc[source, target]
    ]
    return sorted(moves, key=lambda move: -move[2])[:most]


def find_ids(changes: Changes) -> list[str]:
    """Return all segments of a page: those of the model that serves, then those that are gone."""
    serving = [segment.id for segment in changes.segments]
    others = {each for event in changes.events for each in (*event.old, *event.new)}
    if changes.migration is not None:
        others |= {*changes.migration.behaviour.index, *changes.migration.model.columns}
    if changes.audience is not None:
        others |= set(changes.audience.table["segment_id"])
    return serving + sorted(map(str, others - set(serving)), key=_by_number)


def _by_number(segment_id: str) -> tuple[int, str]:
    found = re.search(r"\d+", segment_id)
    return int(found[0]) if found else 0, segment_id
