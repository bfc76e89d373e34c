"""``smartcart migrations``: who moved between segments, by behaviour and by the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from smartcart.cli.options import AsJson, StoreAddress

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["migrations"]

_TITLES = {
    "behaviour": "What customers did: the model of before, on the earlier and on the later table",
    "model": "What the model did: the model of before and that of now, on the later table",
}


def migrations(
    store: StoreAddress = None,
    run: Annotated[
        int | None,
        typer.Option(metavar="N", help="Number of the run; the last that has any when not given."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show who moved between segments: by what customers did, and by what the model became."""
    from smartcart.cli.display import console, print_json
    from smartcart.jobs.store_migrations import read_migration

    told = read_migration(store, run)
    out = console()
    out.print(f"Store {told['store']}, run {told['run_id']}", markup=False, soft_wrap=True)
    for sentence in told["sentences"]:
        out.print(f"  {sentence}", markup=False, soft_wrap=True)
    for name, title in _TITLES.items():
        _show_matrix(out, title, told[name], told["names"])
    out.print()
    _show_counts(out, "New customers, by segment", told["entrants"], told["names"])
    _show_counts(out, "Gone, by the segment they were in", told["leavers"], told["names"])
    if told["high_value"]:
        title = f"Left {told['high_value']}, the segment of the highest value, for"
        _show_counts(out, title, told["left_high_value"], told["names"])
    if as_json:
        print_json(told)


def _show_matrix(
    out: Console, title: str, matrix: Mapping[str, Any], names: Mapping[str, str]
) -> None:
    """Print counts, each with its share of the row."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("  from", overflow="fold")
    for each in matrix["after"]:
        table.add_column(f"to {escape(each)}", justify="right", no_wrap=True)
    for before, counts in zip(matrix["before"], matrix["counts"], strict=True):
        whole = sum(counts)
        cells = [f"{n:,} ({n / whole:.0%})" if n else "-" for n in counts]
        table.add_row(f"  {escape(_named(before, names))}", *cells)
    out.print(f"\n[bold]{title}[/bold]")
    out.print(table)


def _show_counts(
    out: Console, title: str, counts: Mapping[str, int], names: Mapping[str, str]
) -> None:
    told = ", ".join(f"{_named(each, names)}: {n:,}" for each, n in counts.items() if n)
    out.print(f"{title}: {told or 'none'}", markup=False, soft_wrap=True)


def _named(segment_id: str, names: Mapping[str, str]) -> str:
    return f"{segment_id} {names[segment_id]}" if segment_id in names else segment_id
