"""A first settings file for a table nobody has described yet."""

from __future__ import annotations

import os
from pathlib import Path

from smartcart.errors import SettingsError, quoted
from smartcart.jobs.stopwatch import Display
from smartcart.suggest import suggest_config
from smartcart.tables import read_source
from smartcart.whole_file import write_bytes

__all__ = ["run_suggest"]


def run_suggest(
    source: Path | str,
    out: Path | None = None,
    sheet: str | None = None,
    table: str | None = None,
    query: str | None = None,
    display: Display | None = None,
) -> str:
    """Read a table, guess what its columns mean, and return that as a settings file.

    Raises
    ------
    SettingsError
        When the file to write exists already: somebody may have corrected it by hand.
    """
    if out is not None and os.path.lexists(out):
        raise SettingsError(
            f"The settings file {quoted(out)} exists already and is not overwritten.",
            "Give another name to --out-config.",
        )
    if display is not None:
        display("read", 0, 1)
    text = suggest_config(read_source(source, sheet=sheet, table=table, query=query).cells)
    if out is not None:
        write_bytes(text.encode("utf-8"), out)
    return text
