"""``smartcart history``: runs and promotions of a store, and which model serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from smartcart.cli.options import AsJson, StoreAddress

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["history", "show_champion"]

#: As much of a SHA-256 as people compare.
_HASH_SHOWN = 12


def history(
    store: StoreAddress = None,
    promotions: Annotated[
        bool, typer.Option("--promotions", help="List promotions instead of runs.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the runs of a store, and say which model serves."""
    from smartcart.cli.display import console, print_json
    from smartcart.jobs.store_history import read_history

    told = read_history(store)
    out = console()
    out.print(f"Store {told['store']}", markup=False, soft_wrap=True)
    if promotions:
        _show_promotions(out, told["promotions"])
    else:
        _show_runs(out, told["runs"])
    show_champion(out, told["champion"])
    if as_json:
        print_json(told)


def show_champion(out: Console, champion: Mapping[str, Any]) -> None:
    """Print which model serves, since when, and whether it is intact."""
    if champion["model_hash"] is None:
        out.print("No model serves yet.")
        return
    out.print(
        f"Version {champion['version']} serves since {_moment(champion['since'])}: model "
        f"{champion['model_hash'][:_HASH_SHOWN]}.",
        markup=False,
    )
    if not champion["is_intact"]:
        out.print(
            f"{champion['trouble']} Put the model file again with smartcart promote, or go back "
            "with smartcart rollback.",
            markup=False,
            soft_wrap=True,
        )


def _show_runs(out: Console, runs: Sequence[Mapping[str, Any]]) -> None:
    rows = [
        (
            str(run["run_id"]),
            _moment(run["started"]),
            run["source"],
            run["snapshot_date"] or "",
            "" if run["customers"] is None else f"{run['customers']:,}",
            run["status"],
            "" if run["version"] is None else str(run["version"]),
            run["reason"],
        )
        for run in runs
    ]
    titles = ("Run", "Started (UTC)", "Source", "Day", "Customers", "Status", "Version", "Why")
    _show_table(out, titles, rows, "no run yet")


def _show_promotions(out: Console, promotions: Sequence[Mapping[str, Any]]) -> None:
    rows = [
        (
            str(each["version"]),
            _moment(each["promoted"]),
            each["model_hash"][:_HASH_SHOWN],
            each["reason"],
        )
        for each in promotions
    ]
    _show_table(out, ("Version", "Promoted (UTC)", "Model", "Why"), rows, "no promotion yet")


def _show_table(
    out: Console, titles: Sequence[str], rows: Sequence[Sequence[str]], none: str
) -> None:
    from rich.markup import escape
    from rich.table import Table

    if not rows:
        out.print(f"  {none}")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in titles:
        is_number = title in ("Run", "Customers", "Version")
        table.add_column(
            title,
            justify="right" if is_number else "left",
            no_wrap=title not in ("Source", "Why"),
            overflow="fold",
        )
    for row in rows:
        table.add_row(*map(escape, row))
    out.print(table)


def _moment(time: str | None) -> str:
    """Return a time of the store, which is in UTC, to the minute."""
    return (time or "")[:16].replace("T", " ")
