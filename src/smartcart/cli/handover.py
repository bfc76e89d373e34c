"""``smartcart handover``: segments and purchases for the recommender of somebody else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartcart.cli.options import AsJson, AsOf, Query, Sheet, StoreAddress, Table, read_day

__all__ = ["handover"]


def handover(
    lines: Annotated[
        str,
        typer.Argument(
            help="Order lines, as recommend takes them; or a customer table, with --model, which "
            "gives users and their features alone.",
            show_default=False,
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write.", show_default=False)],
    model: Annotated[
        Path | None,
        typer.Option(
            metavar="MODEL",
            help="A model.json: its segments, risk and value are handed over. Without it, fifths "
            "of the amount of the first order.",
            show_default=False,
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            help="Leave out what was bought on this day or later, but for later.parquet, to judge "
            "by.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    store: StoreAddress = None,
    sheet: Sheet = None,
    table: Table = None,
    query: Query = None,
    as_json: AsJson = False,
) -> None:
    """Hand segments, affinities and purchases over to another recommender."""
    split_day = None if split is None else read_day(split, "--split")
    end = None if as_of is None else read_day(as_of, "--as-of")
    from smartcart.cli.display import console, print_json, show_progress
    from smartcart.cli.suppressed import show_suppressed
    from smartcart.jobs import HandoverJob, run_handover

    job = HandoverJob(
        lines,
        out,
        model=model,
        split=split_day,
        as_of=end,
        store=store,
        sheet=sheet,
        table=table,
        query=query,
    )
    with show_progress() as display:
        done = run_handover(job, display)
    told, screen = done.summary, console()
    show_suppressed(screen, told)
    screen.print(f"{told['users']:,} users with {len(told['features'])} features", markup=False)
    if told["items"] is not None:
        screen.print(f"{told['interactions']:,} interactions with {told['items']:,} items")
    if told["later"] is not None:
        screen.print(f"{told['later']:,} interactions from {told['split']} on are left out")
    screen.print(f"Wrote {done.folder}.", markup=False)
    if as_json:
        print_json(told)
