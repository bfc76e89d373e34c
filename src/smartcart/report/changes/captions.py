"""What each figure of the changes shows, for those who read and for those who cannot see it."""

from __future__ import annotations

import pandas as pd

from smartcart.report.changes.flows import ENTERED, LEFT, collect_flows, largest_moves
from smartcart.report.changes.words import share_of
from smartcart.report.figure_words import FigureWords
from smartcart.report.words import joined
from smartcart.through_time import Changes, Migration

__all__ = ["caption_changes"]

#: Moves named at most.
_NAMED = 3


def caption_changes(changes: Changes) -> dict[str, FigureWords]:
    """Return the words of the figures that are there, by name."""
    flows, moved = collect_flows(changes), changes.migration
    if moved is None:
        return {}
    tell = {"behaviour": _behaviour, "model": _model}
    return {name: tell[name](moved, table) for name, table in flows.items()}


def _behaviour(moved: Migration, flows: pd.DataFrame) -> FigureWords:
    among = f"{moved.n_moved:,} of {moved.n_customers:,} customers of both tables"
    share = share_of(moved.n_moved, moved.n_customers)
    anew = len(moved.entrants) and ENTERED not in flows.index
    return FigureWords(
        "From the last refresh to now",
        f"One model, the one of before, placed them then and now. {among} ({share}) moved to "
        f"another segment; their bands are bold and in the colour of where they come from. "
        f"{_largest(flows)}{_outside(moved, is_apart=bool(anew))}",
        f"Bands from the segments at the last refresh to those of now. {_listed(flows)}",
    )


def _model(moved: Migration, flows: pd.DataFrame) -> FigureWords:
    among = f"{moved.n_placed_anew:,} of {moved.n_customers:,} customers of both tables"
    share = share_of(moved.n_placed_anew, moved.n_customers)
    anew = f" {len(moved.entrants):,} new customers are placed by the new model alone."
    return FigureWords(
        "From the model of before to the new one",
        "The same customers, as they are now, by both models: none of this is what they did. The "
        f"new model puts {among} ({share}) under another id. {_largest(flows)}"
        f"{anew if len(moved.entrants) else ''}",
        f"Bands from the segments of the model of before to those of the new one. {_listed(flows)}",
    )


def _largest(flows: pd.DataFrame) -> str:
    inside = flows.drop(index=ENTERED, columns=LEFT, errors="ignore")
    moves = largest_moves(inside, inside.size)
    if not moves:
        return "Nobody moved."
    told = [f"{n:,} from {source} to {target}" for source, target, n in moves[:_NAMED]]
    return f"{'The largest moves' if len(moves) > _NAMED else 'Moves'}: {joined(told)}."


def _outside(moved: Migration, *, is_apart: bool) -> str:
    said = ""
    if len(moved.leavers):
        said += f" {len(moved.leavers):,} are gone: they are not in the table any more."
    if is_apart:
        said += (
            f" {len(moved.entrants):,} new customers are not shown here: the new model placed "
            "them, so they stand in the next figure."
        )
    elif len(moved.entrants):
        said += f" {len(moved.entrants):,} are new."
    return said


def _listed(flows: pd.DataFrame) -> str:
    """Say every band in words."""
    return " ".join(_row(str(source), flows.loc[source]) for source in flows.index)


def _row(source: str, counts: pd.Series) -> str:
    start = "New customers" if source == ENTERED else source
    ways = [f"{n:,} {_where(source, str(target))}" for target, n in counts.items() if n] or [
        "nobody"
    ]
    return f"{start}: {', '.join(ways)}."


def _where(source: str, target: str) -> str:
    return "stay" if source == target else "are gone" if target == LEFT else f"go to {target}"
