"""``smartcart watch``: refresh by itself, for every new file or once a day."""

from __future__ import annotations

from typing import Annotated

import typer

from smartcart.cli.options import (
    ConfigFile,
    MaxQuarantine,
    Query,
    Roles,
    Sheet,
    StoreAddress,
    Table,
    read_own_names,
    read_settings,
    split_roles,
)
from smartcart.cli.refresh_notice import Notice
from smartcart.cli.refresh_options import (
    AcceptUnits,
    EventFile,
    Level,
    MaxAge,
    Mlflow,
    NoPages,
    Notify,
    Refit,
    RefreshOut,
    RefreshSeed,
    RefreshSegments,
)

__all__ = ["watch"]


def watch(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FOLDER",
            help="A folder into which tables of customers or of order lines are put. With --at: "
            "any table, folder of order lines or database, as refresh takes it.",
            show_default=False,
        ),
    ],
    store: StoreAddress = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="HH:MM",
            help="Refresh once a day at this time instead of for every new file; a time that was "
            "missed is made up for once.",
            show_default=False,
        ),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option(
            metavar="ZONE",
            help="The time zone of --at, such as Europe/Berlin; that of this machine when not "
            "given.",
            show_default=False,
        ),
    ] = None,
    settle: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            help="A file is complete when its size and time have not changed for so long.",
        ),
    ] = 10.0,
    pattern: Annotated[
        str,
        typer.Option(
            metavar="GLOB", help="Only files of this name, such as '*.csv'; others are left alone."
        ),
    ] = "*",
    once: Annotated[
        bool,
        typer.Option("--once", help="Do what is waiting or due, and end: for a scheduler."),
    ] = False,
    out: RefreshOut = None,
    refit: Refit = None,
    max_age: MaxAge = 180,
    level: Level = 0.01,
    accept_units: AcceptUnits = False,
    segments: RefreshSegments = None,
    seed: RefreshSeed = None,
    config: ConfigFile = None,
    role: Roles = None,
    max_quarantine: MaxQuarantine = None,
    sheet: Sheet = None,
    table: Table = None,
    query: Query = None,
    no_report: NoPages = False,
    notify: Notify = None,
    event: EventFile = None,
    mlflow: Mlflow = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one line of JSON on stdout for each refresh.")
    ] = False,
) -> None:
    """Refresh for every new file of a folder, or once a day, until it is stopped.

    A table that is refused is told, and the watch goes on: the model of before serves.
    """
    given = read_settings(config, segments=segments, seed=seed, max_quarantine=max_quarantine)
    from smartcart.cli.watching import Watching, run_watching
    from smartcart.jobs import RefreshJob

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
        refit=refit,
        max_age=max_age,
        level=level,
        accept_units=accept_units,
    )
    notice = Notice(notify, event, mlflow)
    watching = Watching(job, notice, at, zone, settle, pattern, once=once, as_json=as_json)
    if run_watching(watching):
        raise typer.Exit(2)
