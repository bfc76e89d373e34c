"""``smartcart check``: read, repair, set aside and say so; no model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartcart.cli.options import (
    AsJson,
    ConfigFile,
    MaxQuarantine,
    Sheet,
    Snapshot,
    Source,
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
    as_json: AsJson = False,
) -> None:
    """Read a customer table and say what was repaired, flagged and set aside."""
    settings, schema = read_options(config, None, snapshot=snapshot, max_quarantine=max_quarantine)
    from smartcart.cli.display import print_json, show_progress, show_quality
    from smartcart.jobs import run_check

    with show_progress() as display:
        customers = run_check(source, out, settings, schema, sheet, display)
    show_quality(customers)
    if as_json:
        print_json(customers.quality.to_dict())
