"""Order lines in, a customer table out, with the settings file that segments it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from smartcart.errors import SettingsError, quoted
from smartcart.jobs.order_days import check_as_of, check_last_day
from smartcart.jobs.stopwatch import Display
from smartcart.orders import CustomerOrders
from smartcart.orders.notices import list_notices
from smartcart.orders.settings_file import write_settings
from smartcart.tables import read_orders, write_frame
from smartcart.whole_file import write_bytes

__all__ = ["Ordered", "run_orders"]

_ENDINGS = (".csv", ".parquet")


@dataclass(frozen=True)
class Ordered:
    """A customer table that has been written, and the settings file beside it."""

    orders: CustomerOrders
    file: Path
    settings_file: Path
    summary: dict[str, Any]


def run_orders(
    source: Path | str,
    out: Path,
    as_of: date | None = None,
    sheet: str | None = None,
    display: Display | None = None,
    *,
    table: str | None = None,
    query: str | None = None,
    today: date | None = None,
) -> Ordered:
    """Read order lines, write one row per customer, and a settings file where there is none.

    Raises
    ------
    SettingsError
        When `out` is the source or has another ending, or `as_of` is after tomorrow.
    DataError
        When a line is of a day after today and `as_of` is not given.
    """
    today = today or date.today()
    _check_out(source, out)
    check_as_of(as_of, today)
    if display is not None:
        display("read", 0, 1)
    orders = read_orders(source, as_of, sheet=sheet, table=table, query=query)
    check_last_day(orders, today)
    write_frame(orders.table.reset_index(), out)
    settings = out.with_suffix(".toml")
    if not os.path.lexists(settings):  # else somebody may have edited it
        columns = ["customer_id", *orders.table.columns]
        write_bytes(write_settings(columns).encode("utf-8"), settings)
    summary = {**orders.account.to_dict(), "file": str(out), "settings_file": str(settings)}
    summary["notes"] = list(list_notices(orders))
    return Ordered(orders, out, settings, summary)


def _check_out(source: Path | str, out: Path) -> None:
    if out.suffix.lower() not in _ENDINGS:
        raise SettingsError(
            f"The customer table is written as .csv or .parquet; {quoted(out.name)} ends in "
            f"{quoted(out.suffix)}.",
            "Give the file one of these endings.",
        )
    if out.exists() and Path(source).exists() and out.samefile(source):
        raise SettingsError(
            f"--out {quoted(out)} is the file that holds the order lines.",
            "Give another name to --out.",
        )
