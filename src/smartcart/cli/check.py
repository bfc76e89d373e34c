"""``smartcart check``: read, repair, set aside and say so; no model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from smartcart.cli.options import (
    AsJson,
    ConfigFile,
    MaxQuarantine,
    Query,
    Sheet,
    Snapshot,
    Source,
    Table,
    read_options,
)

__all__ = ["check"]


def check(
    source: Source,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for quality.json and quarantine.csv.", show_default=False),
    ] = None,
    snapshot: Snapshot = None,
    config: ConfigFile = None,
    max_quarantine: MaxQuarantine = None,
    sheet: Sheet = None,
    table: Table = None,
    query: Query = None,
    suggest: Annotated[
        bool,
        typer.Option(
            "--suggest",
            help="Write a first settings file for this table instead, for you to correct: what "
            "each column seems to mean, and why.",
        ),
    ] = False,
    out_config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="With --suggest: file to write (never over an existing one); otherwise the "
            "settings are printed.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read a customer table and say what was repaired, flagged and set aside."""
    if suggest or out_config is not None:
        others = {"--out": out, "--snapshot": snapshot, "--config": config, "--json": as_json}
        _refuse_other_options(others, suggest=suggest)
        _suggest(source, out_config, sheet, table, query)
        return
    settings, schema = read_options(config, None, snapshot=snapshot, max_quarantine=max_quarantine)
    from smartcart.cli.display import print_json, show_progress
    from smartcart.cli.page import show_quality
    from smartcart.jobs import run_check

    with show_progress() as display:
        customers = run_check(
            source, out, settings, schema, sheet, display, table=table, query=query
        )
    show_quality(customers, out)
    if as_json:
        print_json(customers.quality.to_dict())


def _refuse_other_options(others: Mapping[str, object], *, suggest: bool) -> None:
    from smartcart.errors import SettingsError

    given = [name for name, value in others.items() if value]
    if not suggest:
        raise SettingsError("--out-config is the file of --suggest.", "Add --suggest.")
    if given:
        raise SettingsError(
            f"--suggest only guesses what the columns mean; {', '.join(given)} is for a check.",
            "Leave it out; give the file that --suggest writes to the next check as --config.",
        )


def _suggest(
    source: str, out: Path | None, sheet: str | None, table: str | None, query: str | None
) -> None:
    import sys

    from smartcart.cli.display import console, show_progress
    from smartcart.jobs import run_suggest

    with show_progress() as display:
        text = run_suggest(source, out, sheet, table, query, display)
    if out is None:
        sys.stdout.write(text)
        return
    screen = console()
    # An address may hold a password; whoever gave it knows it.
    which = "ADDRESS" if "://" in source else source
    which += f" --table {table}" if table else ""
    screen.print(
        f"Wrote a first settings file to {out}. Read it, correct it, and then:", markup=False
    )
    for line in (f"check {which} --config {out}", f"segment {which} --config {out} --out results"):
        screen.print(f"  smartcart {line}", markup=False, soft_wrap=True)
