"""``smartcart explore``: what is in a table, before any segment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartcart.cli.options import (
    AsJson,
    ConfigFile,
    Query,
    Sheet,
    Snapshot,
    Source,
    Table,
    read_options,
)

__all__ = ["explore"]


def explore(
    source: Source,
    out: Annotated[
        Path, typer.Option(help="Folder for the page and the tables.", show_default=False)
    ],
    snapshot: Snapshot = None,
    config: ConfigFile = None,
    sheet: Sheet = None,
    table: Table = None,
    query: Query = None,
    no_report: Annotated[
        bool, typer.Option("--no-report", help="Leave out the page and its figures.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what is in a customer table: how it is spread, what goes together, who responds."""
    settings, schema = read_options(config, None, snapshot=snapshot)
    from smartcart.cli.display import print_json, show_progress
    from smartcart.cli.explore_page import show_exploration
    from smartcart.jobs import run_explore

    with show_progress() as display:
        explored = run_explore(
            *(source, out, settings, schema, sheet, display),
            table=table,
            query=query,
            report=not no_report,
        )
    show_exploration(explored)
    if as_json:
        print_json(explored.summary)
