"""What each figure of the changes shows, for those who read and for those who cannot see it."""

from __future__ import annotations

import pandas as pd

from smartcart.report.changes.flows import ENTERED, LEFT, collect_flows, largest_moves
from smartcart.report.changes.words import share_of
from smartcart.report.figure_words import FigureWords
from smartcart.report.words import count_words, joined, upper_first
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
    anew = len(moved.entrants) and ENTERED not in flows.index
    among = upper_first(_among(moved.n_moved, moved.n_customers))
    return FigureWords(
        "From the last refresh to now",
        f"One model, the one of before, placed them then and now. {among} moved to "
        f"another segment.{_largest(flows)}{_outside(moved, is_apart=bool(anew))} Who stays is "
        "pale; all others have the full colour of where they come from.",
        f"Bands from the segments at the last refresh to those of now. {_listed(flows)}",
    )


def _model(moved: Migration, flows: pd.DataFrame) -> FigureWords:
    among = _among(moved.n_placed_anew, moved.n_customers)
    n = len(moved.entrants)
    anew = f" {count_words(n, 'new customer')} {_is(n)} placed by the new model alone."
    return FigureWords(
        "From the model of before to the new one",
        "The same customers, as they are now, by both models: none of this is what they did. "
        f"The new one puts {among} under another id.{_largest(flows)}{anew if n else ''}",
        f"Bands from the segments of the model of before to those of the new one. {_listed(flows)}",
    )


def _among(part: int, whole: int) -> str:
    share = f" ({share_of(part, whole)})" if part else ""
    return f"{f'{part:,}' if part else 'none'} of {whole:,} customers of both tables{share}"


def _largest(flows: pd.DataFrame) -> str:
    inside = flows.drop(index=ENTERED, columns=LEFT, errors="ignore")
    moves = largest_moves(inside, inside.size)
    if not moves:
        return ""
    told = [f"{n:,} from {source} to {target}" for source, target, n in moves[:_NAMED]]
    return f" {'The largest moves' if len(moves) > _NAMED else 'Moves'}: {joined(told)}."


def _outside(moved: Migration, *, is_apart: bool) -> str:
    said = ""
    if n := len(moved.leavers):
        said += f" {n:,} {_is(n)} gone: not in the table any more."
    if is_apart:
        n = len(moved.entrants)
        new = f"{count_words(n, 'new customer')} {'stands' if n == 1 else 'stand'}"
        said += f" {new} in the next figure, as only the new model placed them."
    elif n := len(moved.entrants):
        said += f" {n:,} {_is(n)} new."
    return said


def _is(n: int) -> str:
    return "is" if n == 1 else "are"


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
