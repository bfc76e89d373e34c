"""``smartcart refresh``: bring a store up to date with the customers of today."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smartcart.cli.options import (
    AsJson,
    ConfigFile,
    MaxQuarantine,
    Query,
    Roles,
    Sheet,
    Snapshot,
    Source,
    StoreAddress,
    Table,
    read_own_names,
    read_settings,
    split_roles,
)

if TYPE_CHECKING:
    from smartcart.jobs import Refreshed

__all__ = ["refresh"]


def refresh(
    source: Source,
    store: StoreAddress = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for who is where, what mailings add and remove, and the page of what "
            "changed.",
            show_default=False,
        ),
    ] = None,
    refit: Annotated[
        bool | None,
        typer.Option(
            "--refit/--no-refit",
            help="Learn a model anew in any case, or in no case; when not given, on drift or age.",
            show_default=False,
        ),
    ] = None,
    max_age: Annotated[
        int,
        typer.Option(
            metavar="DAYS",
            help="Days after which a model is learnt anew without drift, by the days that the "
            "tables describe.",
        ),
    ] = 180,
    level: Annotated[
        float,
        typer.Option(metavar="SHARE", help="Chance of a drift alarm where nothing drifted."),
    ] = 0.01,
    accept_units: Annotated[
        bool,
        typer.Option(
            "--accept-units",
            help="Take the table as it is although a column seems to be in another unit; a model "
            "is learnt anew.",
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Say what would happen, and leave the store as it is."),
    ] = False,
    snapshot: Snapshot = None,
    segments: Annotated[
        str | None,
        typer.Option(
            metavar="auto|N", help="Number of segments of a model learnt anew.", show_default=False
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Start of every random draw.", show_default=False)
    ] = None,
    config: ConfigFile = None,
    role: Roles = None,
    max_quarantine: MaxQuarantine = None,
    sheet: Sheet = None,
    table: Table = None,
    query: Query = None,
    no_report: Annotated[bool, typer.Option("--no-report", help="Leave out the pages.")] = False,
    as_json: AsJson = False,
) -> None:
    """Place the customers of today, learn anew where they drifted, and keep what is better.

    Settings and the meaning of columns are those of the run before, where none are given.
    """
    given = read_settings(
        config, snapshot=snapshot, segments=segments, seed=seed, max_quarantine=max_quarantine
    )
    from smartcart.cli.display import print_json, show_progress
    from smartcart.cli.refresh_page import show_refreshed
    from smartcart.jobs import RefreshJob, run_refresh

    job = RefreshJob(
        source,
        store,
        settings=given.settings,
        options=given.options,
        schema=given.schema,
        sheet=sheet,
        table=table,
        query=query,
        roles=split_roles(role or ()),
        own_names=read_own_names(config),
        out=out,
        report=not no_report,
        dry_run=dry_run,
        refit=refit,
        max_age=max_age,
        level=level,
        accept_units=accept_units,
    )
    with show_progress() as display:
        refreshed = run_refresh(job, display)
    show_refreshed(refreshed, out)
    if as_json:
        print_json(refreshed.summary)
    _end(refreshed)


def _end(refreshed: Refreshed) -> None:
    """End a refused table as every refusal: one message, exit code 2."""
    if refreshed.refusal is not None:
        raise refreshed.refusal
