"""A store as the page Through time shows it: history, one run, and what may be decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from smartcart.jobs.store_review import Challenger, Standing
from smartcart.report.changes.draw import OUTSIDE, SIDES
from smartcart.report.changes.flows import collect_flows, find_ids
from smartcart.report.style import segment_color
from smartcart.through_time import Changes

__all__ = [
    "Moves",
    "lay_out_moves",
    "list_promotions",
    "list_runs",
    "name_challenger",
    "tell_champion",
]

#: As much of a SHA-256 as people compare.
_HASH_SHOWN = 12
#: Of groups that are no segments.
_GREY = "#8a94a3"


@dataclass(frozen=True)
class Moves:
    """One picture of moves.

    Attributes
    ----------
    sides : tuple of str
        What the rows and the columns are.
    flows : DataFrame of int
        Customers from each row to each column, by ids: a phone has no room for names.
    colors : pair of tuples of str
        Of rows and columns.
    names : tuple of str
        Ids of segments with their names.
    """

    sides: tuple[str, str]
    flows: pd.DataFrame
    colors: tuple[tuple[str, ...], tuple[str, ...]]
    names: tuple[str, ...]


def lay_out_moves(changes: Changes) -> dict[str, Moves]:
    """Return the pictures of moves that a run has something for: ``behaviour``, ``model``."""
    colors = {each: segment_color(place) for place, each in enumerate(find_ids(changes))}
    return {
        name: Moves(
            SIDES[name],
            flows.rename(index=OUTSIDE, columns=OUTSIDE),
            (_colored(flows.index, colors), _colored(flows.columns, colors)),
            _named([*flows.index, *flows.columns], changes.names),
        )
        for name, flows in collect_flows(changes).items()
        if flows.to_numpy().sum()
    }


def _named(ids: Sequence[str], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{each} {names[each]}" for each in dict.fromkeys(ids) if each in names)


def _colored(ids: pd.Index, colors: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(colors.get(str(each), _GREY) for each in ids)


def tell_champion(standing: Standing) -> str:
    """Say which model serves, since when, and whether it is intact."""
    champion = standing.history["champion"]
    if champion["model_hash"] is None:
        return "No model serves yet."
    told = (
        f"Version {champion['version']} serves since {_moment(champion['since'])} (UTC): model "
        f"{champion['model_hash'][:_HASH_SHOWN]}."
    )
    return told if champion["is_intact"] else f"{told} {champion['trouble']}"


def name_challenger(challenger: Challenger) -> str:
    """Return the name of a model that waits, for people.

    Examples
    --------
    >>> name_challenger(Challenger(4, "0123456789abcdef", "2026-03-31", ()))
    'Run 4, day 2026-03-31, model 0123456789ab'
    """
    day = f", day {challenger.snapshot_date}" if challenger.snapshot_date else ""
    return f"Run {challenger.run_id}{day}, model {challenger.model_hash[:_HASH_SHOWN]}"


def list_runs(runs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the runs as rows of a table, the newest first."""
    return [
        {
            "Run": run["run_id"],
            "Started (UTC)": _moment(run["started"]),
            "Source": run["source"],
            "Day": run["snapshot_date"] or "",
            "Customers": run["customers"],
            "Status": run["status"],
            "Version": run["version"],
            "Why": run["reason"],
        }
        for run in reversed(runs)
    ]


def list_promotions(promotions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the promotions as rows of a table, the newest first."""
    return [
        {
            "Version": each["version"],
            "Promoted (UTC)": _moment(each["promoted"]),
            "Model": each["model_hash"][:_HASH_SHOWN],
            "Why": each["reason"],
        }
        for each in reversed(promotions)
    ]


def _moment(time: str | None) -> str:
    return (time or "")[:16].replace("T", " ")
