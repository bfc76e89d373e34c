"""``smartcart refresh``: bring a store up to date with the customers of today."""

from __future__ import annotations

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
from smartcart.cli.refresh_notice import Notice, give_notice
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

if TYPE_CHECKING:
    from smartcart.jobs import Refreshed

__all__ = ["refresh"]


def refresh(
    source: Source,
    store: StoreAddress = None,
    out: RefreshOut = None,
    refit: Refit = None,
    max_age: MaxAge = 180,
    level: Level = 0.01,
    accept_units: AcceptUnits = False,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help="Place the customers of a table that is a run already, after another model came "
            "to serve.",
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Say what would happen, and leave the store as it is."),
    ] = False,
    snapshot: Snapshot = None,
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
        again=again,
    )
    notice = Notice(notify, event, mlflow)
    notice.check()
    with show_progress() as display:
        refreshed = run_refresh(job, display)
    show_refreshed(refreshed, out)
    if as_json:
        print_json(refreshed.summary)
    give_notice(notice, job, refreshed)
    _end(refreshed)


def _end(refreshed: Refreshed) -> None:
    """End a refused table as every refusal: one message, exit code 2."""
    if refreshed.refusal is not None:
        raise refreshed.refusal
