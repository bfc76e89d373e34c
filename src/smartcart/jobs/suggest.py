"""A first settings file for a table nobody has described yet."""

from __future__ import annotations

import os
from pathlib import Path

from smartcart.customers import RawTable
from smartcart.errors import DataError, SettingsError, quoted
from smartcart.jobs.stopwatch import Display
from smartcart.orders.recognise import holds_order_lines
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
    DataError
        When the table holds order lines.
    """
    if out is not None and os.path.lexists(out):
        raise SettingsError(
            f"The settings file {quoted(out)} exists already and is not overwritten.",
            "Give another name to --out-config.",
        )
    if display is not None:
        display("read", 0, 1)
    raw = read_source(source, sheet=sheet, table=table, query=query)
    _refuse_order_lines(raw)
    text = suggest_config(raw.cells)
    if out is not None:
        write_bytes(text.encode("utf-8"), out)
    return text


def _refuse_order_lines(raw: RawTable) -> None:
    name = quoted(raw.source.name)
    try:
        holds_lines = holds_order_lines(raw.cells, name)
    except DataError:  # it may be either, and a guess at a customer table was asked for
        return
    if holds_lines:
        raise DataError(
            f"{name} holds order lines; a settings file says what the columns of customers mean.",
            "Run smartcart segment LINES --out DIR; or smartcart orders LINES --out shop.csv: it "
            "writes a settings file for the customers it makes.",
        )
